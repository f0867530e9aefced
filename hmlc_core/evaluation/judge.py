"""The scores of a predictor while it is trained, and those it is judged by in the end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.bands import band_scores, by_depth, by_frequency
from hmlc_core.evaluation.calibration import best_temperature, log_loss, reliability, tempered
from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import decide, tuned_threshold
from hmlc_core.evaluation.consistency import Violations, capped, present, raised, score_violations
from hmlc_core.evaluation.families import defined, named
from hmlc_core.evaluation.hierarchical import hierarchical_scores
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.evaluation.ranking import mean, rank
from hmlc_core.evaluation.recovery import recover
from hmlc_core.evaluation.scores import BORDER, evaluate, of_counts

RECOVERED = 1_000
"""Beyond this many labels recovery takes longer than a finished run should wait for it; the
command `recover` and the page Label hierarchy compute it when asked."""


@dataclass(frozen=True, slots=True)
class Tuning:
    """What is chosen on validation documents.

    threshold: the one for all labels with the best micro-F1. temperature: see `calibration`; None
    where scores are no probabilities, or all cells are true, or all false.
    """

    threshold: float
    temperature: float | None = None


def tune(predictor: Predictor, validation: Encoded) -> Tuning:
    """Threshold and temperature for a predictor that was not fitted to these documents."""
    scores, truth = numbers(predictor, validation), validation.labels
    return Tuning(
        tuned_threshold(scores, truth),
        best_temperature(scores, truth) if predictor.calibrated else None,
    )


def kept_tuning(state: Mapping[str, Any], predictor: Predictor, validation: Encoded) -> Tuning:
    """What a checkpoint says was chosen, or where it does not say, what would be."""
    if "threshold" in state:
        return Tuning(state["threshold"], state.get("temperature"))
    return tune(predictor, validation)


def validation_scores(
    predictor: Predictor, prepared: Prepared, *, batch_means: bool = False
) -> dict[str, float]:
    """The scores on the validation documents, as `validation/P@1`, …; none at a threshold that
    is chosen on the same documents."""
    scores, truth = numbers(predictor, prepared.validation), prepared.validation.labels
    found = evaluate(scores, truth, threshold=border(predictor), released=batch_means)
    return named(found, "validation")


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


def border(predictor: Predictor) -> float | None:
    """From which score on a label is predicted without any tuning; None without probabilities."""
    return BORDER if predictor.calibrated else None


def final_scores(
    predictor: Predictor,
    prepared: Prepared,
    *,
    batch_means: bool = False,
    tuning: Tuning | None = None,
) -> dict[str, float]:
    """All that a finished run is judged by; what is undefined is left out.

    `test/…`, and `test_missing/…` where labels went missing; `hierarchical/…`, the test split
    judged by the hierarchy; `by_frequency/BAND/…` and `by_depth/LEVEL/…`, the same split by groups
    of labels; `calibration/…`, about its probabilities; `recovery/…`, how well label points give
    the true hierarchy back; `parts/PART/…`, parts of the method alone; `network/…`, what the
    predictor knows about itself, and `network/parameters`, its size.

    tuning: what was chosen on validation documents; chosen on those of `prepared` where it is not
        given, for a predictor that was not fitted to them.
    """
    found: dict[str, float] = {}
    if len(prepared.test):
        tuning = tuning or tune(predictor, prepared.validation)
        scores = numbers(predictor, prepared.test)
        found |= _test(scores, prepared, border(predictor), tuning, batch_means=batch_means)
        for part, alone in predictor.parts(prepared.test).items():
            judged = evaluate(
                alone, prepared.test.labels, threshold=border(predictor), released=batch_means
            )
            found |= named(judged, f"parts/{part}")
    found |= _recovery(prepared, predictor)
    found |= named(predictor.diagnostics(prepared), "network")
    if (parameters := predictor.parameters) is not None:
        found["network/parameters"] = float(parameters)
    return defined(found)


def _test(
    scores: NDArray[np.floating],
    prepared: Prepared,
    half: float | None,
    tuning: Tuning,
    *,
    batch_means: bool,
) -> dict[str, float]:
    """All that needs the scores of the test documents; half: see `border`. Nothing where none of
    them has a label."""
    if not prepared.test.labels.count_nonzero():
        return {}
    tuned, truth, graph = tuning.threshold, prepared.test.labels, prepared.corpus.graph
    found: dict[str, float] = {}
    for family, documents in (("test", prepared.test), ("test_missing", prepared.test_missing)):
        if documents is not None:  # those of the two are the same, but for their labels
            judged = evaluate(
                scores, documents.labels, threshold=half, tuned=tuned, released=batch_means
            )
            found |= named(judged, family)
    bands = {"by_frequency": by_frequency(prepared.known().labels), "by_depth": by_depth(graph)}
    found |= band_scores(scores, truth, bands, threshold=half, tuned=tuned)
    found |= named(_hierarchical(scores, truth, graph, half, tuned), "hierarchical")
    found |= named(_calibration(scores, truth, half, tuning), "calibration")
    return found


def _hierarchical(
    scores: NDArray[np.floating], truth: Truth, graph: LabelGraph, half: float | None, tuned: float
) -> dict[str, float]:
    """Scores by the hierarchy, and what becomes of predictions that are made to agree with it.

    Decisions are those at a half, or at the tuned threshold where scores are no probabilities.
    """
    if not graph.edges:
        return {}
    limit = tuned if half is None else half
    found = hierarchical_scores(scores, truth, graph, threshold=limit)
    for name, agree in (("capped", capped), ("raised", raised)):
        changed = agree(scores, graph)
        decided = Violations(present(changed, truth, limit), graph)
        judged = {
            **_agreeing(changed, truth, half, tuned),
            **score_violations(changed, truth, graph),
            "decision_violations": decided.documents("any"),
        }
        found |= {f"{score}_{name}": value for score, value in judged.items()}
    return found


def _agreeing(
    scores: NDArray[np.floating], truth: Truth, half: float | None, tuned: float
) -> dict[str, float]:
    """Scores that are compared with those of predictions made to agree with the hierarchy, as of
    `evaluate`; areas, which take the longest, are not among them."""
    found = {"nDCG@5": mean(rank(scores, truth, 5).ndcg(5))}
    for suffix, limit in (("", half), ("_tuned", tuned)):
        if limit is not None:
            found |= of_counts(decide(scores, truth, threshold=limit).by_label, suffix)
    return defined(found)


def _calibration(
    probabilities: NDArray[np.floating], truth: Truth, half: float | None, tuning: Tuning
) -> dict[str, float]:
    """Threshold and temperature of validation documents; ece and log loss of test documents, as
    they are and at that temperature."""
    found = {"threshold": tuning.threshold}
    if half is None:
        return found
    versions = {"": probabilities}
    if tuning.temperature is not None:
        found["temperature"] = tuning.temperature
        versions["_tempered"] = tempered(probabilities, tuning.temperature)
    for suffix, version in versions.items():
        found[f"ece{suffix}"] = reliability(version, truth).ece
        found[f"log_loss{suffix}"] = log_loss(version, truth)
    return found


def _recovery(prepared: Prepared, predictor: Predictor) -> dict[str, float]:
    graph, places = prepared.corpus.graph, predictor.places
    if places is None or not graph.edges or len(graph) > RECOVERED:
        return {}
    recovery = recover(
        places.labels, graph, places.geometry, truth_matrix=prepared.train.labels, chance=False
    )
    return named(recovery.scores, "recovery")
