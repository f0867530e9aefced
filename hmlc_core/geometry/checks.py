"""Sentences that say why a tensor does not hold points."""

from __future__ import annotations

import torch
from torch import Tensor


def explain_shape(x: Tensor, dim: int) -> str | None:
    """Why x cannot hold points of `dim` coordinates, or None."""
    if x.ndim and x.shape[-1] == dim:
        return None
    return f"expected {dim} coordinates on the last axis, found shape {tuple(x.shape)}"


def explain_finite(x: Tensor) -> str | None:
    """Which coordinate of x (..., dim) is not a finite number, or None."""
    bad = (~torch.isfinite(x)).nonzero()
    if not len(bad):
        return None
    *index, coordinate = bad[0].tolist()
    value = x[(*index, coordinate)].item()
    return f"point {_place(index)} has the coordinate {value} at position {coordinate}"


def explain_norm(norms: Tensor, limit: float, part: str = "point") -> str | None:
    """Which of the norms (any shape) exceeds the limit by more than rounding, or None."""
    slack = 8 * torch.finfo(norms.dtype).eps
    outside = (norms > limit + slack).nonzero()
    if not len(outside):
        return None
    index = outside[0].tolist()
    value = norms[tuple(index)].item()
    return f"{part} {_place(index)} has norm {value:.8g}, above the limit {limit:.8g}"


def _place(index: list[int]) -> str:
    return str(index[0]) if len(index) == 1 else str(tuple(index))
