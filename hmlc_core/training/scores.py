"""The scores of a model while it trains, and those it is judged by in the end."""

from __future__ import annotations

import math

import numpy as np

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.evaluation.recovery import recover
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import Experiment, HyperIM
from hmlc_core.models.base import TextClassifier
from hmlc_core.models.encoders import PointNetwork
from hmlc_core.models.hidden import HiddenModel
from hmlc_core.training.batches import collate
from hmlc_core.training.predict import predict

RECOVERED = 1_000
"""Beyond this many labels recovery takes longer than a finished run should wait for it; the
command `recover` and the page Label hierarchy compute it when asked."""


def split_scores(
    experiment: Experiment, model: TextClassifier, split: Encoded, name: str
) -> dict[str, float]:
    """The seven scores of a split, as `name/P@1`, …"""
    settings = experiment.model
    probabilities = predict(model, split, batch=experiment.training.batch)
    released = isinstance(settings, HyperIM) and settings.released.batch_means
    scores = evaluate(probabilities, split.labels, released=released)
    return {f"{name}/{key}": value for key, value in scores.items()}


def final_scores(
    experiment: Experiment, prepared: Prepared, model: TextClassifier
) -> dict[str, float]:
    """All that a finished run is judged by; what is undefined is left out.

    `validation/…` and `test/…`, `test_missing/…` where labels went missing; `recovery/…`, how
    well the label points give the true hierarchy back; `network/dead_units` of a point network.
    """
    splits = {"validation": prepared.validation, "test": prepared.test}
    if prepared.test_missing is not None:
        splits["test_missing"] = prepared.test_missing
    found: dict[str, float] = {}
    for name, split in splits.items():
        if len(split):
            found |= split_scores(experiment, model, split, name)
    found |= _recovery(prepared, model)
    if isinstance(model, HiddenModel) and isinstance(model.encoder, PointNetwork):
        points = collate(prepared.train, np.arange(len(prepared.train))).tokens
        found["network/dead_units"] = model.encoder.dead_units(points)
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _recovery(prepared: Prepared, model: TextClassifier) -> dict[str, float]:
    graph = prepared.corpus.graph
    if not graph.edges or len(graph) > RECOVERED:
        return {}
    points = model.label_points().numpy()
    recovery = recover(points, graph, model.geometry, truth_matrix=prepared.train.labels)
    return {f"recovery/{name}": value for name, value in recovery.scores.items()}
