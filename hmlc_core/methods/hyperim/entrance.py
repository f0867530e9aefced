"""From documents that are vectors into the space of the labels: a linear map, and exp₀."""

from __future__ import annotations

import math
from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry
from hmlc_core.models.encoders.layers import drawn


@final
class Entrance(nn.Module):
    """x ↦ exp₀(A (x − m) / s + b), from (…, features) to points (…, width).

    m is the mean of the training documents and s their distance from it in root mean square, by
    `place_`. Vectors from encoders have a large mean in common and any length: as they come, a
    step of A would carry all documents the same way, to the rim, where nothing moves any more.
    """

    mean: Tensor
    spread: Tensor

    def __init__(
        self, features: int, geometry: Geometry, *, generator: torch.Generator, dtype: torch.dtype
    ) -> None:
        super().__init__()
        self.geometry = geometry
        layer = nn.Linear(features, geometry.width, dtype=dtype, device="meta")
        self.linear = drawn(layer, features, generator)
        self.register_buffer("mean", torch.zeros(features, dtype=dtype))
        self.register_buffer("spread", torch.ones((), dtype=dtype))

    def forward(self, vectors: Tensor) -> Tensor:
        """Points of vectors (B, features), inside the space."""
        return self.geometry.project(self.geometry.exp0(self.tangent(vectors)))

    def tangent(self, vectors: Tensor) -> Tensor:
        """Tangent vectors (B, width) at the origin."""
        centred = vectors.to(self.mean.dtype) - self.mean
        found: Tensor = self.linear(centred / self.spread)
        return found

    @torch.no_grad()
    def place_(self, vectors: Tensor, bound: float) -> None:
        """Set m and s to those of the documents (n, features), and let these start around the
        origin, in root mean square as far out as words that are drawn from ±`bound`."""
        self.mean.copy_(vectors.mean(0))
        spread = (vectors.to(self.mean.dtype) - self.mean).square().sum(1).mean().sqrt()
        if spread > 0:
            self.spread.copy_(spread)
        self.linear.bias.zero_()
        size = float(self.tangent(vectors).square().mean().sqrt())
        if size > 0:
            self.linear.weight.mul_(bound / math.sqrt(3) / size)
