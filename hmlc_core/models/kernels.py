"""Which implementation runs the hot pieces: readable torch, or compiled numba.

The choice is made once, when a model is built, and is part of a run's checkpoint: the two agree
to rounding, and a resumed run must agree exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from torch import Tensor

from hmlc_core.errors import SettingError
from hmlc_core.geometry import kernels
from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.kernels.background import in_each_precision

RECURRENCE = in_each_precision("recurrence", kernels.prepare_recurrence)
SCORES = in_each_precision("scores", kernels.prepare_scores)
POOLED = in_each_precision("pooled scores", kernels.prepare_pooled)


@dataclass(frozen=True, slots=True)
class Kernels:
    """The pieces a model calls.

    recurrence: (ux, index, w, b, lengths) -> states, or None for the GRU's own loop.
    scores: (states (B, T, dim), points (S, dim), lengths) -> (B, S, T), minus the distances.
    pooled: (states, points, lengths, weights, sharpness) -> mean and soft maximum of those
        scores, (B, S) each, or None to pool them one by one.
    """

    name: str
    recurrence: Callable[..., Tensor] | None
    scores: Callable[[Tensor, Tensor, Tensor], Tensor]
    pooled: Callable[..., tuple[Tensor, Tensor]] | None


def choose_kernels(name: str, geometry: Geometry) -> Kernels:
    """The kernels called `torch` or `numba`; `auto` takes numba wherever it serves.

    Raises `SettingError` when numba is asked for and has no kernel for this space.
    """
    compiled = None if name == "torch" else _numba(geometry)
    if compiled is None and name == "numba":
        raise SettingError(
            "no compiled kernels for this space",
            where="training.kernels",
            expected="torch or auto",
            received=f"{name} for {geometry}",
        )
    return compiled or _torch(geometry)


def _torch(geometry: Geometry) -> Kernels:
    def scores(states: Tensor, points: Tensor, lengths: Tensor) -> Tensor:
        return -geometry.pairwise(states, points).transpose(1, 2)

    return Kernels(name="torch", recurrence=None, scores=scores, pooled=None)


def _numba(geometry: Geometry) -> Kernels | None:
    """Compiled kernels, or None for a space that has none."""
    if geometry.block is None:
        return None
    block, mode = geometry.block.coordinates, geometry.block.mode
    return Kernels(
        name="numba",
        recurrence=partial(kernels.gru_sequence, block=block, flat=mode == "flat"),
        scores=partial(kernels.neg_distances, block=block, mode=mode),
        pooled=partial(kernels.pooled_scores, block=block, mode=mode),
    )
