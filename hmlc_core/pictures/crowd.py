"""More labels than can be arranged in reasonable time: some are arranged, the others placed among
them by their distances, as words are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import Arrangement, arrange
from hmlc_core.pictures.placing import placed

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

MOST, SOME = 4_000, 2_000
"""Labels of which all are arranged, though time and memory grow with their square; and how many
are of more."""

NEAREST = 40
"""Labels that are arranged that say where another one lies."""

INNER = 0.5
"""Share of these that are the innermost of all, where a tree branches; others are drawn by lot."""


def arrange_some(
    labels: NDArray[Any], geometry: Geometry, *, like: Arrangement | None = None
) -> Arrangement:
    """`arrange`, of all labels or, where there are more than `MOST`, of `SOME`. Equal arguments
    give equal pictures."""
    if len(labels) <= MOST:
        return arrange(labels, geometry, like=like)
    chosen = like.chosen if like is not None else None
    if chosen is None:
        chosen = _chosen(labels, geometry)
    alike = None if like is None else replace(like, points=like.points[chosen], chosen=None)
    some = arrange(labels[chosen], geometry, like=alike)
    others = np.setdiff1d(np.arange(len(labels)), chosen)
    points = np.empty((len(labels), 2))
    points[chosen] = some.points
    begun = None if like is None else like.points[others]
    points[others] = placed(
        labels[others], labels[chosen], geometry, some, nearest=NEAREST, begun=begun
    )
    return replace(some, points=points, chosen=chosen)


def _chosen(labels: NDArray[Any], geometry: Geometry) -> NDArray[np.int64]:
    import torch

    space = torch.tensor(np.asarray(labels, dtype=np.float64))
    order = geometry.radius(geometry.centred(space)).numpy().argsort(kind="stable")
    inner, outer = np.split(order, [round(INNER * SOME)])
    drawn = np.random.default_rng(0).choice(outer, SOME - len(inner), replace=False)
    return np.sort(np.concatenate([inner, drawn]))
