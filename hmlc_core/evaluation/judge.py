"""The scores of a predictor while it is trained, and those it is judged by in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.bands import band_scores, by_depth, by_frequency
from hmlc_core.evaluation.calibration import best_temperature, log_loss, reliability
from hmlc_core.evaluation.cells import Scores, Truth, blocks
from hmlc_core.evaluation.classification import Counts, decide, tuned_threshold
from hmlc_core.evaluation.consistency import Excess, Violations, at_least, capped, raised
from hmlc_core.evaluation.families import defined, named
from hmlc_core.evaluation.hierarchical import hierarchical_scores
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.evaluation.ranking import Ranked, mean, rank
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
    if lost := sum(bool(np.isnan(row).any()) for row in scores):
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
        limits = {"": half, "_tuned": tuned}
        judged = _agreeing(partial(agree, graph=graph), scores, truth, graph, limits, limit)
        found |= {f"{score}_{name}": value for score, value in judged.items()}
    return found


def _agreeing(
    agree: Callable[[Scores], Scores],
    scores: Scores,
    truth: Truth,
    graph: LabelGraph,
    limits: Mapping[str, float | None],
    limit: float,
) -> dict[str, float]:
    """Scores of predictions that `agree` changes a few documents at a time, to be compared with
    those of `evaluate` and `hierarchical_scores`; areas, which take the longest, are not among
    them. limits: suffix of F1 -> threshold."""
    ranked: list[Ranked] = []
    counts: dict[str, Counts] = {}
    excess, decided = Excess(graph), Violations(graph)
    for rows, block, _ in blocks(scores, truth):
        changed, true = agree(block), truth[rows]
        ranked.append(rank(changed, true, 5))
        for suffix, threshold in limits.items():
            if threshold is not None:
                found = decide(changed, true, threshold=threshold).by_label
                counts[suffix] = counts[suffix] + found if suffix in counts else found
        excess.add(changed)
        decided.add(at_least(changed, limit))
    judged = {"nDCG@5": mean(Ranked.joined(ranked).ndcg(5))}
    for suffix, found in counts.items():
        judged |= of_counts(found, suffix)
    judged |= excess.scores() | {"decision_violations": decided.documents("any")}
    return defined(judged)


def _calibration(
    probabilities: NDArray[np.floating], truth: Truth, half: float | None, tuning: Tuning
) -> dict[str, float]:
    """Threshold and temperature of validation documents; ece and log loss of test documents, as
    they are and at that temperature."""
    found = {"threshold": tuning.threshold}
    if half is None:
        return found
    versions: dict[str, float | None] = {"": None}
    if tuning.temperature is not None:
        found["temperature"] = versions["_tempered"] = tuning.temperature
    for suffix, temperature in versions.items():
        found[f"ece{suffix}"] = reliability(probabilities, truth, temperature).ece
        found[f"log_loss{suffix}"] = log_loss(probabilities, truth, temperature)
    return found


def _recovery(prepared: Prepared, predictor: Predictor) -> dict[str, float]:
    graph, places = prepared.corpus.graph, predictor.places
    if places is None or not graph.edges or len(graph) > RECOVERED:
        return {}
    recovery = recover(
        places.labels, graph, places.geometry, truth_matrix=prepared.train.labels, chance=False
    )
    return named(recovery.scores, "recovery")
