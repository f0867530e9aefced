"""A hyperbolic layout: labels arranged by their distances, and whatever lies among them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import Arrangement
from hmlc_core.pictures.placing import placed
from hmlc_core.pictures.projection import Points, faithfulness

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry


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
        text = (
            f"{self.geometry.dim} dimensions arranged on a hyperbolic plane by the labels' "
            f"distances, 1 drawn as {self.drawn.scale:.3g}. Depth is stretched to fill the disk."
        )
        if self.drawn.chosen is None:
            return text
        arranged, all_labels = len(self.drawn.chosen), len(self.labels)
        return (
            f"{text} {arranged:,} of {all_labels:,} labels are arranged, the inner ones and some "
            "others; each of the rest is placed by its distances to those of them that are nearest."
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
        among, drawn = self.labels, self.drawn
        if drawn.chosen is not None:
            there = np.flatnonzero(np.isfinite(among).all(axis=1))[drawn.chosen]
            among, drawn = among[there], replace(drawn, points=drawn.points[there])
        found = placed(points, among, self.geometry, drawn, trail=trail)
        return found.astype(np.float32)
