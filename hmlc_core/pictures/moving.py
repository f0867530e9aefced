"""The labels of a run at all its moments, so that from one to the next no more moves than must."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import Arrangement
from hmlc_core.pictures.crowd import arrange_some
from hmlc_core.pictures.projection import tangent_axes
from hmlc_core.pictures.spanning import Floats

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry

Moment = tuple[NDArray[Any], "Geometry"]
"""Label points (labels, width), and the space they are points of."""


def arrange_moments(moments: Mapping[int, Moment]) -> dict[int, Arrangement]:
    """A picture of each moment, by their numbers; labels that are nowhere have NaN.

    The last is made from nothing, and each of the others from the next one.
    """
    if not moments:
        return {}
    newest = max(moments)
    points, space = moments[newest]
    last = _turned(_arranged(points, space), tangent_axes(points, space))
    return go_on(moments, {newest: last})


def improve(
    moments: Mapping[int, Moment], known: Mapping[int, Arrangement]
) -> dict[int, Arrangement]:
    """`go_on`; or all pictures anew, if the last one has fewer crossings when made from nothing."""
    further, newest = go_on(moments, known), max(moments)
    anew = _arranged(*moments[newest])
    if _crossings(anew) >= _crossings(further[newest]):
        return further
    return go_on(moments, {newest: _turned(anew, further[newest].points)})


def arrange_like(
    labels: NDArray[Any], geometry: Geometry, alike: Arrangement | None
) -> Arrangement:
    """One more moment of a run, from a picture of another one where there is any."""
    if alike is None:
        return arrange_moments({0: (labels, geometry)})[0]
    return _arranged(labels, geometry, like=alike)


def go_on(
    moments: Mapping[int, Moment], known: Mapping[int, Arrangement]
) -> dict[int, Arrangement]:
    """`known`, and a picture of every other moment, each made from its neighbour's."""
    pictures = dict(known)
    missing = sorted(set(moments) - set(known))
    first = min(known)
    _follow([n for n in reversed(missing) if n < first], moments, first, pictures)
    for n in missing:
        if n > first:
            _follow([n], moments, max(other for other in pictures if other < n), pictures)
    return {n: pictures[n] for n in moments}


def _follow(
    numbers: Iterable[int],
    moments: Mapping[int, Moment],
    start: int,
    pictures: dict[int, Arrangement],
) -> None:
    last = pictures[start]
    for n in numbers:
        pictures[n] = last = _arranged(*moments[n], like=last)


def _arranged(
    labels: NDArray[Any], geometry: Geometry, *, like: Arrangement | None = None
) -> Arrangement:
    """`arrange_some`, of those labels that are somewhere."""
    there = np.isfinite(labels).all(axis=1)
    if like is not None and np.isfinite(like.points).all(axis=1).sum() != there.sum():
        like = None  # another number of labels has a place
    if like is not None:
        like = replace(like, points=np.nan_to_num(like.points[there]))
    found = arrange_some(labels[there], geometry, like=like)
    points = np.full((len(labels), 2), np.nan)
    points[there] = found.points
    return replace(found, points=points)


def _crossings(picture: Arrangement) -> int:
    points = picture.points[np.isfinite(picture.points).all(axis=1)]
    return picture.tree.crossings(points if picture.chosen is None else points[picture.chosen])


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
