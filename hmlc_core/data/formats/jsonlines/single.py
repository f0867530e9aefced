"""A single `.json` or `.jsonl` file of one dialect, from which test documents are set aside."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.jsonlines.dialect import Dialect, dialect_of, documents
from hmlc_core.data.formats.jsonlines.folder import records_of
from hmlc_core.data.formats.nearest import Need, ending
from hmlc_core.data.formats.records import Hierarchy
from hmlc_core.data.problems import Problems

_SUFFIXES = (".json", ".json.gz", ".jsonl", ".jsonl.gz")


class FileReader:
    """Reads single files whose documents speak one dialect."""

    folders = False

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.title = f"a .json or .jsonl file ({dialect.title})"
        self.needs = (
            ending(".json", ".jsonl"),
            Need(f"{dialect.example} on each line", lambda path: dialect_of(path) == dialect),
        )

    def belongs(self, name: str) -> bool:
        return name.lower().endswith(_SUFFIXES)

    def recognises(self, path: Path) -> bool:
        return self.belongs(path.name) and path.is_file() and dialect_of(path) == self.dialect

    def summary(self, path: Path) -> Summary:
        return Summary()

    def read(self, path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
        given = Hierarchy(
            hierarchy or path, *(read_labels(hierarchy, problems) if hierarchy else ())
        )
        found = {"train": list(documents(path, "line", self.dialect, problems))}
        known = given.edges is not None
        records, edges = records_of(found, {"train": path}, problems, known=known)
        given.edges = edges if given.edges is None else given.edges
        name = stem(path.name)
        return assemble(name, name, records, given, problems)
