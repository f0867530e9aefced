"""Dropout whose chance belongs to a run."""

from __future__ import annotations

import torch
from torch import Tensor, nn


class Dropout(nn.Module):
    """In training, sets that share of the coordinates to 0 and scales the others up to match.

    generator: the run's only source of chance. A checkpoint holds its state, so a resumed run
        hides the same coordinates as one that was never interrupted; torch's own dropout draws
        from the process, where runs disturb each other.
    """

    def __init__(self, share: float, generator: torch.Generator) -> None:
        super().__init__()
        self.share, self.generator = share, generator

    def forward(self, x: Tensor) -> Tensor:
        """`x` with coordinates hidden in training, `x` itself in evaluation."""
        return drop(x, self.share, self.generator) if self.training else x


def drop(x: Tensor, share: float, generator: torch.Generator) -> Tensor:
    """`x` with that share of its coordinates set to 0, the others scaled up to match."""
    if share == 0:
        return x
    luck = torch.rand(x.shape, generator=generator, dtype=torch.float32)
    return x * (luck >= share) / (1 - share)
