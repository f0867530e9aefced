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
    """x ↦ exp₀(A x + b), from (…, features) to points (…, width)."""

    def __init__(
        self, features: int, geometry: Geometry, *, generator: torch.Generator, dtype: torch.dtype
    ) -> None:
        super().__init__()
        self.geometry = geometry
        layer = nn.Linear(features, geometry.width, dtype=dtype, device="meta")
        self.linear = drawn(layer, features, generator)

    def forward(self, vectors: Tensor) -> Tensor:
        """Points of vectors (B, features), inside the space."""
        tangent = self.linear(vectors.to(self.linear.weight.dtype))
        return self.geometry.project(self.geometry.exp0(tangent))

    @torch.no_grad()
    def place_(self, vectors: Tensor, bound: float) -> None:
        """Let the documents (n, features) start around the origin, and in root mean square as far
        out as words do that are drawn from ±`bound`.

        Vectors from encoders have a large mean in common and any length: as they come they would
        start in one corner of the space, or at its rim.
        """
        weight, bias = self.linear.weight, self.linear.bias
        tangent = vectors.to(weight.dtype) @ weight.T
        centre = tangent.mean(0)
        size = float((tangent - centre).square().mean().sqrt())
        scale = bound / math.sqrt(3) / size if size > 0 else 1.0
        weight.mul_(scale)
        bias.copy_(-scale * centre)
