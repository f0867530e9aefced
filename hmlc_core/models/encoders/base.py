"""The contract every document encoder fulfils, and nothing more."""

from __future__ import annotations

from abc import ABC, abstractmethod

from torch import Tensor, nn


class DocumentEncoder(nn.Module, ABC):
    """From a document to one vector of `out_dim` coordinates.

    A document's vector never depends on the other documents of its batch nor on how far the
    batch is padded, and documents of any length have one, those without words included.
    """

    out_dim: int
    max_words: int | None
    """Words read of a document; None for all."""

    @abstractmethod
    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Document vectors (B, out_dim).

        tokens: (B, T) word ids, padded on the right, or (B, F) coordinates where documents are
        points; lengths: (B,) how many of a document's tokens are words.
        """

    def word_table(self) -> nn.Parameter | None:
        """The table (V, dim) of trained word vectors; None where there is none."""
        return None

    @abstractmethod
    def word_vectors(self, ids: Tensor) -> Tensor | None:
        """Plain word vectors (len(ids), dim), detached; None where there are no words."""
