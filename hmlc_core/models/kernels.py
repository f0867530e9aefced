"""Which implementation runs the two hot pieces: readable torch, or compiled numba.

The choice is made once, when a model is built, and is part of a run's checkpoint: the two agree
to rounding, and a resumed run must agree exactly.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from torch import Tensor

from hmlc_core.geometry.base import Geometry


@dataclass(frozen=True, slots=True)
class Kernels:
    """The pieces a model calls.

    recurrence: (ux, index, w, b, lengths) -> states, or None for the GRU's own loop.
    scores: (states (B, T, dim), points (S, dim), lengths) -> (B, S, T), minus the distances.
    """

    name: str
    recurrence: Callable[..., Tensor] | None
    scores: Callable[[Tensor, Tensor, Tensor], Tensor]


def torch_kernels(geometry: Geometry) -> Kernels:
    """Plain torch on any device."""

    def scores(states: Tensor, points: Tensor, lengths: Tensor) -> Tensor:
        return -geometry.pairwise(states, points).transpose(1, 2)

    return Kernels(name="torch", recurrence=None, scores=scores)


def choose_kernels(name: str, geometry: Geometry) -> Kernels:
    return torch_kernels(geometry)
