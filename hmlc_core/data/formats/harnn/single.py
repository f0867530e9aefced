"""A single `.json` file of JSON lines, from which test documents are set aside."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.harnn.reading import read_files
from hmlc_core.data.formats.harnn.rows import speaks
from hmlc_core.data.formats.json_objects import first_object
from hmlc_core.data.formats.records import Hierarchy
from hmlc_core.data.problems import Problems

title = "a .json file (HARNN)"
folders = False


def belongs(name: str) -> bool:
    """Whether a file of this name may be of the format."""
    return name.lower().endswith((".json", ".json.gz"))


def recognises(path: Path) -> bool:
    """Whether `path` is named like a file of the format and its first object has its tokens."""
    return belongs(path.name) and path.is_file() and speaks(first_object(path))


def summary(path: Path) -> Summary:
    """Nothing: lines are only counted by reading them."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the file, with the edges of the `hierarchy` file if one is given."""
    given = Hierarchy(hierarchy or path, *(read_labels(hierarchy, problems) if hierarchy else ()))
    name = stem(path.name)
    return read_files(name, name, {"train": path}, given, problems)
