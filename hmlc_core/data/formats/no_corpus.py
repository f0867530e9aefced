"""Files and folders that are something, and no corpus: lists of names, vectors, hierarchies. What
they are, and what to do with them."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

from hmlc_core.data.formats.edges import holds_edges
from hmlc_core.data.formats.joints import joint
from hmlc_core.data.formats.trees.documents import are_texts
from hmlc_core.data.formats.unread import Unread, renaming
from hmlc_core.data.formats.vectors import holds_vectors, is_metadata
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_SAMPLE = 100
_FILES = 20
"""Files of a folder that are looked at."""

_COMMAS = re.compile(r"\S+(?:\s+-?\d*,\d+(?:[eE][-+]?\d+)?){2,}")
_LONGEST = 60
"""Characters of a name on a line, at most; longer ones make no list of labels."""

_ABOUT = re.compile(r"\.|readme|licen[cs]e|.*\.md", re.IGNORECASE)
"""Names of files that tell about the others."""


def of_lines(path: Path) -> Unread | None:
    """What a text file holds that has no documents; None where that cannot be told."""
    name = path.name.lower().removesuffix(".gz")
    if not name.endswith((".txt", ".vec")) or renaming(path):
        return None
    rows = [text.strip() for _, text in islice(lines(path, Problems()), _SAMPLE)]
    if not rows or any("\t" in row or row.startswith("__label__") for row in rows):
        return None
    if all(map(_COMMAS.fullmatch, rows)):
        return Unread(
            "a list of vectors with commas in their numbers",
            "Write numbers with points, 0.5 and not 0,5.",
        )
    names = all(len(row) <= _LONGEST for row in rows) and not are_texts(rows)
    if names and not all(map(joint, rows)):
        return Unread(
            f"a list of names such as {shorten(repr(rows[0]), 40)}",
            "If documents give their labels as numbers, bring it beside them (--names), or put it "
            "into their folder.",
        )
    return None


def of_folder(path: Path) -> tuple[str, str] | None:
    """What is in a folder of vectors and hierarchies alone, and what to do; None for others."""
    if not path.is_dir():
        return None
    files = [item for item in islice(sorted(path.iterdir()), _FILES) if not _ABOUT.match(item.name)]
    vectors = [file for file in files if holds_vectors(file)]
    edges = [file for file in files if file not in vectors and holds_edges(file)]
    if not (vectors or edges) or any(
        file not in (*vectors, *edges) and not is_metadata(file) for file in files
    ):
        return None
    found = [f"vectors in {shorten(file.name)}" for file in vectors]
    found += [f"a hierarchy in {shorten(file.name)}" for file in edges]
    alone = shorten((vectors or edges)[0].name)
    remedy = f"Name the file itself, {alone}, to look at it alone" + (
        "." if vectors else ", or add documents, such as train.jsonl."
    )
    return " and ".join(found), remedy
