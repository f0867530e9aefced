"""What stands below the still picture: kinds of edges, branches, words, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hmlc_core.errors import shorten, visible
from hmlc_core.notebook.svg_names import wide, write
from hmlc_core.notebook.svg_style import EDGES, mark, square, stroke
from hmlc_core.plotting.theme import Look
from hmlc_core.wording import counted

LINE, SWATCH, GAP = 20, 34, 14
"""Pixels: of a line, of a line's or mark's sample, and between two entries."""

MOST_BRANCHES, LONGEST = 12, 24
"""Branches listed, and letters of each."""


def legend(header: Any, side: int, without: int, look: Look) -> tuple[list[str], int]:
    """Its parts, and the height of the whole picture with it. without: labels without a name."""
    parts, x, y = [], 8.0, float(side + LINE)
    for sample, width, text in _entries(header, without, look):
        needed = width + wide(text) + GAP
        if x > 8 and x + needed > side:
            x, y = 8.0, y + LINE
        parts.append(sample.format(x=x, y=y, end=x + width - 6, middle=x + width / 2 - 3))
        parts.append(write(text, x + width, y, look.text, look.page))
        x += needed
    return parts, round(y + LINE)


def _entries(header: Any, without: int, look: Look) -> Iterator[tuple[str, int, str]]:
    """A sample that takes its place, its width, and what it is."""
    line = '<line x1="{{x:.1f}}" y1="{{y:.1f}}" x2="{{end:.1f}}" y2="{{y:.1f}}" {}/>'
    for kind, (title, _, _) in EDGES.items():
        if pairs := header["edges"].get(kind):
            yield line.format(stroke(kind)), SWATCH, f"{title} ({len(pairs):,})"
    moved = '<g transform="translate({{middle:.1f}} {{y:.1f}})">{}</g>'
    branches = header["groupNames"]
    for group, name in enumerate(branches[:MOST_BRANCHES]):
        yield moved.format(mark(0, 0, 5, group)), 18, visible(shorten(name, LONGEST))
    if more := len(branches[MOST_BRANCHES:]):
        yield "", 0, f"and {counted(more, 'more branch', 'more branches')}"
    if words := len(header["wordNames"]):
        yield moved.format(square(0, 0, 2, look.muted)), 18, f"words ({words:,})"
    if without:
        yield "", 0, f"no room for the names of {counted(without, 'label')}"
