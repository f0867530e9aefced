"""TextCNN (Kim, EMNLP 2014), HiddeN's document encoder."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.convolution import MaxConvolution
from hmlc_core.models.encoders.layers import Readout
from hmlc_core.models.encoders.words import WordTable

WIDTHS = (3, 4, 5)
"""Words under a filter, as in HiddeN."""


@final
class TextCNN(DocumentEncoder):
    """Word vectors → convolutions → ReLU → maximum over the document → linear."""

    max_words = None

    def __init__(
        self,
        settings: Encoder,
        *,
        vocabulary: int,
        out_dim: int,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.out_dim = out_dim
        self.words = WordTable(
            vocabulary,
            settings.word_dim,
            start=settings.word_range,
            generator=generator,
            dtype=dtype,
            sparse_rows=sparse_rows,
        )
        self.convolution = MaxConvolution(
            settings.word_dim, WIDTHS, settings.filters, generator=generator, dtype=dtype
        )
        self.readout = Readout(
            settings, self.convolution.out_dim, out_dim, generator=generator, dtype=dtype
        )

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        words = self.words(tokens, lengths)
        document: Tensor = self.readout(self.convolution(words, lengths))
        return document

    def word_table(self) -> nn.Parameter:
        """See `DocumentEncoder`."""
        return self.words.weight

    def word_vectors(self, ids: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        return self.words.weight.detach()[ids]
