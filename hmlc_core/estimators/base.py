"""LabelClassifier: a method of this project as scikit-learn's classifiers are."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.special import logit, softmax
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import accuracy_score
from sklearn.utils import check_consistent_length
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted, validate_data

from hmlc_core.data.corpus import Document, label_matrix
from hmlc_core.data.labels import ROOT
from hmlc_core.errors import HyperlabelError
from hmlc_core.estimators.documents import corpus_of, documents_of, rows_in, texts_in
from hmlc_core.estimators.learned import Learned
from hmlc_core.estimators.parameters import described, experiment_of, initialiser
from hmlc_core.estimators.targets import Form, Targets, given_back
from hmlc_core.evaluation.judge import numbers

Edge = tuple[Any, Any]


def _gives_probabilities(classifier: LabelClassifier) -> bool:
    """Whether its method does; unknown, and so yes, before it is fitted."""
    return not hasattr(classifier, "learned_") or classifier.learned_.predictor.calibrated


class LabelClassifier(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # sklearn is untyped
    """A classifier over any method; `class Mine(LabelClassifier, method="exam")` makes one.

    Documents X are texts, or rows of numbers. Labels y are one of each document, lists of labels,
    or indicators (documents, labels) of 0 and 1; predictions come in the same form. A part of the
    documents is held out to choose the best epoch and the threshold (parameter `validation`).

    After `fit`: `classes_` (labels,), `hierarchy_` pairs of labels (parent, child), `threshold_`
    from which score on a label is predicted, `experiment_` all settings, `learned_`; with places
    `embedding_` (labels, width) and `space_`.
    """

    method: ClassVar[str]

    def __init_subclass__(cls, *, method: str = "", **others: Any) -> None:
        super().__init_subclass__(**others)
        if method:
            cls.method = method
            cls.__init__ = initialiser(method)  # type: ignore[method-assign]
            cls.__doc__ = f"{cls.__doc__ or ''}\n\nParameters\n----------\n{described(method)}\n"

    def fit(self, X: Any, y: Any, hierarchy: Sequence[Edge] | None = None) -> Self:
        """Learn from documents and their labels.

        hierarchy: pairs (parent, child) of labels; a pair with the parent `ROOT` says that a label
            is a top one. Raises `ValueError` for what cannot be read or learned from.
        """
        vectors = None
        if (texts := texts_in(X)) is None:
            vectors = self._rows(X, reset=True)
        pairs = _pairs(hierarchy)
        targets = Targets.of(y, dict.fromkeys(x for pair in pairs for x in pair if x != ROOT))
        check_consistent_length(targets.rows, texts if texts is not None else vectors)
        if not any(targets.rows):
            raise ValueError("no document has a label")
        if len(targets) < 2:
            raise ValueError(f"expected two documents at least; found n_samples={len(targets)}")
        with _for_sklearn():
            experiment = experiment_of(
                self.method, self.get_params(deep=False), vectors=vectors is not None
            )
            edges = [(str(parent), str(child)) for parent, child in pairs]
            corpus = corpus_of(targets, edges, texts, vectors)
            learned = Learned.train(experiment, corpus)
        return self._learned(learned, targets.form, targets.classes)

    def _learned(self, learned: Learned, form: Form, classes: NDArray[Any]) -> Self:
        """Take over what was learned, or read from files."""
        self.learned_, self.form_, self.classes_ = learned, form, classes
        self.experiment_ = learned.experiment
        self.threshold_ = learned.tuning.threshold
        self.hierarchy_ = self._named(learned.corpus.graph.edges)
        return self

    @property
    def embedding_(self) -> NDArray[np.float64]:
        """(labels, width) where labels lie, in coordinates of `space_`."""
        return np.asarray(self._places().labels, dtype=np.float64)

    @property
    def space_(self) -> Any:
        """The geometry in which labels lie."""
        return self._places().geometry

    def predict(self, X: Any) -> Any:
        """Labels of documents, in the form that they were fitted on.

        One label a document is the one with the highest score, otherwise all that score
        `threshold_` or more.
        """
        scores = self._scores(X)
        if self.form_ == "one":
            return self.classes_[scores.argmax(axis=1)]
        return given_back(self.form_, self.classes_, scores >= np.float64(self.threshold_))

    @available_if(_gives_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> NDArray[np.floating]:
        """(documents, labels) probabilities. Where a document has one label they add to 1: the
        softmax of the logits of what is learned for each label alone.

        In the precision of the scores: in float32 the same document among others can differ in
        the last digits, as the processor adds up.
        """
        found = self._scores(X)
        if self.form_ != "one":
            return found
        return np.asarray(softmax(_logits(found.astype(np.float64)), axis=1), dtype=found.dtype)

    def decision_function(self, X: Any) -> NDArray[np.floating]:
        """(documents, labels): from 0 on a label is predicted; logits where scores are
        probabilities. For one of two labels (documents,), for one of more what is highest is.

        In the precision of the scores, as probabilities are.
        """
        found = self._scores(X)
        return self._decisions(found.astype(np.float64)).astype(found.dtype)

    def _decisions(self, scores: NDArray[np.float64]) -> NDArray[np.float64]:
        limit = float(self.threshold_)
        if self.learned_.predictor.calibrated:
            scores, limit = _logits(scores), float(_logits(np.array(limit)))
        if self.form_ != "one":
            return scores - limit
        return scores[:, 1] - scores[:, 0] if scores.shape[1] == 2 else scores

    def score(self, X: Any, y: Any, sample_weight: Any = None) -> float:
        """Share of documents with exactly the right labels; `SCORERS` has more forgiving ones."""
        true, found = (self._cells(part) for part in (y, self.predict(X)))
        return float(accuracy_score(true, found, sample_weight=sample_weight))

    def scores(self, X: Any, y: Any, *, hierarchical: bool = True) -> dict[str, float]:
        """All scores by name, decisions made at `threshold_`; what is undefined is left out.

        hierarchical: those by the hierarchy, too. See `hmlc_core.evaluation`.
        """
        from hmlc_core.evaluation.families import defined
        from hmlc_core.evaluation.hierarchical import hierarchical_scores
        from hmlc_core.evaluation.scores import evaluate

        with _for_sklearn():
            scores, truth = self._scores(X), self._cells(y)
            found = evaluate(scores, truth, threshold=self.threshold_)
            if hierarchical and self.hierarchy_:
                graph = self.learned_.corpus.graph
                found |= hierarchical_scores(scores, truth, graph, self.threshold_)
        return defined(found)

    def recover(self, method: str = "arborescence") -> list[Edge]:
        """The hierarchy that can be read off where labels lie: pairs (parent, child).

        method: a name in `hmlc_core.evaluation.recovery.METHODS`. Raises `ValueError` where all
        labels lie at one place, and `AttributeError` for a method without places. Where no label
        lies below another, as after little training, there are no pairs; a `UserWarning` says so.
        """
        from hmlc_core.evaluation.recovery import recover_tree

        with _for_sklearn():
            tree = recover_tree(self.embedding_, self.space_, method=method)
        if tree is None:
            raise ValueError("all labels lie at one place: no hierarchy can be read off")
        if not tree.edges:
            warnings.warn(
                f"method {method!r} reads no hierarchy off the places of the labels: all lie at "
                "the top. Train for more epochs, or take another method.",
                stacklevel=2,
            )
        return self._named(tree.edges)

    def save(self, path: str | Path) -> None:
        """Write it into a new folder, without pickle; the documents it learned from are in it."""
        from hmlc_core.estimators import files

        check_is_fitted(self, "learned_")
        files.save(self, Path(path))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The classifier that `save` wrote; raises `ValueError` where that is not one of these."""
        from hmlc_core.estimators import files

        with _for_sklearn():
            found = files.load(cls, Path(path))
        assert isinstance(found, cls)
        return found

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.input_tags.string = tags.input_tags.sparse = True
        tags.classifier_tags.multi_label = True
        return tags

    def _scores(self, X: Any) -> NDArray[np.floating]:
        """(documents, labels) scores of documents of the kind it was fitted to."""
        check_is_fitted(self, "learned_")
        texts, corpus = texts_in(X), self.learned_.corpus
        if corpus.texts != (texts is not None):
            raise ValueError(
                f"expected {'texts' if corpus.texts else 'numbers'}, as at fit; found "
                f"{'numbers' if corpus.texts else 'texts'}"
            )
        vectors = None
        if texts is None:
            vectors = self._rows(X, reset=False)
        with _for_sklearn():
            documents = self.learned_.prepared.encode(documents_of(texts, vectors))
            return numbers(self.learned_.predictor, documents)

    def _named(self, edges: Iterable[tuple[int, int]]) -> list[Edge]:
        """Pairs of labels instead of their numbers."""
        names = self.classes_.tolist()
        return [(names[above], names[below]) for above, below in edges]

    def _rows(self, X: Any, *, reset: bool) -> NDArray[np.float32]:
        """(documents, features); reset: those to come must have as many features."""
        checked = validate_data(self, X, dtype=np.float32, reset=reset, accept_sparse="csr")
        return rows_in(checked)

    def _places(self) -> Any:
        check_is_fitted(self, "learned_")
        if (places := self.learned_.predictor.places) is None:
            raise AttributeError(f"the labels of {type(self).__name__} have no places")
        return places

    def _cells(self, given: Any) -> Any:
        """(documents, labels) sparse: 1 where a label is given, in any of the forms."""
        targets = Targets.known(given, self.form_, self.classes_)
        documents = [Document(id="", text="", labels=row) for row in targets.rows]
        return label_matrix(documents, len(self.classes_))


def _logits(probabilities: NDArray[np.float64]) -> NDArray[np.float64]:
    """Finite ones, also of 0 and 1."""
    edge = np.finfo(np.float64).eps
    return np.asarray(logit(probabilities.clip(edge, 1 - edge)))


def _pairs(hierarchy: Any) -> list[Edge]:
    """The hierarchy that was given as pairs; raises `ValueError` where it is none of pairs."""
    if isinstance(hierarchy, str | Path | Mapping):
        raise ValueError(
            f"hierarchy is expected to be pairs (parent, child); found {type(hierarchy).__name__}"
        )
    found = list(hierarchy or ())
    for pair in found:
        if isinstance(pair, str) or not hasattr(pair, "__len__") or len(pair) != 2:
            raise ValueError(f"hierarchy is expected to be pairs (parent, child); found {pair!r}")
    return [(parent, child) for parent, child in found]


@contextmanager
def _for_sklearn() -> Iterator[None]:
    """scikit-learn's users and tools expect `ValueError` where something given is not right."""
    try:
        yield
    except HyperlabelError as error:
        raise ValueError(str(error)) from error
