"""A single file of fastText, from which test documents are set aside."""

from __future__ import annotations

import re
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.fasttext.rows import ENDING, PREFIX, begins_with_label, records
from hmlc_core.data.formats.nearest import Need, ending
from hmlc_core.data.formats.records import Hierarchy
from hmlc_core.data.problems import Problems

title = "a .txt file of lines that begin with __label__ (fastText)"
folders = False
needs = (
    ending(".txt"),
    Need(f"{PREFIX}NAME at the beginning of lines", begins_with_label),
)

_NAMES = re.compile(f".+{ENDING}", re.IGNORECASE)


def belongs(name: str) -> bool:
    """Whether a file of this name may be of the format."""
    return _NAMES.fullmatch(name) is not None


def recognises(path: Path) -> bool:
    """Whether `path` is named like a file of the format and begins with a label."""
    return belongs(path.name) and path.is_file() and begins_with_label(path)


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the file, with the edges of the `hierarchy` file if one is given."""
    given = Hierarchy(hierarchy or path, *(read_labels(hierarchy, problems) if hierarchy else ()))
    name = stem(path.name)
    return assemble(name, name, {"train": records(path, "line", problems)}, given, problems)
