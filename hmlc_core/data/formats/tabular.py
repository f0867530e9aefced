"""From rows of one table, in one file or several, to records: columns, cells, paths, splits."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, islice
from pathlib import Path

import hmlc_core.data.formats.cells as cells
import hmlc_core.data.formats.label_cells as label_cells
from hmlc_core.data import limits
from hmlc_core.data.formats.columns import Columns, find_columns
from hmlc_core.data.formats.fields import wrong_type
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.longform import Filed, joined
from hmlc_core.data.formats.marks import mark_columns, marked
from hmlc_core.data.formats.paths import path_labels, unpadded
from hmlc_core.data.formats.records import Hierarchy, Record, say_unlabelled
from hmlc_core.data.formats.rows import Row, holds_json, rows_of, too_many_columns
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_SAMPLE = 100
"""Rows that tell which columns there are; of JSON not each row has all."""

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


def read_rows(
    rows: Sequence[Row],
    given: Hierarchy,
    layout: Layout,
    problems: Problems,
    *,
    unlabelled: Sequence[Path] = (),
) -> list[Filed] | None:
    """The documents of a table with the split that each names, or None after reporting that
    columns are missing.

    given: what is said of the hierarchy; where that is nothing, it takes the edges of paths.
    unlabelled: files that may do without the columns of labels; their documents then have none.
    """
    columns = _columns(rows, layout, problems)
    if columns is None:
        return None
    held = {columns.labels, *columns.levels, *columns.marks} - {""}
    bare = set(unlabelled) - {row.file for row in rows if not held.isdisjoint(row.cells)}
    for file in bare:
        say_unlabelled(file, problems)
    for row in rows:
        _check_row(row, columns, problems, labels=row.file not in bare)
    with_labels = [row for row in rows if row.file not in bare]
    known, edges = _labels(with_labels, columns, layout, problems, paths=given.edges is None)
    turn = iter(known)
    labels = [() if row.file in bare else next(turn) for row in rows]
    given.edges = edges if given.edges is None else given.edges
    names = [name.strip() for name in label_cells.names(rows, columns.id, problems)]
    filed = [
        Filed(
            Record(name or f"row {number}", _text(row, columns.text), found, row.file, row.line),
            _split(row, columns.split, problems) if columns.split else "",
        )
        for number, (row, name, found) in enumerate(zip(rows, names, labels), 1)
    ]
    return joined(filed, problems, ids=any(names))


def named_columns(*files: Path) -> tuple[str, ...]:
    """The columns of files that are one table, as far as their first rows tell."""
    rows = (islice(rows_of(file, Problems()), _SAMPLE) for file in files)
    names = dict.fromkeys(name for row in chain.from_iterable(rows) for name in row.cells)
    return tuple(names)[: limits.COLUMNS]


def _columns(rows: Sequence[Row], layout: Layout, problems: Problems) -> Columns | None:
    names = list(dict.fromkeys(name for row in rows for name in row.cells))
    first = rows[0]
    line = first.line if holds_json(first.file) else 1
    if len(names) > limits.COLUMNS:
        too_many_columns(first.file, line, len(names), problems)
        return None
    return find_columns(first.file, names, line, layout, problems, mark_columns(rows))


def _check_row(row: Row, columns: Columns, problems: Problems, *, labels: bool) -> None:
    wanted = (columns.text, columns.labels if labels else "")
    if missing := [name for name in wanted if name and name not in row.cells]:
        problems.error(
            "a field is missing",
            row.file,
            row.line,
            expected=" and ".join(missing),
            found=", ".join(map(shorten, list(row.cells)[:8])) or "no field",
        )
    elif cells.missing(row.cells[columns.text]):
        what = "the text is missing; the document is read as empty"
        problems.tally(what, row.file, row.line)
    elif not isinstance(text := row.cells[columns.text], str):
        wrong_type(columns.text, text, "a text", row.file, row.line, problems)


def _text(row: Row, column: str) -> str:
    value = row.cells.get(column)
    return "" if cells.missing(value) else str(value).strip()


def _labels(
    rows: Sequence[Row], columns: Columns, layout: Layout, problems: Problems, *, paths: bool
) -> tuple[list[tuple[str, ...]], Edges | None]:
    """The labels of each row, and their edges where they are paths.

    paths: whether they may turn out to be some; a given hierarchy has their names as they are.
    """
    places = [(row.file, row.line) for row in rows]
    if columns.marks:
        found = [marked(row, columns.marks, problems) for row in rows]
        unused = set(columns.marks).difference(*found)
        # A label that no document has is known by its column alone.
        return found, {(ROOT, name): 1 for name in columns.marks} if unused else None
    if columns.levels and (layout.separator or layout.path_separator):
        what = "a separator is not used, because each level has its own column"
        problems.note(what, rows[0].file)
    if columns.levels:
        levels = [label_cells.names(rows, name, problems) for name in columns.levels]
        return path_labels(places, unpadded(places, list(zip(*levels)), problems), problems)
    items = label_cells.lists(rows, columns.labels, layout, problems, paths=paths)
    if not any(isinstance(item, tuple) for found in items for item in found):
        return [tuple(map(str, found)) for found in items], None
    # Every path of every row in one list, as they form one tree, and back into their rows.
    whole = [(item,) if isinstance(item, str) else item for found in items for item in found]
    each = [place for place, found in zip(places, items) for _ in found]
    found_labels, edges = path_labels(each, unpadded(each, whole, problems), problems)
    turn = iter(found_labels)
    joint = [dict.fromkeys(label for _ in found for label in next(turn)) for found in items]
    return list(map(tuple, joint)), edges


def _split(row: Row, column: str, problems: Problems) -> str:
    name = _text(row, column)
    split = _SPLITS.get(name.lower(), "")
    if not split:
        problems.error(
            "unknown split",
            row.file,
            row.line,
            expected="train, dev or test",
            found=shorten(repr(name)),
        )
    return split
