"""What happens to a point that comes too near the boundary of the ball.

Rounding carries points over the edge, where distances are infinite. A rim is a function of the
radius alone: a point moves along its own ray.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from hmlc_core.errors import HyperlabelError, SettingError

_LIMITS = {torch.float64: 1 - 1e-5, torch.float32: 1 - 4e-3}
"""Hyperbolic radius 12.2 in float64 but only 6.2 in float32, where points further out could no
longer be told apart (geoopt uses the same two numbers)."""

_RELEASED_SQ_LIMIT = 1 - 1e-5


def radial_limit(dtype: torch.dtype) -> float:
    """Largest norm after `radial_clip`."""
    _require_precision(dtype)
    return _LIMITS[dtype]


def radial_clip(radius: Tensor) -> Tensor:
    """A point beyond the limit is brought back to it; every other stays."""
    return radius.clamp_max(radial_limit(radius.dtype))


def inverting_limit(dtype: torch.dtype) -> float:
    """Largest norm after `inverting_projection`."""
    _require_precision(dtype)
    return math.sqrt(_RELEASED_SQ_LIMIT)


def inverting_projection(radius: Tensor) -> Tensor:
    """What the released HyperIM code does: it compares and divides by the *squared* norm.

    A point at radius 2 lands at 0.5, one at 1.5 at 0.667, and points up to radius 0.999995 stay.
    This is an inversion, not a projection; it is here to reproduce that code only.
    """
    outside = radius.square() > _RELEASED_SQ_LIMIT
    return torch.where(outside, _RELEASED_SQ_LIMIT / radius, radius)


@dataclass(frozen=True)
class Rim:
    """place: norm of a point -> norm at which it is kept; limit: the largest such norm."""

    place: Callable[[Tensor], Tensor]
    limit: Callable[[torch.dtype], float]


_RIMS = {
    "radial": Rim(radial_clip, radial_limit),
    "inverting": Rim(inverting_projection, inverting_limit),
}


def rim(projection: str) -> Rim:
    """The rim named `radial` or `inverting`."""
    if projection not in _RIMS:
        raise SettingError(
            "no such projection",
            where="projection",
            expected=" or ".join(_RIMS),
            received=repr(projection),
        )
    return _RIMS[projection]


def _require_precision(dtype: torch.dtype) -> None:
    if dtype not in _LIMITS:
        raise HyperlabelError(
            "points of a ball need more precision",
            expected="float32 or float64",
            received=str(dtype).removeprefix("torch."),
        )
