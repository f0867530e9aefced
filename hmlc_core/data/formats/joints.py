"""Edges that are written otherwise than they are read: `a -> b`, `a b`."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems

SEPARATORS = (
    "Between the labels of edges are read: tabs in a .tsv; commas, semicolons, tabs or bars in a "
    ".csv."
)

_ARROW = re.compile(r"[^,;|\t]*?\S\s*(-+>|=+>|→)\s*\S[^,;|\t]*")
_BLANKS = re.compile(r"[^\s,;|]+[ ]+[^\s,;|]+")
_NO_EDGE = re.compile(r"__label__.*|version https:.*|<.*|\S+ [-+.,\d]+")
"""Lines of fastText, of Git LFS, of markup, and of vectors with one coordinate."""
_COMMA = re.compile(r"[^,;|\t{}\[\]]+,[^,;|\t{}\[\]]+")
_SAMPLE = 100
_LONGEST = 1_000
"""Characters of a line that may be an edge; where it has an arrow is not found in linear time."""


def joint(line: str) -> str:
    """What stands between the two labels of a line that looks like an edge, in words; empty where
    it does not look like one."""
    text = line.strip()
    if len(text) > _LONGEST or _NO_EDGE.fullmatch(text):
        return ""
    if arrow := _ARROW.fullmatch(text):
        return repr(arrow[1])
    return "blanks" if _BLANKS.fullmatch(text) else ""


def note_joints(path: Path, problems: Problems) -> None:
    """Note a file of which each line looks like an edge that is not read as one."""
    commas = not path.name.lower().endswith((".csv", ".csv.gz"))
    found = {
        "a comma" if commas and _COMMA.fullmatch(text) else joint(text)
        for _, text in islice(lines(path, Problems()), _SAMPLE)
    }
    if len(found) == 1 and (between := found.pop()):
        problems.note(f"looks like edges with {between} between the labels. {SEPARATORS}", path)
