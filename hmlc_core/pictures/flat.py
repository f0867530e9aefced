"""Points of any space, at one moment or several, in a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from hmlc_core.pictures.layout import HyperbolicLayout
from hmlc_core.pictures.moving import arrange_moments
from hmlc_core.pictures.projection import Points, fit_projection
from hmlc_core.pictures.view import View

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry


def views(moments: Sequence[Points], space: Geometry) -> list[View]:
    """How points (labels, width) of each moment are drawn: two coordinates as they are, more by a
    hyperbolic layout of their distances."""
    if space.width <= 2:
        return [fit_projection(moments[-1], space)] * len(moments)
    drawn = arrange_moments({n: (points, space) for n, points in enumerate(moments)})
    return [
        HyperbolicLayout(labels=points, geometry=space, drawn=drawn[n])
        for n, points in enumerate(moments)
    ]
