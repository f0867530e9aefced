"""The still picture of saved notebooks: points, geodesics and names as SVG.

The app's own SVG is what its browser draws, with everything that is switched on there. This one
needs no browser, and shows the newest moment as it lies.
"""

from __future__ import annotations

import html
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.disk.scene import Scene
from hmlc_core.errors import shorten, visible
from hmlc_core.geometry.curves import geodesic_points
from hmlc_core.plotting.theme import FONT, LOOKS, category
from hmlc_core.plotting.tree_pair import STYLES

SIDE = 560
"""Pixels."""

RADIUS = SIDE / 2 - 8
"""Of the disk, or of what a flat picture fills."""

MARK, TYPE = 4.5, 12
"""Pixels: radius of a mark, and size of a name."""

DASHES = {"solid": "", "dash": "7 4", "dashdot": "9 3 2 3", "dot": "2 4"}

WIDTH = 0.55
"""Of a letter, as a share of its height; about."""

LONGEST, MOST_NAMES = 40, 60
"""Letters of a name, and names."""


def still(scene: Scene) -> str:
    """The document; raises nothing for points without a place, which are left out."""
    look, header = LOOKS["light"], scene.header
    points = scene.layers["frames"][-1].astype(np.float64)
    place = SIDE / 2 + RADIUS * _scaled(points, scene.flat) * [1, -1]
    parts = [f'<rect width="{SIDE}" height="{SIDE}" fill="{look.page}"/>']
    if not scene.flat:
        middle = f'cx="{SIDE / 2}" cy="{SIDE / 2}" r="{RADIUS}"'
        parts.append(f'<circle {middle} fill="none" stroke="{look.muted}"/>')
    for kind, pairs in header["edges"].items():
        parts += _lines(points, place, pairs, kind, scene.flat)
    there = np.asarray(np.isfinite(place).all(axis=1))
    for row in np.flatnonzero(there).tolist():
        x, y = place[row]
        colour = category(header["groups"][row])
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{MARK}" fill="{colour}"/>')
    parts += _names(header, place, there, look.text)
    title = html.escape(visible(header["title"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}" width="{SIDE}" '
        f'height="{SIDE}" role="img"><title>{title}</title>{"".join(parts)}</svg>'
    )


def _scaled(points: NDArray[np.float64], flat: bool) -> NDArray[np.float64]:
    """Points within the unit circle: of the disk as they are, flat ones about their middle."""
    if not flat:
        return points
    low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
    around: NDArray[np.float64] = points - (low + high) / 2
    return around / (max(float((high - low).max()) / 2, 1e-9) * 1.05)


def _lines(
    points: NDArray[np.float64],
    place: NDArray[np.float64],
    pairs: list[tuple[int, int]],
    kind: str,
    flat: bool,
) -> list[str]:
    if not pairs:
        return []
    ends = np.array(pairs)
    if flat:
        curves = place[ends]
    else:
        along = geodesic_points(points[ends[:, 0]], points[ends[:, 1]], 16)
        curves = SIDE / 2 + RADIUS * along * [1, -1]
    _, colour, dash = STYLES[kind]
    style = f'fill="none" stroke="{colour}" stroke-width="1.5" stroke-dasharray="{DASHES[dash]}"'
    there = np.isfinite(curves).all(axis=(1, 2))
    drawn = (" ".join(f"{x:.1f},{y:.1f}" for x, y in curve) for curve in curves[there])
    return [f'<polyline points="{line}" {style}/>' for line in drawn]


def _names(
    header: Any, place: NDArray[np.float64], there: NDArray[np.bool_], colour: str
) -> list[str]:
    """The most general labels' names, as far as there is room."""
    depths = header["depths"] or [0] * len(there)
    parts: list[str] = []
    taken: list[NDArray[np.float64]] = []
    for row in sorted(np.flatnonzero(there).tolist(), key=lambda row: depths[row]):
        name = visible(shorten(header["names"][row], LONGEST))
        (x, y), width = place[row], WIDTH * TYPE * len(name)
        after = x + MARK + 2 + width < SIDE
        left = x + MARK + 2 if after else x - MARK - 2 - width
        # Left and top, and right and bottom with their signs turned: two boxes overlap where
        # each side of the one lies before the opposite side of the other.
        box = np.array([left, y - TYPE / 2, -left - width, -y - TYPE / 2])
        if any((box + np.roll(other, 2) < 0).all() for other in taken):
            continue
        taken.append(box)
        at, anchor = (left, "start") if after else (left + width, "end")
        parts.append(
            f'<text x="{at:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'dominant-baseline="central" font-size="{TYPE}" '
            f'font-family="{html.escape(FONT)}" fill="{colour}">{html.escape(name)}</text>'
        )
        if len(parts) == MOST_NAMES:
            break
    return parts
