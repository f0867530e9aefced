"""The labels of a run at all its moments, so that from one to the next no more moves than must."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import Arrangement, arrange
from hmlc_core.pictures.projection import tangent_axes
from hmlc_core.pictures.spanning import Floats, SpanningTree

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

Moment = tuple[NDArray[Any], "Geometry"]
"""Label points (labels, width), and the space they are points of."""


def arrange_moments(
    moments: Sequence[Moment], before: Sequence[Arrangement] = ()
) -> list[Arrangement]:
    """A picture of each moment, from the last one backwards; labels that are nowhere have NaN.

    before: pictures of the first of these moments, made when there were no more; the new ones are
    turned so that they look alike.
    """
    if not moments:
        return []
    points, space = moments[-1]
    last = arrange_finite(points, space)
    if before:
        last = _turned(last, before[-1].points)
    else:
        last = _turned(last, tangent_axes(points, space))
    return _follow(list(reversed(moments[:-1])), last)[::-1]


def go_on(moments: Sequence[Moment], before: Sequence[Arrangement]) -> list[Arrangement]:
    """`before`, which are pictures of the first moments, and those of the others after them."""
    return [*before[:-1], *_follow(moments[len(before) :], before[-1])]


def _follow(moments: Sequence[Moment], first: Arrangement) -> list[Arrangement]:
    """A picture, and those of moments that come one after the other from there."""
    pictures = [first]
    for points, space in moments:
        last = pictures[-1]
        pictures.append(arrange_finite(points, space, start=last.points, tree=last.tree))
    return pictures


def arrange_finite(
    labels: NDArray[Any],
    geometry: Geometry,
    *,
    start: Floats | None = None,
    tree: SpanningTree | None = None,
) -> Arrangement:
    """`arrange`, of those labels that are somewhere."""
    there = np.isfinite(labels).all(axis=1)
    if there.all():
        begun = None if start is None else np.nan_to_num(start)
        fits = tree is not None and tree.centre == len(labels)
        return arrange(labels, geometry, start=begun, tree=tree if fits else None)
    begun = None if start is None else np.nan_to_num(start[there])
    found = arrange(labels[there], geometry, start=begun)
    points = np.full((len(labels), 2), np.nan)
    points[there] = found.points
    return replace(found, points=points)


def _turned(picture: Arrangement, alike: Floats) -> Arrangement:
    """The picture turned about its centre, or over, so that labels lie where they do `alike`."""
    one = np.nan_to_num(picture.points) @ [1, 1j]
    other = np.nan_to_num(alike) @ [1, 1j]
    turn, over = (np.vdot(points, other) for points in (one, one.conj()))
    if abs(over) > abs(turn):
        one, turn = one.conj(), over
    one = one * (turn / abs(turn) if turn else 1)
    points = np.stack([one.real, one.imag], axis=-1)
    points[np.isnan(picture.points)] = np.nan
    return replace(picture, points=points)
