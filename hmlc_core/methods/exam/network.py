"""EXAM: the score of a word for a label is the inner product of its state and the label's vector.

Du et al., *Explicit Interaction Model towards Text Classification* (AAAI 2019): with the states
H (n, k) of a document's words and the labels' matrix T (C, k), the interaction is I = T Hᵀ (C, n),
and a label's logit W₂ ReLU(I W₁ + b₁) + b₂ of its row, with one W₁, W₂ for all labels. The mean of
the row instead is FastText's model, if H are plain word vectors.
"""

from __future__ import annotations

import math
from typing import cast, final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from hmlc_core.budget import WHOLE, Budget, Numbers
from hmlc_core.experiment.models.exam import EXAM
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.geometry.draws import uniform
from hmlc_core.models.base import ROWS, Reading, TextClassifier
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.layers import drawn
from hmlc_core.models.encoders.words import WordTable
from hmlc_core.models.heads import PositionHead, padding_mask

CELLS = 10_000_000
"""Numbers of the interaction and of the hidden layer above it that exist at once; of more labels
some are taken after others, and in training computed again for the backward pass."""

MASKED = (
    "A contribution is the change of the label's logit (its log-odds) when the word's score for "
    "the label counts nothing while all words keep their states and places: so it is what the word "
    "does as evidence, not what it did to the states of later words. The contributions need not "
    "add up to the logit."
)


def label_space(settings: EXAM) -> Geometry:
    """The space of labels and states."""
    return make_geometry("euclidean", settings.dim)


@final
class ExamModel(TextClassifier):
    """EXAM over texts of up to `width` words; of longer ones the first are read.

    vocabulary: number of word ids. labels: number of labels.
    """

    geometry: Geometry

    def __init__(
        self,
        settings: EXAM,
        *,
        vocabulary: int,
        labels: int,
        width: int,
        generator: torch.Generator,
        dtype: torch.dtype,
        sparse_rows: bool,
    ) -> None:
        super().__init__()
        self.geometry, self.hidden = label_space(settings), settings.hidden
        recurrent = settings.encoder == "gru"
        self.words = WordTable(
            vocabulary,
            settings.word_dim if recurrent else settings.dim,
            start=settings.word_range,
            generator=generator,
            dtype=dtype,
            sparse_rows=sparse_rows,
        )
        self.gru: nn.GRU | None = None
        if recurrent:
            gru = nn.GRU(
                settings.word_dim,
                settings.dim,
                num_layers=settings.layers,
                batch_first=True,
                dtype=dtype,
                device="meta",
            )
            self.gru = drawn(gru, settings.dim, generator)
        bound = 1 / math.sqrt(settings.dim)
        self.labels = nn.Parameter(uniform((labels, settings.dim), bound, generator).to(dtype))
        self.head: PositionHead | None = None
        if settings.aggregation == "mlp":
            # Places have weights of their own, so that there is none beyond the width.
            self.max_words = width
            self.head = PositionHead(
                width,
                hidden=settings.hidden,
                ordered=False,
                biases=True,
                generator=generator,
                dtype=dtype,
            )
        self.dropout = Dropout(settings.dropout, generator)

    def word_table(self) -> nn.Parameter:
        """See `TextClassifier`."""
        return self.words.weight

    def logits(self, tokens: Tensor, lengths: Tensor, labels: Tensor | None = None) -> Tensor:
        """See `TextClassifier`."""
        if self.max_words is not None:
            tokens, lengths = tokens[:, : self.max_words], lengths.clamp(max=self.max_words)
        present = padding_mask(lengths, tokens.shape[1])
        states = self.states(tokens, lengths)
        return self._compare(states, _mean(present, states.dtype), labels)

    def states(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        """(B, T, k) of the words; behind a document's end they are those of nothing."""
        words: Tensor = self.dropout(self.words(tokens, lengths))
        if self.gru is None:
            return words
        if tokens.shape[1] == 0:
            return words.new_zeros(len(tokens), 0, self.geometry.dim)
        return cast(Tensor, self.dropout(self.gru(words)[0]))

    def _compare(self, states: Tensor, weights: Tensor, labels: Tensor | None = None) -> Tensor:
        """Logits (B, S) from states (B, T, k) and the words' weights (B, T) in a mean, 0 where
        there is no word."""
        chosen = self.labels if labels is None else self.labels[labels]
        if self.head is None:
            return (weights[:, None] @ states)[:, 0] @ chosen.T
        cells = len(states) * (states.shape[1] + self.hidden)
        groups = chosen.split(max(1, CELLS // max(1, cells)))  # type: ignore[no-untyped-call]
        if len(groups) == 1:
            return self._weigh(states, weights, chosen)
        parts = [
            checkpoint(self._weigh, states, weights, group, use_reentrant=False) for group in groups
        ]
        return torch.cat(parts, 1)

    def _weigh(self, states: Tensor, weights: Tensor, labels: Tensor) -> Tensor:
        assert self.head is not None
        interaction = labels @ states.transpose(1, 2)
        return cast(Tensor, self.head(interaction, weights, None))

    def label_points(self) -> Tensor:
        """Label vectors (C, k)."""
        return self.labels.detach()

    @torch.no_grad()
    def read(self, tokens: Tensor, budget: Budget = WHOLE) -> Reading:
        """What each word's scores do to the labels."""
        total = len(tokens)
        states = self.states(tokens[None], torch.tensor([total]))
        everything = torch.eye(total, dtype=torch.bool)
        full = self._compare(states, _mean(torch.ones(1, total, dtype=torch.bool), states.dtype))

        def lost(places: NDArray[np.int64]) -> Numbers:
            kept = ~everything[torch.from_numpy(places)]
            without = self._compare(states.expand(len(kept), -1, -1), _mean(kept, states.dtype))
            return (full - without).T.numpy()

        found = budget.measured(full.shape[1], total, lost, at_once=ROWS)
        return Reading(logits=full[0], contributions=torch.from_numpy(found), meaning=MASKED)


def _mean(present: Tensor, dtype: torch.dtype) -> Tensor:
    """(B, T) weights that average the words that are present; 0 everywhere where none is."""
    return present.to(dtype) / present.sum(1, keepdim=True).clamp(min=1)
