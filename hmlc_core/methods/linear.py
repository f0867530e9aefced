"""TF-IDF + linear: one linear support vector machine for each label (Joachims, ECML 1998).

A label that no training document has gets 0, one that all have gets 1; any other the sigmoid of its
machine's margin, so that the machine's own border becomes 0.5.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Protocol, cast, final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.special import expit

from hmlc_core.data.corpus import Document
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded, tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.explain import Explanation
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.linear import Linear
from hmlc_core.methods.fitted import FittedMethod, Pieces, Progress

MEANING = (
    "A contribution is what the margin of the label's machine loses when the word is left out of "
    "the text. The contributions need not add up to the margin."
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
class LinearMethod(FittedMethod):
    """A piece is the machine of a label: its weights that are not 0, and its intercept."""

    refits: ClassVar[bool] = True

    def pieces(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, done: int
    ) -> Iterator[Progress]:
        """The machines of the labels, one after another."""
        from sklearn.svm import LinearSVC

        settings = cast(Linear, experiment.model)
        features = _features(settings, prepared, documents).of(documents)
        columns = documents.labels.tocsc()
        total = columns.shape[1]
        for label in range(done, total):
            has = columns[:, [label]].toarray()[:, 0] != 0
            if has.all() or not has.any():
                weights, intercept = np.zeros(0), np.inf if has[0] else -np.inf
            else:
                machine = LinearSVC(C=settings.cost, max_iter=10_000, random_state=0)
                machine.fit(features, has)
                weights, intercept = machine.coef_[0], machine.intercept_[0]
            places = np.flatnonzero(weights)
            yield Progress(
                label,
                total,
                {"places": places, "weights": weights[places], "intercept": np.array([intercept])},
            )

    def predictor(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, pieces: Pieces
    ) -> Predictor:
        """All machines together."""
        features = _features(cast(Linear, experiment.model), prepared, documents)
        labels = range(documents.labels.shape[1])
        places = [pieces[f"{label}/places"] for label in labels]
        weights = sparse.csr_matrix(
            (
                np.concatenate([pieces[f"{label}/weights"] for label in labels]),
                np.concatenate(places),
                np.cumsum([0, *map(len, places)]),
            ),
            shape=(len(labels), features.width),
        )
        intercepts = np.concatenate([pieces[f"{label}/intercept"] for label in labels])
        return LinearPredictor(features, weights, intercepts)


@final
class LinearPredictor(Predictor):
    """weights: (labels, features). intercepts: (labels,)."""

    def __init__(
        self, features: Features, weights: sparse.csr_matrix, intercepts: NDArray[np.float64]
    ) -> None:
        self.features, self.weights, self.intercepts = features, weights, intercepts

    def scores(self, documents: Encoded) -> NDArray[np.float64]:
        """Sigmoids of the margins."""
        found: NDArray[np.float64] = expit(self._margins(self.features.of(documents)))
        return found

    @property
    def parameters(self) -> int:
        """Weights that are not 0, and an intercept for each label that has a machine."""
        return int(self.weights.nnz) + int(np.isfinite(self.intercepts).sum())

    def explain(self, text: str) -> Explanation:
        """Margins, and what they lose without each word; raises `DataError` for no words at all."""
        words = self.features.words(text)
        if not words:
            raise DataError("the text has no words", remedy="Type at least one word.")
        full, without, column = self.features.without_each(words)
        margins = self._margins(full)[0]
        certain = _finite(margins)
        lost = [
            certain - _finite(self._margins(without[start : start + BLOCK]))
            for start in range(0, without.shape[0], BLOCK)
        ]
        table = np.concatenate([*lost, np.zeros((1, len(margins)))])  # the last says nothing
        unread = all(place < 0 for place in column)
        return Explanation(
            words=tuple(words),
            logits=certain,
            probabilities=expit(margins),
            contributions=table[column].T,
            meaning=MEANING,
            scale=SCALE,
            notes=(NO_PROBABILITY, INTERCEPTS) if unread else (NO_PROBABILITY,),
            unknown=frozenset(word for word, place in zip(words, column) if place < 0),
        )

    def _margins(self, features: sparse.csr_matrix) -> NDArray[np.float64]:
        margins: NDArray[np.float64] = (features @ self.weights.T).toarray() + self.intercepts
        return margins


class Features(Protocol):
    """From documents to rows of numbers."""

    width: int

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, width)."""

    def words(self, text: str) -> list[str]:
        """What is read of a text."""

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """Features of the text (1, width), of the text without one of its words, for each word
        that matters (n, width), and for each word its row among these, or −1."""


