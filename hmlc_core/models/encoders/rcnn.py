"""TextRCNN as in NeuralNLP-NeuralClassifier, to which HiddeN credits it."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.convolution import MaxConvolution
from hmlc_core.models.encoders.layers import Readout, drawn
from hmlc_core.models.encoders.recurrent import two_way_states
from hmlc_core.models.encoders.words import WordTable

WIDTHS = (2, 3, 4)
"""States under a filter, as in NeuralClassifier."""


@final
class TextRCNN(DocumentEncoder):
    """Word vectors → two-way GRU → convolutions → ReLU → maximum over the document → linear."""

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
        gru = nn.GRU(
            settings.word_dim,
            settings.gru_units,
            num_layers=settings.gru_layers,
            batch_first=True,
            bidirectional=True,
            dtype=dtype,
            device="meta",
        )
        self.gru = drawn(gru, settings.gru_units, generator)  # recurrent layers: by their states
        self.convolution = MaxConvolution(
            2 * settings.gru_units, WIDTHS, settings.filters, generator=generator, dtype=dtype
        )
        self.readout = Readout(
            settings, self.convolution.out_dim, out_dim, generator=generator, dtype=dtype
        )

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        states = two_way_states(self.gru, self.words(tokens, lengths), lengths)
        document: Tensor = self.readout(self.convolution(states, lengths))
        return document

    def word_vectors(self, ids: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        return self.words.weight.detach()[ids]
