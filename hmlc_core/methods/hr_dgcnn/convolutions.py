"""What reads a document's graph: convolutions over fields, or over the graph itself."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn
from torch.nn.functional import local_response_norm, max_pool1d

from hmlc_core.methods.hr_dgcnn.layers import rectified

WIDTH = 5
"""Places under a filter of the second and third convolution, as in the authors' code."""

SMALLEST = 32
"""Fields that three convolutions and poolings need."""

RADIUS, ALPHA, BETA = 5, 0.001 / 9, 0.75
"""Of the local response normalisation in the authors' code."""


@final
class FieldConvolutions(nn.Module):
    """Three convolutions, each with ReLU and a maximum over two places; places are fields in the
    order of their centres' importance.

    The first filter covers one field of `size` words, the others `WIDTH` places, without padding.
    normalise: local response normalisation before each maximum.
    """

    def __init__(
        self,
        dim: int,
        *,
        nodes: int,
        size: int,
        maps: tuple[int, int],
        normalise: bool,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        first, other = maps
        self.normalise = normalise
        layer = nn.Linear(size * dim, first, dtype=dtype, device="meta")
        self.fields = rectified(layer, size * dim, generator)
        self.places = nn.ModuleList(
            rectified(
                nn.Conv1d(inputs, other, WIDTH, dtype=dtype, device="meta"),
                inputs * WIDTH,
                generator,
            )
            for inputs in (first, other)
        )
        left = nodes // 2
        for _ in self.places:
            left = (left - WIDTH + 1) // 2
        self.out_dim = left * other

    def forward(self, words: Tensor) -> Tensor:
        """(B, nodes, size, dim), 0 where there is no word → (B, out_dim)."""
        maps = self._pooled(self.fields(words.flatten(2)).transpose(1, 2))
        for convolution in self.places:
            maps = self._pooled(convolution(maps))
        return maps.flatten(1)

    def _pooled(self, maps: Tensor) -> Tensor:
        maps = torch.relu(maps)
        if self.normalise:
            # torch divides the sum over channels by their number, TensorFlow does not.
            channels = 2 * RADIUS + 1
            maps = local_response_norm(maps, channels, alpha=ALPHA * channels, beta=BETA)
        return max_pool1d(maps, 2)


@final
class GraphConvolutions(nn.Module):
    """Two graph convolutions (Kipf and Welling, ICLR 2017) with ReLU; then mean and maximum."""

    def __init__(
        self,
        dim: int,
        *,
        maps: tuple[int, int],
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        first, second = maps
        self.layers = nn.ModuleList(
            rectified(nn.Linear(*sizes, dtype=dtype, device="meta"), sizes[0], generator)
            for sizes in ((dim, first), (first, second))
        )
        self.out_dim = 2 * second

    def forward(self, words: Tensor, together: Tensor, present: Tensor) -> Tensor:
        """(B, N, dim) words, (B, N, N) how often two come together, (B, N) where there is one →
        (B, out_dim); 0 for a graph without words."""
        edges = normalised(together.to(words.dtype))
        for layer in self.layers:
            words = torch.relu(layer(edges @ words))
        words = words * present[..., None]
        mean = words.sum(1) / present.sum(1).clamp(min=1)[:, None]
        return torch.cat([mean, words.amax(1)], 1)  # after ReLU absent words are no maximum


def normalised(together: Tensor) -> Tensor:
    """D^−½ (A + 1) D^−½ of A (B, N, N), where D has the sums of A + 1 in its diagonal."""
    edges = together + torch.eye(together.shape[-1], dtype=together.dtype)
    scale = edges.sum(-1).rsqrt()
    return scale[:, :, None] * edges * scale[:, None, :]
