"""The picture that stands still: what a saved notebook shows where nothing lives.

It shows what the living one does, in the same colours and strokes: edges of every kind, marks by
size and branch, words, what is selected, and a legend (`svg_legend`) below.
"""

from __future__ import annotations

import html
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.disk.scene import Scene
from hmlc_core.errors import visible
from hmlc_core.geometry.curves import geodesic_points
from hmlc_core.notebook.svg_legend import legend
from hmlc_core.notebook.svg_names import names
from hmlc_core.notebook.svg_style import EDGES, RING, mark, radii, square, stroke
from hmlc_core.plotting.theme import FONT, LOOKS

SIDE = 560
"""Pixels."""

RADIUS = SIDE / 2 - 8
"""Of the disk, or of what a flat picture fills."""

WORD = 1.5
"""Half a word's square, in pixels."""

Floats = NDArray[np.float64]


def still(scene: Scene, selected: int | tuple[int, int] | None = None) -> str:
    """The newest moment. selected: a label, or an edge (parent, child), by rows.

    Raises nothing for points without a place, which are left out.
    """
    look, header = LOOKS["light"], scene.header
    points = _newest(scene, "frames")
    scale = _scale(points, scene.flat)
    place, words = scale(points), scale(_newest(scene, "words"))
    radius = radii(header["sizes"], points if not scene.flat else 0 * points)
    parts = []
    if not scene.flat:
        middle = f'cx="{SIDE / 2}" cy="{SIDE / 2}" r="{RADIUS}"'
        parts.append(f'<circle {middle} fill="none" stroke="{look.muted}"/>')
    for kind in EDGES:
        for line in _lines(points, scale, header["edges"].get(kind, []), scene.flat):
            parts.append(f'<polyline points="{line}" {stroke(kind)}/>')
    if isinstance(selected, tuple):
        kind = next((kind for kind, pairs in header["edges"].items() if selected in pairs), "true")
        for line in _lines(points, scale, [selected], scene.flat):
            parts.append(f'<polyline points="{line}" {stroke(kind, look.text, 3)}/>')
    parts += [square(x, y, WORD, look.muted) for x, y in words if np.isfinite(x + y)]
    for row in np.flatnonzero(np.isfinite(place).all(axis=1)).tolist():
        x, y = place[row].tolist()
        parts.append(mark(x, y, float(radius[row]), header["groups"][row]))
    if isinstance(selected, int) and np.isfinite(place[selected]).all():
        x, y = place[selected]
        ring = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius[selected] + RING:.1f}"'
        parts.append(f'<circle {ring} fill="none" stroke="{look.text}" stroke-width="2"/>')
    chosen = () if selected is None else np.atleast_1d(selected).tolist()
    written, without = names(header, place, radius, words, SIDE, chosen, look)
    below, height = legend(header, SIDE, without, look)
    title = html.escape(visible(header["title"]))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {height}" width="{SIDE}" '
        f'height="{height}" role="img" font-family="{html.escape(FONT)}"><title>{title}</title>'
        f'<rect width="{SIDE}" height="{height}" fill="{look.page}"/>'
        f'{"".join(parts)}{"".join(written)}<g class="legend">{"".join(below)}</g></svg>'
    )


def _newest(scene: Scene, layer: str) -> Floats:
    """(n, 2); none of a layer that there is not."""
    found = scene.layers.get(layer)
    return np.zeros((0, 2)) if found is None else found[-1].astype(np.float64)


def _scale(points: Floats, flat: bool) -> Any:
    """Points to pixels: of the disk as they are, flat ones about the labels' middle."""
    middle, unit = np.zeros(2), 1.0
    if flat:
        low, high = np.nanmin(points, axis=0), np.nanmax(points, axis=0)
        middle, unit = (low + high) / 2, max(float((high - low).max()) / 2, 1e-9) * 1.05
    return lambda some: SIDE / 2 + RADIUS * (some - middle) / unit * [1, -1]


def _lines(points: Floats, scale: Any, pairs: list[tuple[int, int]], flat: bool) -> list[str]:
    """Geodesics as the `points` of polylines."""
    if not pairs:
        return []
    ends = np.array(pairs)
    tails, heads = points[ends[:, 0]], points[ends[:, 1]]
    curves = points[ends] if flat else geodesic_points(tails, heads, 16)
    there = np.isfinite(curves).all(axis=(1, 2))
    return [" ".join(f"{x:.1f},{y:.1f}" for x, y in scale(curve)) for curve in curves[there]]
