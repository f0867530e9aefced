"""The scores of a predictor while it is trained, and those it is judged by in the end."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import decide, tuned_threshold
from hmlc_core.evaluation.families import named
from hmlc_core.evaluation.hierarchical import capped, hierarchical_scores, raised
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.evaluation.recovery import recover
from hmlc_core.evaluation.scores import evaluate

BORDER = 0.5
"""From which probability on a label is predicted, unless something else is asked for."""

RECOVERED = 1_000
"""Beyond this many labels recovery takes longer than a finished run should wait for it; the
command `recover` and the page Label hierarchy compute it when asked."""


def validation_scores(
    predictor: Predictor, prepared: Prepared, *, batch_means: bool = False
) -> dict[str, float]:
    """The seven scores on the validation documents, as `validation/P@1`, …"""
    return _split(predictor, prepared.validation, "validation", batch_means=batch_means)


def numbers(predictor: Predictor, documents: Encoded) -> NDArray[np.floating]:
    """The scores of the documents; raises `TrainingError` where some are no numbers."""
    scores = predictor.scores(documents)
    if lost := int(np.isnan(scores).any(axis=1).sum()):
        raise TrainingError(
            "some scores are not numbers",
            where=f"{lost} of {len(documents)} documents",
            expected="a score for every label of every document",
            received="NaN",
        )
    return scores


def threshold(predictor: Predictor, validation: Encoded) -> float:
    """The one threshold for all labels with the best micro-F1 on the validation documents."""
    return tuned_threshold(numbers(predictor, validation), validation.labels)


def final_scores(
    predictor: Predictor,
    prepared: Prepared,
    *,
    batch_means: bool = False,
    border: float | None = None,
) -> dict[str, float]:
    """All that a finished run is judged by; what is undefined is left out.

    `test/…`, and `test_missing/…` where labels went missing; `hierarchical/…`, the test split
    judged by the hierarchy; `recovery/…`, how well label points give the true hierarchy back;
    `network/…`, what the predictor knows about itself, and `network/parameters`, its size.

    border: the threshold of yes-or-no scores where scores are no probabilities; found on the
        validation documents where it is not given.
    """
    found: dict[str, float] = {}
    if len(prepared.test):
        if predictor.calibrated:
            border = BORDER
        elif border is None:
            border = threshold(predictor, prepared.validation)
        scores = numbers(predictor, prepared.test)
        judge = _seven(scores, border, batch_means=batch_means)
        found |= judge(prepared.test.labels, "test")
        if prepared.test_missing is not None:  # the same documents
            found |= judge(prepared.test_missing.labels, "test_missing")
        found |= _hierarchical(scores, prepared, border)
    found |= _recovery(prepared, predictor)
    found |= named(predictor.diagnostics(prepared), "network")
    if (parameters := predictor.parameters) is not None:
        found["network/parameters"] = float(parameters)
    return {name: value for name, value in found.items() if math.isfinite(value)}


def _split(
    predictor: Predictor, split: Encoded, name: str, *, batch_means: bool
) -> dict[str, float]:
    scores = numbers(predictor, split)
    border = BORDER if predictor.calibrated else tuned_threshold(scores, split.labels)
    return _seven(scores, border, batch_means=batch_means)(split.labels, name)


def _seven(
    scores: NDArray[np.floating], border: float, *, batch_means: bool
) -> Callable[[Truth, str], dict[str, float]]:
    def judge(truth: Truth, family: str) -> dict[str, float]:
        return named(evaluate(scores, truth, threshold=border, released=batch_means), family)

    return judge


def _hierarchical(
    scores: NDArray[np.floating], prepared: Prepared, border: float
) -> dict[str, float]:
    """Scores by the hierarchy, and micro-F1 once the predictions are made to agree with it."""
    graph, truth = prepared.corpus.graph, prepared.test.labels
    if not graph.edges:
        return {}
    found = hierarchical_scores(scores, truth, graph, threshold=border)
    for name, agree in (("capped", capped), ("raised", raised)):
        decided = decide(agree(scores, graph), truth, threshold=border)
        found[f"micro_f1_{name}"] = decided.micro_f1()
    return named(found, "hierarchical")


def _recovery(prepared: Prepared, predictor: Predictor) -> dict[str, float]:
    graph, places = prepared.corpus.graph, predictor.places
    if places is None or not graph.edges or len(graph) > RECOVERED:
        return {}
    recovery = recover(
        places.labels, graph, places.geometry, truth_matrix=prepared.train.labels, chance=False
    )
    return named(recovery.scores, "recovery")
