"""A folder with a table for each split: `train.csv`, `validation.csv`, `test.csv`, or with a name
before: `DBPEDIA_train.csv`; or of JSON objects, `train.json`. All are read as one table, whose
columns are those of `table`.

Optional are `hierarchy.tsv`, `label_names.tsv`, and a file that names labels which documents give
as numbers (`numbered`): `classes.txt`. With such a file tables may lack a line of column names: the
label comes first then, and the other cells are the text.
"""

from __future__ import annotations

import re
from pathlib import Path

import hmlc_core.data.formats.folder as own
import hmlc_core.data.formats.hidden as hidden
import hmlc_core.data.formats.numbered as numbered
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.columns import holds_documents, names_columns
from hmlc_core.data.formats.edges import read_labels
from hmlc_core.data.formats.given_hierarchy import own_hierarchy
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.formats.rows import Row, cut, rows_of
from hmlc_core.data.formats.split_files import by_split, matches, pattern
from hmlc_core.data.formats.stats import STATS
from hmlc_core.data.formats.stats import summary as summary
from hmlc_core.data.formats.tabular import read_rows
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems

title = "a folder with train.csv"
folders = True
needs = (
    file_named("a table", r".+\.(?:csv|tsv)(?:\.gz)?"),
    file_named("train.csv with the columns text and labels", r"(?:.+[._-])?train.*\.(?:csv|tsv).*"),
)

_CELLS = pattern(r"\.(?:csv|tsv)(?:\.gz)?")
_OBJECTS = pattern(r"\.jsonl?(?:\.gz)?")


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of the format."""
    patterns = (_CELLS, _OBJECTS, numbered.FILES)
    return name in (*LABEL_FILES, STATS) or any(each.fullmatch(name) for each in patterns)


def recognises(path: Path) -> bool:
    """Whether `path` is a folder with a table for training; JSON has a text and labels, and is
    none of released code."""
    if any(match["train"] for match in matches(path, _CELLS)):
        return True
    train = [path / match[0] for match in matches(path, _OBJECTS) if match["train"]]
    return any(map(holds_documents, train)) and not any(
        reader.recognises(path) for reader in (own, hidden)
    )


def documents(path: Path) -> list[Path]:
    """The tables of a folder, one for each split."""
    kind = _CELLS if any(matches(path, _CELLS)) else _OBJECTS
    return [path / match[0] for match in matches(path, kind)]


def read(
    path: Path, problems: Problems, hierarchy: Path | None = None, layout: Layout = FOUND_OUT
) -> Corpus | None:
    """The corpus in the folder; None after reporting what is wrong.

    hierarchy: an edge file for a folder that holds none.
    """
    expected = "train.csv with the columns text and labels"
    kind = _CELLS if any(matches(path, _CELLS)) else _OBJECTS
    files = {
        split: path / match[0]
        for split, match in by_split(path, kind, problems, expected=expected).items()
    }
    if not files:
        return None
    names = layout.names or _names(path, files, problems)
    rows = [row for file in files.values() for row in _rows(file, names, problems)]
    given = own.read_hierarchy(path, problems)
    if hierarchy is not None and given.edges is not None:
        own_hierarchy(hierarchy, problems)
    elif hierarchy is not None:
        edges, texts = read_labels(hierarchy, problems, child_first=layout.child_first)
        given = Hierarchy(hierarchy, edges, given.texts | texts)
    if given.edges is None:
        given.path = next(iter(files.values()))
    records = _records(files, rows, given, layout, problems) if rows else None
    if records is None:
        return None
    if names is not None:
        asked = layout.names is not None
        records = numbered.named(records, given, names, problems, asked=asked)
    return assemble(path.name, path.name, records, given, problems)


def _names(path: Path, files: dict[str, Path], problems: Problems) -> Path | None:
    """The file that names labels; a second one is noted."""
    found = [match[0] for match in matches(path, numbered.FILES)]
    named = [name for name in found if path / name not in files.values()]
    for name in named[1:]:
        problems.note(f"not used; labels have the names of {named[0]}", path / name)
    return path / named[0] if named else None


def _rows(file: Path, names: Path | None, problems: Problems) -> list[Row]:
    """The rows of a table; where it has no line of column names, the label and the text."""
    cells = _first_cells(file)
    if names is None or names_columns(file) or len(cells) < 2 or not re.fullmatch(r"\d+", cells[0]):
        rows = list(rows_of(file, problems))
    else:
        parts = [f"text {number}" for number in range(1, len(cells))]
        rows = [
            Row(row.file, row.line, {"label": row.cells["label"], "text": _joined(row, parts)})
            for row in rows_of(file, problems, ["label", *parts])
        ]
        problems.assume(
            f"{file.name} has no column names: the first cell is the label, the others the text."
        )
    if not rows and not problems.errors:
        problems.error("there are no rows", file, 1)
    return rows


def _first_cells(file: Path) -> list[str]:
    """The cells of the first line; none where it is no line of a table."""
    head = next(raw_lines(file, Problems()), "").rstrip("\r\n")
    return list(cut(head, "\t" if "\t" in head else ","))


def _joined(row: Row, parts: list[str]) -> str:
    return " ".join(filter(None, (str(row.cells[part]).strip() for part in parts)))


def _records(
    files: dict[str, Path], rows: list[Row], given: Hierarchy, layout: Layout, problems: Problems
) -> dict[str, list[Record]] | None:
    """The records of each file; those without an id are called by split and row."""
    test = [file for split, file in files.items() if split == "test"]
    filed = read_rows(rows, given, layout, problems, unlabelled=test)
    if filed is None:
        return None
    if any(item.split for item in filed):
        problems.note("the column split is not used, because each split has a file", rows[0].file)
    records: dict[str, list[Record]] = {split: [] for split in files}
    splits = {file: split for split, file in files.items()}
    for item in filed:
        records[splits[item.record.file]].append(item.record)
    return records
