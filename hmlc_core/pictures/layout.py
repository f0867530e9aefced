"""A hyperbolic layout: labels arranged by their distances, and whatever lies among them placed by
its distances to the labels."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import APART, NEAR, Arrangement, without
from hmlc_core.pictures.projection import Points, faithfulness
from hmlc_core.pictures.spanning import Floats
from hmlc_core.pictures.stress import Pairs, descend

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

PASSES, BOLDNESS = 15, 1.0
"""Of what is placed among labels, see `descend`."""

STEP = 1.0
"""Weight of a step of a trail that would be too long, beside that of all labels for a point."""

MOST_LABELS = 200
"""Nearest labels that say where a point lies."""


@dataclass(frozen=True, eq=False, kw_only=True)
class HyperbolicLayout:
    """Labels (labels, width) of a space as they are drawn on the disk, like a `Projection`."""

    labels: Points
    geometry: Geometry
    drawn: Arrangement
    method: str = "layout"
    chart: Literal["disk", "plane"] = "disk"

    @property
    def points(self) -> NDArray[np.float32]:
        """(labels, 2) of the disk."""
        return self.drawn.points.astype(np.float32)

    @property
    def description(self) -> str:
        """What a reader must know about the picture."""
        return (
            f"{self.geometry.dim} dimensions arranged on a hyperbolic plane by the labels' "
            f"distances, 1 drawn as {self.drawn.scale:.3g}. Depth is stretched to fill the disk."
        )

    @property
    def distortion(self) -> float:
        """Mean relative error of the labels' distances, see `Projection`."""
        return self._faithfulness[0]

    @property
    def rank_agreement(self) -> float:
        """Spearman's ρ between distances in the space and in the picture."""
        return self._faithfulness[1]

    @cached_property
    def _faithfulness(self) -> tuple[float, float]:
        from hmlc_core.geometry import PoincareBall

        there = np.isfinite(self.labels).all(axis=1)
        drawn = self.drawn.points[there]
        return faithfulness(self.labels[there], drawn, self.geometry, plane=PoincareBall(2))

    def place(self, points: Points, *, trail: bool = False) -> NDArray[np.float32]:
        """Points (n, width) of the space on the disk, (n, 2).

        Each is placed as far from the labels as its distances say, the near ones above all; labels
        do not move. trail: they come one after the other, and no step is longer than it is in the
        space, as far as that can be. What is not finite has no place: NaN.
        """
        placed = _placed(points, self.labels, self.geometry, self.drawn, trail=trail)
        return placed.astype(np.float32)


def _placed(
    points: NDArray[Any],
    labels: NDArray[Any],
    geometry: Geometry,
    drawn: Arrangement,
    *,
    trail: bool,
) -> Floats:
    import torch

    placed = np.full((len(points), 2), np.nan)
    known = np.flatnonzero(np.isfinite(labels).all(axis=1) & np.isfinite(drawn.points).all(axis=1))
    asked = np.flatnonzero(np.isfinite(points).all(axis=1))
    if not len(known) or not len(asked):
        return placed
    here, there = (torch.tensor(np.asarray(p, np.float64)) for p in (points[asked], labels[known]))
    distances: Floats = geometry.pairwise(here, there).numpy()
    nearest = distances.argsort(axis=1, kind="stable")[:, :MOST_LABELS]
    wanted = drawn.scale * without(drawn.common, np.take_along_axis(distances, nearest, axis=1))
    seen = drawn.points[known][nearest]  # (asked, labels, 2)
    weights = 1 / np.maximum(wanted, NEAR * max(wanted.max(), APART)) ** 2
    share = weights**2 / (weights**2).sum(axis=1)[:, None]
    begun = (share[:, :, None] * seen).sum(axis=1)

    count, width = wanted.shape
    places = np.concatenate([drawn.points[known], begun])
    places = places[:, 0] + 1j * places[:, 1]
    own = len(known) + np.arange(count)
    places[own] += APART  # a step to the side of a label that it may have begun on
    pairs = Pairs(np.repeat(own, width), nearest.ravel(), wanted.ravel(), weights.ravel())
    still = np.arange(len(places)) < len(known)
    descend(places, still, pairs, passes=PASSES, boldness=BOLDNESS)
    if trail:
        steps = drawn.scale * geometry.distance(here[:-1], here[1:]).numpy()
        one, two = places[own[:-1]], places[own[1:]]
        long = 2 * np.arctanh(abs(two - one) / abs(1 - one.conj() * two)) > steps
        held = np.full(int(long.sum()), STEP * weights.sum(axis=1).mean())
        pairs += Pairs(own[:-1][long], own[1:][long], steps[long], held)
        descend(places, still, pairs, passes=PASSES, boldness=BOLDNESS)
    placed[asked] = np.stack([places[own].real, places[own].imag], axis=-1)
    return placed
