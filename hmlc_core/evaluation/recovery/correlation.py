"""Whether distances and norms come in the order of hops and depths.

The measures over hops are those of Chatterjee et al., *Joint Learning of Hyperbolic Label
Embeddings for Hierarchical Multi-label Classification* (2021): each label asks in turn, the label
itself is left out, and hops run over the virtual root where top labels have no other way.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.evaluation.recovery.distances import Asked, Floats, Rows, parts

NDCG_DEPTH = 10
"""Neighbours that `ndcg_hops` looks at: a hierarchy's families are about that large."""


def spearman_norm_depth(norms: ArrayLike, depth: ArrayLike) -> float:
    """Rank correlation of (labels,) norms with depths, ties at their average rank.

    A sanity check only: a star can score high, and moving the picture changes it, so re-centre
    first. NaN where all norms or all depths are equal.
    """
    x, y = (_ranked(np.asarray(values)[None]) for values in (norms, depth))
    return float(_correlation(x, y)[0])


def spearman_hops(rows: Rows, hops: NDArray[np.integer], asked: Asked | None = None) -> float:
    """Mean over the labels asked of the rank correlation of distances with hops (asked, labels).

    Labels for which all distances or all hops are equal have none; NaN where that is every one.
    """
    found = [
        _correlation(_ranked(distances), _ranks(steps))
        for distances, steps in _questions(rows, hops, asked)
    ]
    values = np.concatenate(found) if found else np.empty(0)
    values = values[~np.isnan(values)]
    return float(values.mean()) if len(values) else float("nan")


def ndcg_hops(
    rows: Rows, hops: NDArray[np.integer], k: int = NDCG_DEPTH, *, asked: Asked | None = None
) -> float:
    """Mean over the labels asked of NDCG@k of ranking the others by distance, relevance 1/hops.

    Labels at one distance share their mean relevance, the expectation under ties broken at
    random. Labels for which all distances are equal rank nothing; NaN where that is every one.
    """
    values: list[Floats] = []
    for distances, steps in _questions(rows, hops, asked):
        asked = np.ptp(distances, axis=1) > 0 if distances.shape[1] else np.zeros(0, dtype=bool)
        distances, gains = distances[asked], 1 / steps[asked]
        top = min(k, distances.shape[1])
        discounts = 1 / np.log2(np.arange(2, top + 2))
        best = -np.sort(-gains, axis=1)[:, :top] @ discounts
        values.append(_by_distance(distances, gains)[:, :top] @ discounts / best)
    found = np.concatenate(values) if values else np.empty(0)
    return float(found.mean()) if len(found) else float("nan")


def _by_distance(distances: Floats, gains: Floats) -> Floats:
    """Gains (rows, n), nearest first; equal distances of a row share their mean."""
    order = np.argsort(distances, axis=1)
    return _shared(*(np.take_along_axis(x, order, axis=1) for x in (distances, gains)))


def _shared(ordered: NDArray[Any], gains: Floats) -> Floats:
    """Gains (rows, n) of numbers in order, where equal numbers of a row share their mean."""
    begins = np.diff(ordered, axis=1, prepend=np.nan) != 0
    group = np.cumsum(begins.ravel()) - 1
    shares = np.bincount(group, gains.ravel()) / np.bincount(group)
    shared: Floats = shares[group].reshape(gains.shape)
    return shared


def _questions(
    rows: Rows, hops: NDArray[np.integer], asked: Asked | None
) -> Iterator[tuple[Floats, NDArray[np.integer]]]:
    """Distances and hops (labels asked, labels − 1) to all others, some labels at a time."""
    count, labels = hops.shape
    here = np.arange(labels) if asked is None else asked
    for part in parts(count, labels):
        others = np.arange(labels) != here[part, None]
        shape = (len(others), labels - 1)
        yield rows(part)[others].reshape(shape), hops[part][others].reshape(shape)


def _ranked(values: NDArray[Any]) -> Floats:
    """(rows, n) ranks of numbers in each row, ties at their average.

    As SciPy's `rankdata`, which takes a third of a second to import at the end of each training.
    """
    order = np.argsort(values, axis=1)
    places = np.broadcast_to(np.arange(1.0, values.shape[1] + 1), values.shape)
    ranks = np.empty(values.shape)
    shared = _shared(np.take_along_axis(values, order, axis=1), places)
    np.put_along_axis(ranks, order, shared, axis=1)
    return ranks


def _ranks(steps: NDArray[np.integer]) -> Floats:
    """(rows, n) ranks of few different numbers, ties at their average: counting beats sorting."""
    values = int(steps.max(initial=0)) + 1
    cells = steps + values * np.arange(len(steps))[:, None]
    counts = np.bincount(cells.ravel(), minlength=values * len(steps)).reshape(-1, values)
    return np.take_along_axis(counts.cumsum(axis=1) - (counts - 1) / 2, steps, axis=1)


def _correlation(x: Floats, y: Floats) -> Floats:
    """(rows,) correlations of x with y (rows, n), NaN where all of a row is equal."""
    if x.shape[1] == 0:
        return np.full(len(x), np.nan)
    x, y = (values - values.mean(axis=1, keepdims=True) for values in (x, y))
    spread = np.sqrt(np.square(x).sum(axis=1) * np.square(y).sum(axis=1))
    rho = np.full(len(x), np.nan)
    np.divide((x * y).sum(axis=1), spread, out=rho, where=spread > 0)
    return rho
