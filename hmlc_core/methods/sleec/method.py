"""SleecMethod: documents are split into clusters, then each cluster is embedded and regressed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.features import Kept, Terms
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models.sleec import SLEEC
from hmlc_core.methods.fitted import FittedMethod, Pieces, Progress
from hmlc_core.methods.sleec.clusters import clusters
from hmlc_core.methods.sleec.predictor import Cluster, Learner, SleecPredictor
from hmlc_core.methods.sleec.projection import observed, project
from hmlc_core.methods.sleec.reduction import directions, reduced
from hmlc_core.methods.sleec.regression import dual_weights


@final
class SleecMethod(FittedMethod):
    """The first piece is the clusters of all learners, and what reduces features; each other one
    is the regression of a cluster, kept by its documents (dual), which are fewer than words."""

    def __init__(self) -> None:
        self._kept = Kept()

    def pieces(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, done: int
    ) -> Iterator[Progress]:
        """The clusters of each learner, then their regressions, one learner after another."""
        settings = _settings(experiment)
        rows = self._kept.rows(_terms(settings), prepared, documents, documents)
        first = {}
        if settings.svd:
            onto = directions(rows, settings.svd, np.random.default_rng(experiment.seed))
            first, rows = {"directions": onto}, reduced(rows, onto)
        numbers = _numbers(settings, rows, experiment.seed)
        total = 1 + sum(int(row.max()) + 1 for row in numbers)
        if done == 0:
            yield Progress(0, total, {"clusters": numbers} | first)
        for piece, learner, cluster in _clusters(numbers):
            if piece < done:
                continue
            members = np.flatnonzero(numbers[learner] == cluster)
            random = np.random.default_rng([experiment.seed, learner, cluster])
            dual = _regressed(settings, rows[members], documents.labels[members], random)
            yield Progress(piece, total, {"dual": dual})

    def predictor(
        self, experiment: Experiment, prepared: Prepared, documents: Encoded, pieces: Pieces
    ) -> SleecPredictor:
        """All learners together."""
        settings = _settings(experiment)
        features = self._kept.features(_terms(settings), prepared, documents)
        rows = self._kept.rows(_terms(settings), prepared, documents, documents)
        self._kept.forget()
        onto = pieces.get("0/directions")
        if onto is not None:
            rows = reduced(rows, onto)
        numbers = pieces["0/clusters"]
        found: list[list[Cluster]] = [[] for _ in numbers]
        for piece, learner, cluster in _clusters(numbers):
            members = np.flatnonzero(numbers[learner] == cluster)
            dual = pieces[f"{piece}/dual"].astype(np.float64)
            found[learner].append(
                Cluster.of(rows[members], documents.labels[members], dual, settings)
            )
        learners = [Learner(clusters) for clusters in found]
        shares = np.asarray(documents.labels.mean(axis=0)).ravel()
        return SleecPredictor(features, onto, learners, shares)


def _settings(experiment: Experiment) -> SLEEC:
    return cast(SLEEC, experiment.model)


def _terms(settings: SLEEC) -> Terms:
    return Terms(least=settings.min_documents, pairs=settings.ngrams == "1-2")


def _numbers(settings: SLEEC, rows: sparse.csr_matrix, seed: int) -> NDArray[np.int64]:
    """(learners, documents) numbers of clusters; one learner where there is but one cluster."""
    learners = settings.learners if rows.shape[0] > settings.cluster_size else 1
    starts = [np.random.default_rng([seed, learner]) for learner in range(learners)]
    return np.stack([clusters(rows, settings.cluster_size, start) for start in starts])


def _clusters(numbers: NDArray[np.int64]) -> Iterator[tuple[int, int, int]]:
    """Number of the piece, of the learner, and of the cluster."""
    piece = 1
    for learner, row in enumerate(numbers):
        for cluster in range(int(row.max()) + 1):
            yield piece, learner, cluster
            piece += 1


def _regressed(
    settings: SLEEC,
    rows: sparse.csr_matrix,
    labels: sparse.csr_matrix,
    random: np.random.Generator,
) -> NDArray[np.float32]:
    """(documents, width) dual weights of the map from features to the embedding by labels; no
    wider than there are labels, since products of label vectors have no higher rank."""
    width = max(1, min(settings.dim, int((labels.getnnz(axis=0) > 0).sum())))
    target = observed(labels, settings.label_neighbours)
    values, vectors = project(target, width, settings.steps, random)
    return dual_weights(rows, vectors * np.sqrt(values), settings.ridge).astype(np.float32)
