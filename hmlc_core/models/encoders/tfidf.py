"""TF-IDF of word ids inside a network, and the linear layer that reads it.

A document is the list of its different words with a weight each, never a row as long as the
vocabulary: the layer adds up the rows of these words alone, and only they get a gradient.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.data.text import SPECIAL, Vocabulary
from hmlc_core.experiment.encoder import Encoder
from hmlc_core.geometry.draws import uniform
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.heads import padding_mask


@dataclass(frozen=True, slots=True, eq=False)
class Bags:
    """The different words of B documents, one document after the other.

    words: (N,) ids. weights: (N,). starts: (B,) where each document's words begin.
    """

    words: Tensor
    weights: Tensor
    starts: Tensor


@final
class TfIdf(nn.Module):
    """(1 + log tf) · idf with idf = log((1 + documents) / (1 + document frequency)) + 1, of length
    1 in every document; padding and unknown words are left out.

    These are the features of TF-IDF + linear, but for words that the vocabulary does not have.
    """

    idf: Tensor

    def __init__(self, vocabulary: Vocabulary, *, dtype: torch.dtype) -> None:
        super().__init__()
        frequency = torch.tensor(vocabulary.document_frequency, dtype=torch.float64)
        idf = torch.log((1 + vocabulary.documents) / (1 + frequency)) + 1
        self.register_buffer("idf", idf.to(dtype), persistent=False)

    def forward(self, tokens: Tensor, lengths: Tensor) -> Bags:
        """The words of (B, T) word ids; lengths: (B,)."""
        known = padding_mask(lengths, tokens.shape[1]) & (tokens >= len(SPECIAL))
        row = known.nonzero()[:, 0]
        found, count = torch.unique(row * len(self.idf) + tokens[known], return_counts=True)
        row, words = found // len(self.idf), found % len(self.idf)
        weights = (1 + count.to(self.idf.dtype).log()) * self.idf[words]
        squares = weights.new_zeros(len(tokens)).index_add(0, row, weights.square())
        starts = torch.searchsorted(row, torch.arange(len(tokens)))
        return Bags(words, weights / squares.sqrt()[row], starts)


@final
class BagLinear(nn.Module):
    """x·W + b for bags x over a vocabulary.

    Weights start in U(±1), biases at 0: a document has length 1, so that its coordinates start as
    large as those of a common layer whose inputs have variance 1.
    """

    def __init__(
        self,
        vocabulary: int,
        out_dim: int,
        *,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.weight = nn.Parameter(uniform((vocabulary, out_dim), 1.0, generator).to(dtype))
        self.bias = nn.Parameter(torch.zeros(out_dim, dtype=dtype))
        self.sparse_rows = sparse_rows

    def forward(self, bags: Bags) -> Tensor:
        """(B, out_dim)."""
        total = nn.functional.embedding_bag(
            bags.words,
            self.weight,
            bags.starts,
            mode="sum",
            per_sample_weights=bags.weights,
            sparse=self.sparse_rows and self.training,
        )
        return total + self.bias


@final
class TfIdfEncoder(DocumentEncoder):
    """TF-IDF → linear. Dropout hides coordinates of the document vector, or words."""

    max_words = None

    def __init__(
        self,
        settings: Encoder,
        vocabulary: Vocabulary,
        *,
        out_dim: int,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.out_dim = out_dim
        self.features = TfIdf(vocabulary, dtype=dtype)
        self.linear = BagLinear(
            len(vocabulary), out_dim, generator=generator, dtype=dtype, sparse_rows=sparse_rows
        )
        self.dropout = Dropout(settings.dropout, generator)
        self.dropout_first = settings.released_dropout_place

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        bags = self.features(tokens, lengths)
        if self.dropout_first:
            bags = replace(bags, weights=self.dropout(bags.weights))
        document: Tensor = self.linear(bags)
        return document if self.dropout_first else self.dropout(document)

    def word_vectors(self, ids: Tensor) -> Tensor:
        """See `DocumentEncoder`: what a word adds to a document, but for its weight."""
        return self.linear.weight.detach()[ids]
