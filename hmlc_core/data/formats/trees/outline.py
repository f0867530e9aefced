"""An outline: a label a line, its children below it, each farther in by tabs or blanks.

Sport
    Tennis
    Football
Arts

Keys of YAML, which end in a colon, are no labels, nor are lines of prose.
"""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.names import trimmed
from hmlc_core.data.formats.trees.bounded import first_lines, plain_name, whole_text
from hmlc_core.data.formats.trees.places import DEEPEST, MOST, Place, place_edges
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_SAMPLE, _LONGEST_NAME = 1_000, 200
_LINE = re.compile(r"([ \t]*)(?:[-*+•][ \t]+)?(.*)")
"""Indentation, perhaps a bullet, and a name."""

_WORDS = 8
"""Words of a line from which on it reads as prose."""
_SENTENCE = re.compile(r"\S+\s+\S+\s+\S.*[.!?,;…][\"'”’)]*")


def matches(path: Path) -> bool:
    """Whether a `.txt` file begins at the margin and goes in, with no tab inside a line."""
    if not plain_name(path).endswith(".txt") or not path.is_file():
        return False
    rows = [line for line in first_lines(path, _SAMPLE) if line.strip()]
    return (
        bool(rows)
        and not rows[0][0].isspace()
        and any(row[0].isspace() for row in rows)
        and all("\t" not in row.strip() and len(row) <= _LONGEST_NAME for row in rows)
    )


def read(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges; a name that stands in several places is called by its path in each."""
    text = whole_text(path, problems)
    if text is None:
        return {}, {}
    if (flaw := _flaw(text)) is not None:
        number, what, remedy = flaw
        problems.error(
            f"not an outline: {what}",
            path,
            number,
            expected="a label a line, children farther in than their parent",
            found=shorten(repr(text.split("\n")[number - 1])),
            remedy=remedy,
        )
        return {}, {}
    problems.assume(f"{path.name} is an outline: labels farther in are below the one above them.")
    above: list[tuple[str, str]] = []  # (indentation, name) of the line's ancestors
    below: dict[Place, str] = {}  # the indentation of a label's children
    places: list[Place] = []
    lines: list[int] = []
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.match(line)
        if match is None or not match[2].strip():
            continue
        indent, name = match[1], trimmed(match[2])
        while above and len(above[-1][0]) >= len(indent):
            above.pop()
        place = (*(label for _, label in above), name)
        # Tabs and blanks cannot be compared: children stand in the same column, in the same signs.
        column = below.setdefault(place[:-1], indent if above else "")
        if indent != column or not indent.startswith(above[-1][0] if above else ""):
            problems.error(
                "the indentation fits no line above",
                path,
                number,
                expected="that of a line above, or that and more, in the same tabs and blanks",
                found=shorten(repr(line)),
            )
            continue
        above.append((indent, name))
        if len(above) > DEEPEST or len(places) == MOST:
            expected = f"at most {DEEPEST} levels and {MOST:,} labels"
            problems.error("the outline is too large", path, number, expected=expected)
            break
        places.append(place)
        lines.append(number)
    return place_edges(path, lines, places, problems), {}


def _flaw(text: str) -> tuple[int, str, str] | None:
    """(line, what, remedy) of a text that is indented and no outline."""
    rows = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    rows = [(number, row) for number, row in rows if row]
    if keys := [number for number, row in rows if row.endswith(":")]:
        return keys[0], "lines end in a colon, as keys of YAML do", "Leave the colons out."
    prose = [
        number for number, row in rows if len(row.split()) >= _WORDS or _SENTENCE.fullmatch(row)
    ]
    if 2 * len(prose) >= len(rows) > 0:
        what = f"{len(prose):,} of {len(rows):,} lines read as prose"
        return (
            prose[0],
            what,
            "If it is one, shorten the names, or write edges: parent, tab, child.",
        )
    return None
