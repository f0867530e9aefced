"""One file of bags: `.svm`, `.libsvm`, or a `.txt` that begins like one. It has no splits."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.records import Hierarchy
from hmlc_core.data.formats.trees.bounded import plain_name
from hmlc_core.data.formats.xmc.hierarchy import read_hierarchy
from hmlc_core.data.formats.xmc.rows import looks_sparse, records_of, rows_of
from hmlc_core.data.problems import Problems

title = "a .svm, .libsvm or .txt file of sparse features"
folders = False

NAMED = (".svm", ".libsvm", ".svmlight")
_ENDINGS = (*NAMED, ".txt")


def recognises(path: Path) -> bool:
    """Whether `path` is named like such a file, and a `.txt` begins like one."""
    if not belongs(path.name) or not path.is_file():
        return False
    return plain_name(path).endswith(NAMED) or looks_sparse(path)


def belongs(name: str) -> bool:
    """Whether a file of this name may be of this format."""
    return plain_name(Path(name)).endswith(_ENDINGS)


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the file, with the edges of the `hierarchy` file if one is given."""
    rows = list(rows_of(path, problems))
    given = Hierarchy(hierarchy or path)
    if hierarchy is not None:
        given.edges, given.texts = read_hierarchy(hierarchy, problems)
    records = records_of({"train": (path, rows)}, problems)
    name = stem(path.name)
    return assemble(name, name, records, given, problems, bags=True)
