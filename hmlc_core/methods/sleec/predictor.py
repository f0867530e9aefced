"""What was learned: a document is embedded by the map of its cluster, in every learner, and gets
the labels of the training documents that are mapped near it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self, final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.budget import WHOLE, Budget
from hmlc_core.data.features import Features
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment.models.sleec import SLEEC
from hmlc_core.methods.neighbours import Neighbours
from hmlc_core.methods.sleec.reduction import reduced

Floats = NDArray[np.float64]

MEANING = (
    "A contribution is what the label's score loses when the word is left out of the text, with "
    "the word pairs that it is in. Often no neighbour changes, and a score that counts them does "
    "not, either; contributions need not add up to the score."
)

SCALE = "share of neighbours"

NO_PROBABILITY = (
    "A score is the share of near training documents that have the label: it orders labels, and "
    "is no probability."
)

UNREAD = (
    "No word of the text is known: every score is the share of all training documents that have "
    "the label."
)

BLOCK = 500
"""Texts with a word left out that are scored at once."""


@final
@dataclass(frozen=True, eq=False)
class Cluster:
    """centre: (features,) mean of its documents. columns: features that any of them has. weights:
    (columns, width) from these to an embedding. near: its documents as they are embedded."""

    centre: Floats
    columns: NDArray[np.int64]
    weights: Floats
    near: Neighbours

    @classmethod
    def of(
        cls, rows: sparse.csr_matrix, labels: sparse.csr_matrix, dual: Floats, settings: SLEEC
    ) -> Self:
        """The cluster of these documents (documents, features); dual: (documents, width)."""
        columns = np.unique(rows.indices).astype(np.int64)
        weights = rows[:, columns].T @ dual
        near = Neighbours(
            rows[:, columns] @ weights,
            labels,
            settings.neighbours,
            metric=settings.metric,
            weighted=settings.weights == "similar",
        )
        return cls(np.asarray(rows.mean(axis=0)).ravel(), columns, weights, near)

    def scores(self, rows: sparse.csr_matrix) -> Floats:
        """(documents, labels)."""
        return self.near.scores(rows[:, self.columns] @ self.weights)


@final
class Learner:
    """Clusters, of which a document is in the one with the nearest centre."""

    def __init__(self, clusters: Sequence[Cluster]) -> None:
        self.clusters = clusters
        self._centres = np.stack([cluster.centre for cluster in clusters])
        self._squares = (self._centres**2).sum(axis=1)

    def add_scores(self, rows: sparse.csr_matrix, total: Floats) -> None:
        """To `total` (documents, labels)."""
        nearest = np.argmin(self._squares - 2 * (rows @ self._centres.T), axis=1)
        for number, cluster in enumerate(self.clusters):
            asked = np.flatnonzero(nearest == number)
            if len(asked):
                total[asked] += cluster.scores(rows[asked])


@final
class SleecPredictor(Predictor):
    """onto: (features, width) directions to which features are reduced, or None. shares: (labels,)
    of all training documents."""

    calibrated = False

    def __init__(
        self,
        features: Features,
        onto: NDArray[np.float32] | None,
        learners: Sequence[Learner],
        shares: Floats,
    ) -> None:
        self.features, self.learners = features, learners
        self._onto, self._shares = onto, shares

    def scores(self, documents: Encoded) -> Floats:
        """Means over the learners."""
        return self._scores(self.features.of(documents))

    @property
    def parameters(self) -> int:
        """Weights of all maps from features to embeddings."""
        return sum(one.weights.size for learner in self.learners for one in learner.clusters)

    def explain(self, text: str, budget: Budget = WHOLE) -> Explanation:
        """Scores, and what they lose without each word; raises `DataError` for no words at all."""
        words = self.features.words(text)
        if not words:
            raise DataError("the text has no words", remedy="Type at least one word.")
        full, without, column = self.features.without_each(words)
        scores = self._scores(full)[0]

        def lost(rows: NDArray[np.int64]) -> Floats:
            found: Floats = (scores - self._scores(without[rows])).T
            return found

        unread = all(place < 0 for place in column)
        return Explanation(
            words=tuple(words),
            logits=scores,
            probabilities=None,
            contributions=budget.measured_by_row(len(scores), column, lost, at_once=BLOCK),
            meaning=MEANING,
            scale=SCALE,
            notes=(NO_PROBABILITY, *([UNREAD] if unread else [])),
            unknown=frozenset(word for word, place in zip(words, column) if place < 0),
        )

    def diagnostics(self, prepared: Prepared) -> dict[str, float]:
        """How many learners were fitted, and how many clusters they have in all."""
        clusters = sum(len(learner.clusters) for learner in self.learners)
        return {"learners": float(len(self.learners)), "clusters": float(clusters)}

    def _scores(self, rows: sparse.csr_matrix) -> Floats:
        """(documents, labels); of a document without features, shares of all documents."""
        read = rows.getnnz(axis=1) > 0
        if self._onto is not None:
            rows = reduced(rows, self._onto)
        total = np.zeros((rows.shape[0], len(self._shares)))
        for learner in self.learners:
            learner.add_scores(rows, total)
        total /= len(self.learners)
        total[~read] = self._shares
        return total
