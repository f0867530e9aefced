"""Tables that people export: CSV, TSV or JSON lines with a text and its labels on each row.

Columns are found by name, in any order and case, or named by a `Layout`: `text`; `labels` (`cells`
has their grammar) or a path in `level1`, `level2`, …; and, if there, `id` and `split`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from hmlc_core.data import limits
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import cells, label_cells
from hmlc_core.data.formats.assemble import TEST_SHARE, assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.columns import Columns, find_columns
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.fields import wrong_type
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.paths import path_labels
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.formats.rows import (
    Row,
    holds_json,
    named_like_table,
    rows_of,
    too_many_columns,
)
from hmlc_core.data.problems import Problems
from hmlc_core.data.splits import lowest_hashes
from hmlc_core.errors import shorten

title = "a .csv, .tsv or .jsonl table"
folders = False

_SPLITS = {
    "train": "train",
    "training": "train",
    "dev": "dev",
    "valid": "dev",
    "val": "dev",
    "validation": "dev",
    "test": "test",
    "testing": "test",
}


def recognises(path: Path) -> bool:
    """Whether `path` is named like a table."""
    return belongs(path.name) and path.is_file()


def belongs(name: str) -> bool:
    """Whether a file of this name is a table."""
    return named_like_table(name)


def summary(path: Path) -> Summary:
    """Nothing: a table's rows are only counted by reading it."""
    return Summary()


def read(
    path: Path, problems: Problems, hierarchy: Path | None = None, layout: Layout = FOUND_OUT
) -> Corpus | None:
    """The corpus in the table, with the edges of the `hierarchy` file if one is given.

    Without a `split` column, 80 % of the documents are for training and 10 % each for
    development and test, chosen by their ids and not by their order.
    """
    rows = list(rows_of(path, problems))
    if not rows and not problems.errors:
        problems.error("there are no rows below the column names", path, 1)
    columns = _columns(path, rows, layout, problems) if rows else None
    if columns is None:
        return None
    for line, row in rows:
        _check_row(path, line, row, columns, problems)
    given = Hierarchy(hierarchy or path)
    if hierarchy is not None:
        given.edges = read_edges(hierarchy, problems, child_first=layout.child_first)
    labels, edges = _labels(path, rows, columns, layout, problems)
    given.edges = edges if given.edges is None else given.edges
    names = label_cells.names(path, rows, columns.id, problems)
    records = [
        Record(name or f"row {number}", _text(row, columns.text), found, path, line)
        for number, ((line, row), name, found) in enumerate(zip(rows, names, labels), 1)
    ]
    if columns.split:
        splits = [_named_split(path, line, row, columns.split, problems) for line, row in rows]
    else:
        splits = _chosen_splits(records)
        problems.assume(
            "There is no column split: a tenth of the documents is for development and a tenth "
            "for the test, chosen by their ids."
        )
    corpus = stem(path.name)
    grouped = {
        split: [record for record, own in zip(records, splits) if own == split]
        for split in ("train", "dev", "test")
    }
    return assemble(corpus, corpus, grouped, given, problems)


def _columns(path: Path, rows: Sequence[Row], layout: Layout, problems: Problems) -> Columns | None:
    names = list(dict.fromkeys(name for _, row in rows for name in row))
    line = rows[0][0] if holds_json(path) else 1
    if len(names) > limits.COLUMNS:
        too_many_columns(path, line, len(names), problems)
        return None
    return find_columns(path, names, line, layout, problems)


def _check_row(
    path: Path, line: int, row: dict[str, Any], columns: Columns, problems: Problems
) -> None:
    if missing := [name for name in (columns.text, columns.labels) if name and name not in row]:
        problems.error(
            "a field is missing",
            path,
            line,
            expected=" and ".join(missing),
            found=", ".join(map(shorten, list(row)[:8])) or "no field",
        )
    elif cells.missing(row[columns.text]):
        problems.tally("the text is missing; the document is read as empty", path, line)
    elif not isinstance(row[columns.text], str):
        wrong_type(columns.text, row[columns.text], "a text", path, line, problems)


def _text(row: dict[str, Any], column: str) -> str:
    value = row.get(column)
    return "" if cells.missing(value) else str(value).strip()


def _labels(
    path: Path, rows: Sequence[Row], columns: Columns, layout: Layout, problems: Problems
) -> tuple[list[tuple[str, ...]], Edges | None]:
    """The labels of each row, and their edges where they are paths."""
    lines = [line for line, _ in rows]
    if columns.levels and (layout.separator or layout.path_separator):
        problems.note("a separator is not used, because each level has its own column", path)
    if columns.levels:
        levels = [label_cells.names(path, rows, name, problems) for name in columns.levels]
        return path_labels(path, lines, list(zip(*levels)), problems)
    items = label_cells.lists(path, rows, columns.labels, layout, problems)
    if not any(isinstance(item, tuple) for found in items for item in found):
        return [tuple(map(str, found)) for found in items], None
    # Every path of every row in one list, as they form one tree, and back into their rows.
    paths = [(item,) if isinstance(item, str) else item for found in items for item in found]
    places = [line for line, found in zip(lines, items) for _ in found]
    found_labels, edges = path_labels(path, places, paths, problems)
    each = iter(found_labels)
    joined = [dict.fromkeys(label for _ in found for label in next(each)) for found in items]
    return list(map(tuple, joined)), edges


def _named_split(
    path: Path, line: int, row: dict[str, Any], column: str, problems: Problems
) -> str:
    name = _text(row, column)
    split = _SPLITS.get(name.lower(), "")
    if not split:
        problems.error(
            "unknown split", path, line, expected="train, dev or test", found=shorten(repr(name))
        )
    return split


def _chosen_splits(records: Sequence[Record]) -> list[str]:
    ids = [record.id for record in records]
    test, held_out = lowest_hashes(ids, TEST_SHARE), lowest_hashes(ids, 2 * TEST_SHARE)
    return ["test" if name in test else "dev" if name in held_out else "train" for name in ids]
