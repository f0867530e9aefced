"""The scores of a model while it trains, and those it is judged by in the end."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import decide
from hmlc_core.evaluation.hierarchical import capped, hierarchical_scores, raised
from hmlc_core.evaluation.recovery import recover
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import Experiment, HyperIM
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders import PointNetwork
from hmlc_core.models.hidden import HiddenModel
from hmlc_core.training.batches import collate
from hmlc_core.training.predict import predict

Probabilities = NDArray[np.float32]
"""(documents, labels)."""

RECOVERED = 1_000
"""Beyond this many labels recovery takes longer than a finished run should wait for it; the
command `recover` and the page Label hierarchy compute it when asked."""


def split_scores(
    experiment: Experiment, model: TextClassifier, split: Encoded, name: str
) -> dict[str, float]:
    """The seven scores of a split, as `name/P@1`, …"""
    probabilities = predict(model, split, batch=experiment.training.batch)
    return _seven(experiment, probabilities, split.labels, name)


def final_scores(
    experiment: Experiment, prepared: Prepared, model: TextClassifier
) -> dict[str, float]:
    """All that a finished run is judged by; what is undefined is left out.

    `validation/…` and `test/…`, `test_missing/…` where labels went missing; `hierarchical/…`, the
    test split judged by the hierarchy; `recovery/…`, how well the label points give the true
    hierarchy back; `network/dead_units` of a point network.
    """
    found: dict[str, float] = {}
    if len(prepared.validation):
        found |= split_scores(experiment, model, prepared.validation, "validation")
    if len(prepared.test):
        probabilities = predict(model, prepared.test, batch=experiment.training.batch)
        found |= _seven(experiment, probabilities, prepared.test.labels, "test")
        if prepared.test_missing is not None:  # the same documents
            gaps = prepared.test_missing.labels
            found |= _seven(experiment, probabilities, gaps, "test_missing")
        found |= _hierarchical(probabilities, prepared)
    found |= _recovery(prepared, model)
    if isinstance(model, HiddenModel) and isinstance(model.encoder, PointNetwork):
        points = collate(prepared.train, np.arange(len(prepared.train))).tokens
        found["network/dead_units"] = model.encoder.dead_units(points)
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _seven(
    experiment: Experiment, probabilities: Probabilities, truth: Truth, name: str
) -> dict[str, float]:
    settings = experiment.model
    released = isinstance(settings, HyperIM) and settings.released.batch_means
    scores = evaluate(probabilities, truth, released=released)
    return {f"{name}/{key}": value for key, value in scores.items()}


def _hierarchical(probabilities: Probabilities, prepared: Prepared) -> dict[str, float]:
    """Scores by the hierarchy, and micro-F1 once the predictions are made to agree with it."""
    graph, truth = prepared.corpus.graph, prepared.test.labels
    if not graph.edges:
        return {}
    scores = hierarchical_scores(probabilities, truth, graph)
    for name, agree in (("capped", capped), ("raised", raised)):
        scores[f"micro_f1_{name}"] = decide(agree(probabilities, graph), truth).micro_f1()
    return {f"hierarchical/{name}": value for name, value in scores.items()}


def _recovery(prepared: Prepared, model: TextClassifier) -> dict[str, float]:
    graph = prepared.corpus.graph
    if not graph.edges or len(graph) > RECOVERED:
        return {}
    points = model.label_points().numpy()
    recovery = recover(
        points, graph, model.geometry, truth_matrix=prepared.train.labels, chance=False
    )
    return {f"recovery/{name}": value for name, value in recovery.scores.items()}
