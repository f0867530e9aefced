"""A trained network as a predictor: scores of documents, and how it reads a text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded, wordless
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation, Numbers
from hmlc_core.evaluation.predictor import Places, Predictor
from hmlc_core.models.base import TextClassifier
from hmlc_core.training.batches import collate, in_order

VECTOR_CELLS = 4_000_000
"""Scores, or coordinates, of vectors computed at once; small batches of them are all overhead."""

Diagnose = Callable[[TextClassifier, Prepared], dict[str, float]]


@final
class NetworkPredictor(Predictor):
    """Reads the network as it is at each call, also while it goes on learning.

    batch: documents at a time. diagnose: what a finished run should know about the network.
    """

    def __init__(
        self,
        network: TextClassifier,
        prepared: Prepared,
        *,
        batch: int,
        diagnose: Diagnose | None = None,
    ) -> None:
        self.network, self.prepared, self.batch = network, prepared, batch
        self.calibrated = network.calibrated
        self._diagnose = diagnose

    @property
    def places(self) -> Places | None:  # type: ignore[override]
        """Points of labels, and of all words where the network has them."""
        labels = self.network.label_points()
        if labels is None or self.network.geometry is None:
            return None
        words = self.network.word_points(torch.arange(len(self.prepared.vocabulary)))
        return Places(self.network.geometry, labels.numpy(), _array(words))

    def scores(self, documents: Encoded) -> NDArray[np.float32]:
        """(documents, labels), probabilities where the network is calibrated; it is left as it
        was."""
        logits = self.network.logits
        return self._scores(documents, lambda *batch: {"": logits(*batch)})[""]

    def parts(self, documents: Encoded) -> Mapping[str, NDArray[np.float32]]:
        """Scores of the network's parts; the network is left as it was."""
        return self._scores(documents, self.network.part_logits)

    @torch.no_grad()
    def _scores(
        self, documents: Encoded, logits: Callable[[Tensor, Tensor], Mapping[str, Tensor]]
    ) -> dict[str, NDArray[np.float32]]:
        """Name -> scores; logits: of a batch's tokens and lengths, by name."""
        network, labels = self.network, documents.labels.shape[1]
        was_training = network.training
        network.eval()
        found: dict[str, NDArray[np.float32]] = {}
        batch = self.batch
        if documents.vectors:
            batch = max(batch, VECTOR_CELLS // max(labels, self.prepared.vectors))
        for rows in in_order(documents, batch):
            part = collate(documents, rows)
            for name, values in logits(part.tokens, part.lengths).items():
                every = found.setdefault(name, np.zeros((len(documents), labels), np.float32))
                every[rows] = (torch.sigmoid(values) if self.calibrated else values).numpy()
        network.train(was_training)
        return found

    def explain(self, text: str, budget: Budget = WHOLE) -> Explanation:
        """The network's reading of `text`, as far as training read documents.

        Raises `DataError` when the text has no word, or where documents are read as vectors.
        """
        words, tokens = self._tokens(text)
        reading = self.network.read(tokens, budget)
        attention = None
        if reading.attention is not None:
            attention = {level: part.numpy() for level, part in reading.attention.items()}
        return Explanation(
            words=tuple(words),
            logits=reading.logits.numpy(),
            probabilities=torch.sigmoid(reading.logits).numpy() if self.calibrated else None,
            contributions=reading.contributions.numpy(),
            meaning=reading.meaning,
            word_points=_array(reading.word_points),
            trail=_array(reading.trail),
            scores=_array(reading.scores),
            attention=attention,
            ordered=reading.ordered,
            unknown=self._unknown(words),
            notes=reading.notes,
        )

    def trail(self, text: str) -> Numbers | None:
        """See `Predictor`; no word is masked for it."""
        return _array(self.network.trail(self._tokens(text)[1]))

    @property
    def parameters(self) -> int:
        """Numbers in all that is trained."""
        trained = (part for part in self.network.parameters() if part.requires_grad)
        return sum(part.numel() for part in trained)

    def diagnostics(self, prepared: Prepared) -> dict[str, float]:
        """What `diagnose` finds."""
        return {} if self._diagnose is None else self._diagnose(self.network, prepared)

    def _tokens(self, text: str) -> tuple[list[str], Tensor]:
        if self.prepared.vectors:
            raise wordless()
        words = self.prepared.tokenize(text, self.prepared.max_words)[: self.network.max_words]
        if not words:
            raise DataError("the text has no words", remedy="Type at least one word.")
        return words, torch.from_numpy(self.prepared.vocabulary.encode(words).astype(np.int64))

    def _unknown(self, words: list[str]) -> frozenset[str]:
        return frozenset(word for word in words if word not in self.prepared.vocabulary)


def _array(tensor: Tensor | None) -> Numbers | None:
    return None if tensor is None else tensor.numpy()