@final
class WordFeatures:
    """TF-IDF with logarithmic term frequencies, over all words of enough of the documents.

    Words as networks see them, but without a limit on their number.
    """

    def __init__(self, texts: tuple[str, ...], least: int) -> None:
        from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

        documents = [tokenize(text) for text in texts]
        for limit in (least, 1):
            self.counter: Any = CountVectorizer(analyzer=_as_it_is, min_df=limit)
            try:
                counts = self.counter.fit_transform(documents)
            except ValueError:  # no word is found in that many documents
                self.counter = None
                continue
            self.weigher = TfidfTransformer(sublinear_tf=True).fit(counts)
            break
        self.width = 1 if self.counter is None else counts.shape[1]

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, words); a single column of zeros where no word is known."""
        if self.counter is None:
            return sparse.csr_matrix((len(documents), 1))
        counts = self.counter.transform(tokenize(text) for text in documents.texts)
        features: sparse.csr_matrix = self.weigher.transform(counts)
        return features

    def words(self, text: str) -> list[str]:
        """All of them."""
        return tokenize(text)

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """See `Features`; one occurrence of a word is left out, the others stay."""
        if self.counter is None:
            nothing = sparse.csr_matrix((0, 1))
            return sparse.csr_matrix((1, 1)), nothing, [-1] * len(words)
        full = self.counter.transform([words])
        known, column = full.indices, self.counter.vocabulary_
        row = {place: number for number, place in enumerate(known.tolist())}
        without = sparse.vstack([full] * len(known), format="csr") if len(known) else full[:0]
        without.data[np.arange(len(known)) * (len(known) + 1)] -= 1
        without.eliminate_zeros()
        weighed = self.weigher.transform(without) if len(known) else without
        return self.weigher.transform(full), weighed, [row.get(column.get(w), -1) for w in words]


@final
class PointFeatures:
    """The coordinates of documents that are points."""

    def __init__(self, prepared: Prepared, documents: Encoded) -> None:
        self.prepared, self.width = prepared, int(documents.lengths[0])

    def of(self, documents: Encoded) -> sparse.csr_matrix:
        """(documents, coordinates)."""
        return sparse.csr_matrix(documents.tokens.reshape(len(documents), self.width))

    def words(self, text: str) -> list[str]:
        """The coordinates as they are written."""
        return text.split()

    def without_each(
        self, words: list[str]
    ) -> tuple[sparse.csr_matrix, sparse.csr_matrix, list[int]]:
        """See `Features`; a coordinate is left out by setting it to 0."""
        document = Document(id="text", text=" ".join(words), labels=())
        point = self.prepared.encode([document]).tokens
        if len(point) != self.width:
            raise DataError(
                "the point has another number of coordinates than the training documents",
                where="text",
                expected=str(self.width),
                received=str(len(point)),
            )
        without = point * ~np.eye(self.width, dtype=bool)
        full = sparse.csr_matrix(point[None])
        return full, sparse.csr_matrix(without), list(range(self.width))


def _features(settings: Linear, prepared: Prepared, documents: Encoded) -> Features:
    if prepared.corpus.points:
        return PointFeatures(prepared, documents)
    return WordFeatures(documents.texts, settings.min_documents)


def _finite(margins: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.nan_to_num(margins, posinf=CERTAIN, neginf=-CERTAIN)


def _as_it_is(words: list[str]) -> list[str]:
    return words
