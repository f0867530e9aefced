"""How far distances are from numbers of hops."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.recovery.distances import Asked, Floats, Rows, parts


@dataclass(frozen=True, kw_only=True)
class Distortion:
    """How far distances d are from hop distances D, over unordered pairs of labels.

    average: mean of |d − D|/D.
    scale, scaled_average: s and the mean of |s d − D|/D, where s makes Σ (s d/D − 1)² least;
        a uniform factor is no fault, since it only says which curvature the tree has.
    worst: max(d/D)/min(d/D), whatever the scale; 1 is perfect.
    coincident: pairs at distance 0, which are left out of all this.
    """

    average: float
    scale: float
    scaled_average: float
    worst: float
    coincident: int


def distortion(rows: Rows, hops: NDArray[np.integer], asked: Asked | None = None) -> Distortion:
    """Distortion against hops (asked, labels), > 0 between different labels (`LabelGraph.hops`),
    over the pairs in which a label is asked; all of them where nothing else is said.

    NaN where no pair is left.
    """
    labels = hops.shape[1]
    here, there = np.arange(labels) if asked is None else asked, np.arange(labels)
    silent = np.ones(labels, dtype=bool)
    silent[here] = False

    def ratios() -> Iterator[Floats]:
        for part in parts(len(hops), labels):
            distances = rows(part)
            once = (there > here[part, None]) | silent  # each pair from one of its ends only
            yield distances[once] / hops[part][once]

    count, coincident, total, squares = 0, 0, 0.0, 0.0
    error, least, most = 0.0, np.inf, 0.0
    for ratio in ratios():
        apart = ratio[ratio > 0]
        count += len(apart)
        coincident += len(ratio) - len(apart)
        total += float(apart.sum())
        squares += float(np.square(apart).sum())
        error += float(np.abs(apart - 1).sum())
        least, most = float(apart.min(initial=least)), float(apart.max(initial=most))
    if not count:
        nan = float("nan")
        return Distortion(
            average=nan, scale=nan, scaled_average=nan, worst=nan, coincident=coincident
        )
    scale = total / squares
    scaled_error = sum(float(np.abs(scale * r[r > 0] - 1).sum()) for r in ratios())
    return Distortion(
        average=error / count,
        scale=scale,
        scaled_average=scaled_error / count,
        worst=most / least,
        coincident=coincident,
    )
