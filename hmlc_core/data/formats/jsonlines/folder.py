"""A folder with a file of one dialect for each split: `rcv1_train.json`, `rcv1_val.json`,
`rcv1_test.json`, or without a name; only the first must be there. A taxonomy (`rcv1.taxonomy`) and
a list of labels (`rcv1_labels.txt`) are optional; without them paths make the hierarchy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.folder import read_hierarchy
from hmlc_core.data.formats.hidden import LABELS, Files, companion, hierarchy_of
from hmlc_core.data.formats.hierarchy import LABEL_FILES, Edges
from hmlc_core.data.formats.jsonlines.dialect import Dialect, Document, dialect_of, documents
from hmlc_core.data.formats.paths import path_labels
from hmlc_core.data.formats.records import Record, in_one_form
from hmlc_core.data.formats.split_files import by_split, matches, pattern
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as stats_summary
from hmlc_core.data.formats.taxonomy import FILES as TAXONOMIES
from hmlc_core.data.problems import Problems

_DOCUMENTS = pattern(r"\.jsonl?(?:\.gz)?")


class FolderReader:
    """Reads folders whose documents speak one dialect."""

    folders = True

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.title = f"a folder with train.json ({dialect.title})"

    def belongs(self, name: str) -> bool:
        patterns = (_DOCUMENTS, LABELS, TAXONOMIES)
        known = name in (*LABEL_FILES, STATS)
        return known or any(pattern.fullmatch(name) for pattern in patterns)

    def recognises(self, path: Path) -> bool:
        return dialect_of(*(path / match[0] for match in matches(path, _DOCUMENTS))) == self.dialect

    def summary(self, path: Path) -> Summary:
        return stats_summary(path)

    def read(self, path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
        files = self._files(path, problems)
        if files is None:
            return None
        found = {
            split: list(documents(file, split, self.dialect, problems))
            for split, file in files.documents.items()
        }
        own = read_hierarchy(path, problems)
        known = bool(files.taxonomy or files.labels or own.edges)
        records, edges = records_of(found, files.documents, problems, known=known)
        if files.taxonomy or (files.labels and own.edges is None):
            plain = in_one_form(records, problems)
            own = hierarchy_of(files, plain, problems)
        elif own.edges is None:
            own.path, own.edges = files.documents["train"], edges
        return assemble(path.name, path.name, records, own, problems)

    def _files(self, path: Path, problems: Problems) -> Files | None:
        """Which file plays which part, or None after reporting what is missing or there twice."""
        expected = f"train.json with {self.dialect.example} on each line"
        chosen = by_split(path, _DOCUMENTS, problems, expected=expected)
        if not chosen:
            return None
        name = chosen["train"]["name"] or ""
        labels = companion(path, LABELS, name, problems)
        taxonomy = companion(path, TAXONOMIES, name, problems)
        ordered = {split: path / match[0] for split, match in chosen.items()}
        return None if problems.errors else Files(ordered, labels, taxonomy)


def records_of(
    found: Mapping[str, list[Document]],
    files: Mapping[str, Path],
    problems: Problems,
    *,
    known: bool,
) -> tuple[dict[str, list[Record]], Edges | None]:
    """The records of each split, and the edges of their paths; None where no label is a path.

    known: a file has the hierarchy, whose names are those on the paths.
    """
    each = [
        (files[split], item.line, label)
        for split, items in found.items()
        for item in items
        for label in item.labels
    ]
    edges: Edges | None = None
    paths = [(label,) if isinstance(label, str) else label for _, _, label in each]
    named: list[tuple[str, ...]] = list(paths)
    if not known and any(len(path) > 1 for path in paths):
        named, edges = path_labels([(file, line) for file, line, _ in each], paths, problems)
    names = iter(named)
    records = {
        split: [
            Record(
                item.id,
                item.text,
                tuple(dict.fromkeys(name for _ in item.labels for name in next(names))),
                files[split],
                item.line,
                item.tokens,
            )
            for item in items
        ]
        for split, items in found.items()
    }
    return records, edges
