"""Marks and strokes of the still picture, as assets/disk has those of the living one."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.plotting.theme import CATEGORICAL, category
from hmlc_core.plotting.tree_pair import STYLES

EDGES = {
    "true": ("true edges", "", 1.0),
    "missing": ("missing", "2 4", 2.5),
    "right": ("recovered right", "14 3", 2.0),
    "wrong_parent": ("wrong parent", "6 6", 2.0),
    "reversed": ("reversed", "9 3 2 3", 2.0),
    "recovered": ("recovered edges", "7 4", 2.0),
}
"""Kind of edge -> title, dashes and width, in the order in which they are drawn (edges.js)."""

RING = 3.5
"""Pixels between a mark and the ring around it (draw.js)."""

_CROWD = 800
"""Labels above which marks get smaller (scene.js)."""

_CORNERS = (0, 4, 3, 4)
"""Of a branch's marks, one for each round of the colours: none is a circle (look.js)."""

_TURNS = (0.0, 0.25, 0.5, 0.0)
"""Where the first corner lies, in half turns."""


def stroke(kind: str, colour: str = "", width: float = 0.0) -> str:
    """The attributes of a line that is an edge of that kind."""
    _, dashes, usual = EDGES[kind]
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    ink, wide = colour or STYLES[kind][1], width or usual
    return f'fill="none" stroke="{ink}" stroke-width="{wide:g}"{dashed}'


def radii(sizes: ArrayLike | None, points: NDArray[np.float64]) -> Any:
    """(labels,) pixels: areas grow with sizes, and shrink towards the rim as the disk does."""
    crowd = np.clip(np.sqrt(_CROWD / max(len(points), 1)), 0.35, 1.0)
    shrink = np.maximum(0.62, np.sqrt(np.maximum(0, 1 - np.square(points).sum(axis=1))))
    if sizes is None:
        return 5 * crowd * shrink
    share = np.asarray(sizes) / max(float(np.max(sizes, initial=0)), 1e-9)
    return crowd * (3.5 + 6 * np.sqrt(share)) * shrink


def mark(x: float, y: float, radius: float, group: int) -> str:
    """A label of a branch; the colours begin again with another shape, and grey is of none."""
    colour = category(group)
    form = max(group, 0) // len(CATEGORICAL) % len(_CORNERS)
    if not _CORNERS[form]:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'
    angles = np.pi * (_TURNS[form] + 2 * np.arange(_CORNERS[form]) / _CORNERS[form])
    corners = 1.3 * radius * np.stack([np.cos(angles), -np.sin(angles)], axis=1) + [x, y]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{points}" fill="{colour}"/>'


def square(x: float, y: float, half: float, colour: str) -> str:
    """A word."""
    at = f'x="{x - half:.1f}" y="{y - half:.1f}"'
    return f'<rect {at} width="{2 * half:g}" height="{2 * half:g}" fill="{colour}"/>'
