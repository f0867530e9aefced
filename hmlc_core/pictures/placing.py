"""Whatever lies among labels that are drawn, placed by its distances to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.pictures.arrangement import APART, GENTLE, NEAR, Arrangement, without
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

TOGETHER = 1_000_000
"""Distances to labels that are held at a time: what is drawn from them stays in a cache."""


def placed(
    points: NDArray[Any],
    labels: NDArray[Any],
    geometry: Geometry,
    drawn: Arrangement,
    *,
    trail: bool = False,
    nearest: int = MOST_LABELS,
    begun: Floats | None = None,
) -> Floats:
    """Points (n, width) of a space on the disk, (n, 2) float64, among labels (labels, width) that
    are `drawn`; see `HyperbolicLayout.place`. nearest: how many of them say where a point lies.
    begun: (n, 2) where they lay in a picture much like this one, to be moved as little as need be.

    Of many points some are placed at a time, unless they are a trail.
    """
    together = max(1, TOGETHER // max(1, len(labels)))
    if trail or len(points) <= together:
        return _together(points, labels, geometry, drawn, nearest, begun, trail=trail)
    found = []
    for start in range(0, len(points), together):
        part = slice(start, start + together)
        there = None if begun is None else begun[part]
        some = _together(points[part], labels, geometry, drawn, nearest, there, trail=False)
        found.append(some)
    return np.concatenate(found)


def _together(
    points: NDArray[Any],
    labels: NDArray[Any],
    geometry: Geometry,
    drawn: Arrangement,
    most: int,
    begun: Floats | None,
    *,
    trail: bool,
) -> Floats:
    import torch

    found = np.full((len(points), 2), np.nan)
    known = np.flatnonzero(np.isfinite(labels).all(axis=1) & np.isfinite(drawn.points).all(axis=1))
    asked = np.flatnonzero(np.isfinite(points).all(axis=1))
    if not len(known) or not len(asked):
        return found
    here, there = (torch.tensor(np.asarray(p, np.float64)) for p in (points[asked], labels[known]))
    distances: Floats = geometry.pairwise(here, there).numpy()
    nearest = _nearest(distances, most)
    wanted = drawn.scale * without(drawn.common, np.take_along_axis(distances, nearest, axis=1))
    seen = drawn.points[known][nearest]  # (asked, labels, 2)
    longest = np.maximum(wanted.max(axis=1, keepdims=True), APART)
    weights = 1 / np.maximum(wanted, NEAR * longest) ** 2
    if begun is None:
        share = weights**2 / (weights**2).sum(axis=1)[:, None]
        first, (passes, boldness) = (share[:, :, None] * seen).sum(axis=1), (PASSES, BOLDNESS)
    else:
        first, (passes, boldness) = begun[asked], GENTLE

    count, width = wanted.shape
    places = np.concatenate([drawn.points[known], first])
    places = places[:, 0] + 1j * places[:, 1]
    own = len(known) + np.arange(count)
    places[own] += APART  # a step to the side of a label that it may have begun on
    pairs = Pairs(np.repeat(own, width), nearest.ravel(), wanted.ravel(), weights.ravel())
    still = np.arange(len(places)) < len(known)
    # Points that are nearly the same take nearly the same way: with orders of their own, one
    # between two branches would be drawn at either.
    descend(places, still, pairs, passes=passes, boldness=boldness, each=width)
    if trail:
        steps = drawn.scale * geometry.distance(here[:-1], here[1:]).numpy()
        one, two = places[own[:-1]], places[own[1:]]
        long = 2 * np.arctanh(abs(two - one) / abs(1 - one.conj() * two)) > steps
        held = np.full(int(long.sum()), STEP * weights.sum(axis=1).mean())
        pairs += Pairs(own[:-1][long], own[1:][long], steps[long], held)
        passes, boldness = GENTLE
        descend(places, still, pairs, passes=passes, boldness=boldness)
    found[asked] = np.stack([places[own].real, places[own].imag], axis=-1)
    return found


def _nearest(distances: Floats, most: int) -> NDArray[np.int64]:
    """(rows, `most` at most) the columns with the least distances, in the order of columns."""
    count = distances.shape[1]
    if most >= count:
        return np.broadcast_to(np.arange(count), distances.shape)
    return np.sort(np.argpartition(distances, most - 1, axis=1)[:, :most], axis=1)
