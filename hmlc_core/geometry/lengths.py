"""Euclidean lengths, on which the distances of every space rest."""

from __future__ import annotations

import torch
from torch import Tensor


def length(x: Tensor) -> Tensor:
    """‖x‖ over the last axis, (...); its gradient at 0 is 0."""
    result: Tensor = torch.linalg.vector_norm(x, dim=-1)
    return result


def chords(x: Tensor, y: Tensor) -> Tensor:
    """‖x_i − y_j‖, (..., n, m), of every x (..., n, dim) and y (m, dim); gradient 0 at 0.

    Always by differences, never as ‖x‖² + ‖y‖² − 2⟨x, y⟩: near the rim of a ball a Euclidean
    difference of 1e-4 is a hyperbolic distance of order 1, and in float32 the expanded form has
    lost it. torch.cdist keeps nothing of size n·m·dim, forward or backward.
    """
    flat = x.reshape(-1, x.shape[-1])
    result = torch.cdist(flat, y, compute_mode="donot_use_mm_for_euclid_dist")
    return result.reshape(*x.shape[:-1], len(y))
