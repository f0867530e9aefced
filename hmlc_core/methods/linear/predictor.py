"""What was learned: scores of documents, and what each word of a text does for a label.

A label that no training document has gets 0, one that all have gets 1; any other the sigmoid of its
machine's margin, so that the machine's own border becomes 0.5.
"""

from __future__ import annotations

from typing import final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.special import expit

from hmlc_core.budget import WHOLE, Budget, Numbers
from hmlc_core.data.features import Features
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import DataError
from hmlc_core.evaluation.cells import rows_at_once
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment.models.linear import Linear

MEANING = (
    "A contribution is what the margin of the label's machine loses when the word is left out of "
    "the text, with the word pairs that it is in. The contributions need not add up to the margin."
)

SCALE = "sigmoid of the margin"

NO_PROBABILITY = (
    "The sigmoid of a margin orders labels and is .5 at the machine's own border, but nobody has "
    "fitted it to how often labels occur: it is no probability."
)

INTERCEPTS = (
    "No word of the text is known: every margin is the intercept of its machine, as for any text "
    "of unknown words."
)

CERTAIN = 40.0
"""What is shown as the margin of a label that all training documents have, or none."""

BLOCK = 500
"""Texts with a word left out that are scored at once."""


@final
class LinearPredictor(Predictor):
    """settings: with nothing open. weights: (labels, features). intercepts: (labels,). note: how
    the settings came about."""

    def __init__(
        self,
        settings: Linear,
        features: Features,
        weights: sparse.csr_matrix,
        intercepts: NDArray[np.float64],
        note: str,
    ) -> None:
        self.settings, self.features = settings, features
        self.weights, self.intercepts = weights, intercepts
        self._note = note

    def scores(self, documents: Encoded) -> NDArray[np.float64]:
        """Sigmoids of the margins, of some documents after the others: margins of all would be
        held twice beside them."""
        features, labels = self.features.of(documents), len(self.intercepts)
        found = np.empty((features.shape[0], labels))
        rows = rows_at_once(labels)
        for start in range(0, len(found), rows):
            part = slice(start, start + rows)
            found[part] = expit(self._margins(features[part]))
        return found

    @property
    def parameters(self) -> int:
        """Weights that are not 0, and an intercept for each label that has a machine."""
        return int(self.weights.nnz) + int(np.isfinite(self.intercepts).sum())

    def explain(self, text: str, budget: Budget = WHOLE) -> Explanation:
        """Margins, and what they lose without each word; raises `DataError` for no words at all."""
        words = self.features.words(text)
        if not words:
            raise DataError("the text has no words", remedy="Type at least one word.")
        full, without, column = self.features.without_each(words)
        margins = self._margins(full)[0]
        certain = _finite(margins)

        def lost(rows: NDArray[np.int64]) -> Numbers:
            return (certain - _finite(self._margins(without[rows]))).T

        unread = all(place < 0 for place in column)
        return Explanation(
            words=tuple(words),
            logits=certain,
            probabilities=expit(margins),
            contributions=budget.measured_by_row(len(margins), column, lost, at_once=BLOCK),
            meaning=MEANING,
            scale=SCALE,
            notes=(NO_PROBABILITY, self._note, *([INTERCEPTS] if unread else [])),
            unknown=frozenset(word for word, place in zip(words, column) if place < 0),
        )

    def diagnostics(self, prepared: Prepared) -> dict[str, float]:
        """The settings by which it was fitted, whether chosen or given."""
        return {
            "cost": self.settings.cost,
            "balanced": float(self.settings.weights == "balanced"),
            "word_pairs": float(self.settings.ngrams == "1-2"),
        }

    def _margins(self, features: sparse.csr_matrix) -> NDArray[np.float64]:
        margins: NDArray[np.float64] = (features @ self.weights.T).toarray() + self.intercepts
        return margins


def _finite(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.nan_to_num(margins, posinf=CERTAIN, neginf=-CERTAIN)
