"""The hierarchy beside bags of words: `cat_hier.txt` of the LSHTC challenges, pairs of numbers."""

from __future__ import annotations

import re
from pathlib import Path

import hmlc_core.data.formats.hierarchy as hierarchy
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.trees.bounded import first_lines
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

HIERARCHIES = (*hierarchy.HIERARCHIES, "cat_hier.txt", "cat_hier.txt.gz")
"""Names under which a folder may hold it."""

_PAIR = re.compile(r"\s*(\d{1,18}) +(\d{1,18})\s*")


def read_hierarchy(path: Path, problems: Problems) -> tuple[Edges, dict[str, str]]:
    """The edges of numbers with a blank between them, the parent first, or of any edge file, and
    what a person reads for labels."""
    if not any(map(_PAIR.fullmatch, first_lines(path, 1))):
        return read_labels(path, problems)
    problems.assume(f"Lines of {path.name} are a parent and a child with a blank between them.")
    found = EdgeList(path, problems)
    for number, line in lines(path, problems):
        if (match := _PAIR.fullmatch(line)) is not None:
            found.add(match[1], match[2], number)
        else:
            expected = "two whole numbers with a blank between them: parent, child"
            problems.error("not an edge", path, number, expected=expected, found=shorten(line))
    return found.finished(), {}
