"""Random coordinates."""

from __future__ import annotations

import torch
from torch import Tensor


def uniform(shape: tuple[int, ...], bound: float, generator: torch.Generator) -> Tensor:
    """A float64 tensor drawn from U(−bound, bound); cast by the caller."""
    return (torch.rand(shape, generator=generator, dtype=torch.float64) * 2 - 1) * bound
