"""A table of word vectors."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from hmlc_core.geometry.draws import uniform
from hmlc_core.models.heads import padding_mask


class WordTable(nn.Module):
    """One trainable vector per word id; 0 at padding, whatever the table holds there.

    vocabulary: number of word ids. dim: coordinates of a word, which start in U(±start).
    sparse_rows: in training only the rows of words that occur get a gradient.
    """

    def __init__(
        self,
        vocabulary: int,
        dim: int,
        *,
        start: float,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(uniform((vocabulary, dim), start, generator).to(dtype))
        self.sparse_rows = sparse_rows

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """Word vectors (B, T, word_dim) of (B, T) word ids."""
        sparse = self.sparse_rows and self.training
        words = nn.functional.embedding(tokens, self.weight, sparse=sparse)
        return words.masked_fill(~padding_mask(lengths, tokens.shape[1])[..., None], 0.0)
