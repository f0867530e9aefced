"""A reader of labelled lines: `sport, tennis ||| The court was wet.`, one document a line.

The file's name ends in `.labelled.txt`. It has no splits; a tenth becomes the test split.
"""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

title = "a .labelled.txt file of lines LABELS ||| TEXT"
folders = False

ENDING = ".labelled.txt"


def recognises(path: Path) -> bool:
    """Whether `path` is named like a file of labelled lines."""
    return belongs(path.name) and path.is_file()


def belongs(name: str) -> bool:
    """Whether a file of this name is of this format."""
    return name.endswith(ENDING)


def summary(path: Path) -> Summary:
    """Nothing: documents are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the file, with the edges of the `hierarchy` file if one is given."""
    records = []
    for number, line in lines(path, problems):
        labels, bars, text = line.partition("|||")
        if not bars:
            problems.error(
                "not a labelled line",
                path,
                number,
                expected="labels with commas between them, |||, and a text",
                found=shorten(repr(line)),
            )
            continue
        names = tuple(name for part in labels.split(",") if (name := part.strip()))
        records.append(Record(f"line {number}", text.strip(), names, path, number))
    given = Hierarchy(hierarchy or path, read_edges(hierarchy, problems) if hierarchy else None)
    name = path.name.removesuffix(ENDING)
    return assemble(name, name, {"train": records}, given, problems)
