"""Encoders of documents that are vectors; the first is that of HiddeN's synthetic benchmark."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.layers import drawn


@final
class PointNetwork(DocumentEncoder):
    """features → hidden → out_dim with one ReLU; HiddeN has 2 → 4 → 21.

    features: coordinates of a point. hidden: units of the hidden layer.
    """

    max_words = None

    def __init__(
        self,
        features: int,
        hidden: int,
        out_dim: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        self.out_dim = out_dim
        inner = nn.Linear(features, hidden, dtype=dtype, device="meta")
        outer = nn.Linear(hidden, out_dim, dtype=dtype, device="meta")
        self.inner = drawn(inner, features, generator)
        self.outer = drawn(outer, hidden, generator)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `DocumentEncoder`; every point has all its coordinates, so lengths say nothing."""
        document: Tensor = self.outer(self._hidden(tokens))
        return document

    def word_vectors(self, ids: Tensor) -> None:
        """Points have no words."""
        return None

    @torch.no_grad()
    def dead_units(self, points: Tensor) -> int:
        """Hidden units that are 0 at all of the (B, features) points: they can never learn.

        With four units a dead one costs more than any choice of training regime.
        """
        return int((self._hidden(points) == 0).all(0).sum())

    def _hidden(self, points: Tensor) -> Tensor:
        return torch.relu(self.inner(points.to(self.inner.weight.dtype)))


@final
class PointLinear(DocumentEncoder):
    """features → out_dim, linear: the coordinates as they are, in as many as are asked for."""

    max_words = None

    def __init__(
        self, features: int, out_dim: int, *, generator: torch.Generator, dtype: torch.dtype
    ) -> None:
        super().__init__()
        self.out_dim = out_dim
        layer = nn.Linear(features, out_dim, dtype=dtype, device="meta")
        self.linear = drawn(layer, features, generator)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `PointNetwork`."""
        document: Tensor = self.linear(tokens.to(self.linear.weight.dtype))
        return document

    def word_vectors(self, ids: Tensor) -> None:
        """Points have no words."""
        return None
