"""Comments in tables of edges, and labels that look like one."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.formats.quotes import in_marks
from hmlc_core.errors import shorten

COMMENT = "#"
"""A line of a table that begins so is a comment, see `edges`."""

_TABLES = (".csv", ".tsv")


def how_to_write(label: str, path: Path) -> str:
    """A sentence on a label that would make a comment of a line of the table; empty for others."""
    if not (label.startswith(COMMENT) and path.name.removesuffix(".gz").endswith(_TABLES)):
        return ""
    return (
        f"Where it stands first on a line of {path.name}, that line is a comment: write it in "
        f"quotes, {shorten(in_marks(label))}."
    )
