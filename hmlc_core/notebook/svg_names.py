"""Names in the still picture: as many as find room, the most general labels first."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import shorten, visible
from hmlc_core.notebook.svg_style import RING
from hmlc_core.plotting.theme import Look

TYPE = 12
"""Pixels of type."""

WIDTH = 0.55
"""Of a letter, as a share of its height; about."""

LONGEST, TRIED, FEW_WORDS = 40, 400, 80
"""Letters of a name; names that are tried; words up to which all are named."""

AIR = 3
"""Pixels between a mark and its name."""

Floats = NDArray[np.float64]

_SIDES = ((1, 0), (-1, 0), (0, -1), (0, 1), (0.7, -0.7), (-0.7, -0.7), (0.7, 0.7), (-0.7, 0.7))
"""Where a name may stand beside its mark: right, left, above, below, askew."""


def wide(text: str) -> float:
    """Pixels of a text, about."""
    return WIDTH * TYPE * len(text)


def write(text: str, x: float, y: float, colour: str, halo: str) -> str:
    """A text that begins at x, its middle at height y, on a halo that lines end at."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" dominant-baseline="central" font-size="{TYPE}" '
        f'fill="{colour}" stroke="{halo}" stroke-width="3" stroke-linejoin="round" '
        f'paint-order="stroke">{html.escape(text)}</text>'
    )


def names(
    header: Any,
    place: Floats,
    radius: Floats,
    words: Floats,
    side: int,
    chosen: Sequence[int],
    look: Look,
) -> tuple[list[str], int]:
    """Texts on no other text and on no mark, and how many labels found no room for theirs.

    place: (labels, 2) in pixels. chosen: labels that go first.
    """
    there = np.isfinite(place).all(axis=1)
    middle, half = place[there], radius[there, None]
    taken, parts, unnamed = [*np.hstack([middle - half, middle + half])], [], int(there.sum())
    for is_label, name, (x, y), gap in _candidates(header, place, radius, words, chosen):
        box = _free(name, x, y, gap, taken, side)
        if box is None:
            continue
        taken.append(box)
        unnamed -= is_label
        colour = look.text if is_label else look.muted
        parts.append(write(name, box[0], (box[1] + box[3]) / 2, colour, look.page))
    return parts, unnamed


def _candidates(
    header: Any, place: Floats, radius: Floats, words: Floats, chosen: Sequence[int]
) -> Iterator[tuple[bool, str, Floats, float]]:
    """Whether it is a label, its name, where it is, and what its mark takes; in order."""
    levels = header["levels"] or [0] * len(place)
    sizes = header["sizes"] or [0] * len(place)
    order = sorted(range(len(place)), key=lambda n: (n not in chosen, levels[n], -sizes[n]))
    for row in order[:TRIED]:
        if np.isfinite(place[row]).all():
            gap = radius[row] + (RING if row in chosen else 0)
            yield True, _short(header["names"][row]), place[row], gap
    if len(words) <= FEW_WORDS:
        for name, where in zip(header["wordNames"], words):
            if np.isfinite(where).all():
                yield False, _short(name), where, 2.0


def _short(name: str) -> str:
    return visible(shorten(name, LONGEST))


def _free(name: str, x: float, y: float, gap: float, taken: Sequence[Floats], side: int) -> Any:
    """The first box [left, top, right, bottom] beside (x, y) that meets none of the others."""
    width, others = wide(name), np.array(taken)
    for right, down in _SIDES:
        left = x + right * (gap + AIR) - width * (1 - np.sign(right)) / 2
        middle = y + down * (gap + AIR) + np.sign(down) * TYPE / 2
        box = np.array([left, middle - TYPE / 2, left + width, middle + TYPE / 2])
        apart = (box[:2] >= others[:, 2:]) | (box[2:] <= others[:, :2])
        if (box >= 0).all() and (box <= side).all() and apart.any(axis=1).all():
            return box
    return None
