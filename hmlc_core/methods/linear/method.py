"""LinearMethod: settings are chosen on validation documents, then a machine is fitted a label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, ClassVar, cast, final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.features import Features, Kept, Terms
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.areas import Cells
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.linear import Linear
from hmlc_core.methods.fitted import FittedMethod, Pieces, Progress
from hmlc_core.methods.linear.choice import as_arrays, best, count, from_arrays, plain, told
from hmlc_core.methods.linear.predictor import LinearPredictor

ROUGH, EXACT = 1e-2, 1e-4
"""How exactly a machine is fitted: one of a try, and one that stays (scikit-learn's default)."""


@final
class LinearMethod(FittedMethod):
    """A piece is the machine of a label: its weights that are not 0, and its intercept. A piece of
    the choice is a try with all machines, of which only the score is kept."""

    refits: ClassVar[bool] = True

    def __init__(self) -> None:
        self._kept = Kept()

    def choices(
        self,
        experiment: Experiment,
        prepared: Prepared,
        train: Encoded,
        validation: Encoded,
        done: Pieces,
    ) -> Iterator[Progress]:
        """The settings that are tried, each with its score."""
        settings = _settings(experiment)
        tried, total = from_arrays(settings, done), count(settings, prepared)
        while (candidate := best(settings, prepared, tried)[1]) is not None:
            features = self._kept.rows(_terms(candidate), prepared, train, train)
            machines = [_machine(candidate, features, has, ROUGH) for has in _truths(train)]
            weights = sparse.vstack([sparse.csr_matrix(weights) for weights, _ in machines])
            intercepts = np.array([intercept for _, intercept in machines])
            asked = self._kept.rows(_terms(candidate), prepared, train, validation)
            margins = (asked @ weights.T).toarray() + intercepts
            score = Cells.of(margins, validation.labels).average_precision()
            yield Progress(len(tried), total, as_arrays(settings, candidate, score))
            tried[candidate] = score

    def chosen(self, experiment: Experiment, prepared: Prepared, pieces: Pieces) -> Experiment:
        """With nothing left open."""
        settings = _settings(experiment)
        found, _ = best(settings, prepared, from_arrays(settings, pieces))
        return replace(experiment, model=found)

    def pieces(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, done: int
    ) -> Iterator[Progress]:
        """The machines of the labels, one after another; what is open is plain."""
        settings = plain(_settings(experiment))
        features = self._kept.rows(_terms(settings), prepared, documents, documents)
        total = documents.labels.shape[1]
        for label, has in enumerate(_truths(documents)):
            if label < done:
                continue
            weights, intercept = _machine(settings, features, has, EXACT)
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
        settings = plain(_settings(experiment))
        features: Features = self._kept.features(_terms(settings), prepared, documents)
        self._kept.forget()
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
        return LinearPredictor(settings, features, weights, intercepts, told(settings, prepared))


def _settings(experiment: Experiment) -> Linear:
    return cast(Linear, experiment.model)


def _terms(settings: Linear) -> Terms:
    return Terms(least=settings.min_documents, pairs=settings.ngrams == "1-2")


def _truths(documents: Encoded) -> Iterator[NDArray[np.bool_]]:
    """Of each label which documents have it."""
    columns = documents.labels.tocsc()
    for label in range(columns.shape[1]):
        yield columns[:, [label]].toarray()[:, 0] != 0


def _machine(
    settings: Linear, features: sparse.csr_matrix, has: NDArray[np.bool_], exact: float
) -> tuple[NDArray[np.float64], Any]:
    """Weights (features,) and intercept; without weights where all have the label, or none."""
    from sklearn.svm import LinearSVC

    if has.all() or not has.any():
        return np.zeros(features.shape[1]), np.inf if has[0] else -np.inf
    machine = LinearSVC(
        C=settings.cost,
        class_weight=None if settings.weights == "none" else settings.weights,
        tol=exact,
        max_iter=10_000,
        random_state=0,
    ).fit(features, has)
    return machine.coef_[0], machine.intercept_[0]
