"""TextRCNN as in NeuralNLP-NeuralClassifier, to which HiddeN credits it."""

from __future__ import annotations

from typing import final

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.base import DocumentEncoder
from hmlc_core.models.encoders.convolution import MaxConvolution
from hmlc_core.models.encoders.layers import Readout, drawn
from hmlc_core.models.encoders.words import WordTable
from hmlc_core.models.heads import padding_mask

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
        states = self._states(self.words(tokens, lengths), lengths)
        document: Tensor = self.readout(self.convolution(states, lengths))
        return document

    def _states(self, words: Tensor, lengths: Tensor) -> Tensor:
        """(B, T, dim) → (B, T, 2 · gru_units), 0 at padding.

        Documents are packed, so that the backward direction starts at their own last word.
        """
        width = words.shape[1]
        if width == 0:
            return words.new_zeros(len(words), 0, 2 * self.gru.hidden_size)
        # Packing refuses documents without words: they are given one, which is masked again.
        packed = pack_padded_sequence(
            words, lengths.clamp(min=1), batch_first=True, enforce_sorted=False
        )
        states, _ = pad_packed_sequence(self.gru(packed)[0], batch_first=True, total_length=width)
        return states.masked_fill(~padding_mask(lengths, width)[..., None], 0.0)

    def word_table(self) -> nn.Parameter:
        """See `DocumentEncoder`."""
        return self.words.weight

    def word_vectors(self, ids: Tensor) -> Tensor:
        """See `DocumentEncoder`."""
        return self.words.weight.detach()[ids]
