"""Sentences that say why a tensor does not hold points."""

from __future__ import annotations

import torch
from torch import Tensor


def explain_form(x: Tensor, dim: int) -> str | None:
    """Why a tensor of this type and shape cannot hold points of `dim` coordinates, or None."""
    if x.dtype not in (torch.float32, torch.float64):
        return f"expected float32 or float64, found {str(x.dtype).removeprefix('torch.')}"
    if not x.ndim or x.shape[-1] != dim:
        return f"expected {dim} coordinates on the last axis, found shape {tuple(x.shape)}"
    return None


def explain_finite(x: Tensor) -> str | None:
    """Which coordinate of x (..., dim) is not a finite number, or None."""
    bad = (~torch.isfinite(x)).nonzero()
    if not len(bad):
        return None
    *index, coordinate = bad[0].tolist()
    value = x[(*index, coordinate)].item()
    return f"{_point(index)} has the coordinate {value} at position {coordinate}"


def explain_norm(norms: Tensor, limit: float, *, per_ball: bool = False) -> str | None:
    """Which of the norms exceeds the limit by more than rounding, or None.

    norms: (...) of points, or (..., balls) of the balls of each point.
    """
    slack = 8 * torch.finfo(norms.dtype).eps
    outside = (norms > limit + slack).nonzero()
    if not len(outside):
        return None
    index = outside[0].tolist()
    excess = f"has norm {norms[tuple(index)].item():.8g}, above the limit {limit:.8g}"
    if per_ball:
        return f"ball {index[-1]} of {_point(index[:-1])} {excess}"
    return f"{_point(index)} {excess}"


def _point(index: list[int]) -> str:
    if not index:
        return "the point"
    return f"point {index[0] if len(index) == 1 else tuple(index)}"
