"""Scores of groups of labels: by how many training documents a label has, and by its depth.

Averages over all labels hide the rare ones, of which there are many and which have few documents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.areas import average_precision_by_label
from hmlc_core.evaluation.cells import Scores, Truth, blocks
from hmlc_core.evaluation.classification import decide
from hmlc_core.evaluation.families import defined
from hmlc_core.evaluation.ranking import mean, top_labels
from hmlc_core.evaluation.scores import DEPTH, of_counts

Bands = Mapping[str, NDArray[np.bool_]]
"""Name of a band -> (C,) the labels in it; one at least."""

FREQUENCIES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"0": (0, 0), "1-4": (1, 4), "5-19": (5, 19), "20-99": (20, 99), "100+": (100, np.inf)}
)
"""Fewest and most training documents of a label in a band."""


def by_frequency(known: Truth) -> Bands:
    """Labels by their number of training documents: (documents, C) all that a run may use, so that
    a label is in the same band for every method and every split."""
    counts = known.count_nonzero(axis=0)
    bands = {name: (counts >= low) & (counts <= high) for name, (low, high) in FREQUENCIES.items()}
    return {name: band for name, band in bands.items() if band.any()}


def by_depth(graph: LabelGraph) -> Bands:
    """Labels by their level, top labels being level 1; empty where there is one level only."""
    levels = range(int(graph.depth.max(initial=0)) + 1)
    bands = {str(level + 1): graph.depth == level for level in levels}
    return bands if len(bands) > 1 else {}


def band_scores(
    scores: Scores,
    truth: Truth,
    families: Mapping[str, Bands],
    *,
    threshold: float | None,
    tuned: float | None,
) -> dict[str, float]:
    """`family/band/score` of the labels of each band; what is undefined is left out.

    scores, truth, threshold, tuned: see `scores.evaluate`. macro_ap, micro_f1, macro_f1 and their
    tuned twins are of the band's labels alone. R@5: share of the true labels of the band that is
    among a document's five best of *all* labels. labels: how many labels are in the band.
    """
    precision = average_precision_by_label(scores, truth)
    hits, true = _found(scores, truth)
    counts = {
        suffix: decide(scores, truth, threshold=limit).by_label
        for suffix, limit in (("", threshold), ("_tuned", tuned))
        if limit is not None
    }

    def of(band: NDArray[np.bool_]) -> Iterator[tuple[str, float]]:
        yield "labels", float(band.sum())
        yield "macro_ap", mean(precision[band])
        if true[band].any():
            yield f"R@{DEPTH}", float(hits[band].sum() / true[band].sum())
        for suffix, each in counts.items():
            yield from of_counts(each.of(band), suffix).items()

    return defined(
        {
            f"{family}/{name}/{score}": value
            for family, bands in families.items()
            for name, band in bands.items()
            for score, value in of(band)
        }
    )


def _found(scores: Scores, truth: Truth) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Of each label, (C,): in how many documents it is true and among the best, and true at all."""
    hits = np.zeros((2, truth.shape[1]), np.int64)
    for _, block, true in blocks(scores, truth):
        best = top_labels(block, DEPTH)
        right = best[np.take_along_axis(true, best, axis=1)]
        hits[0] += np.bincount(right, minlength=truth.shape[1])
        hits[1] += true.sum(axis=0)
    return hits[0], hits[1]
