"""Widths of a table's columns by what stands in them.

A table that is drawn while runs go on keeps the widths that it began with, when its cells said
nothing yet; so they are given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

CHARACTER, MARGIN = 7, 26
"""Pixels, with some to spare: of a character, and beside the text of a cell."""


def widths(columns: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Title of a column -> pixels that its title and its texts need."""
    return {
        title: round(CHARACTER * max(map(len, [title, *texts])) + MARGIN)
        for title, texts in columns.items()
    }
