"""Tables that people export: CSV, TSV or JSON lines with a text and its labels on each row.

Columns are found by name, in any order and case: `text`; `labels` (a list, or names separated
by `|`, `;` or `,`) or a path in `level1`, `level2`, …; and, if there, `id` and `split`.
"""

from __future__ import annotations

import ast
import csv
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.assemble import TEST_SHARE, assemble
from hmlc_core.data.formats.base import Summary, stem
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.fields import is_text_list, parse_object, wrong_type
from hmlc_core.data.formats.paths import path_labels
from hmlc_core.data.formats.records import Hierarchy, Record
from hmlc_core.data.lines import LONGEST_LINE, lines, raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.data.splits import lowest_hashes
from hmlc_core.errors import shorten

# The csv module's limit for a cell is one for the whole process, and at 128 KB too small for
# long documents; a line's limit holds here anyway.
csv.field_size_limit(LONGEST_LINE)

title = "a .csv, .tsv or .jsonl table"
folders = False

SUFFIXES = (".csv", ".tsv", ".jsonl", ".jsonl.gz")
NAMES = {
    "id": ("id",),
    "text": ("text", "content", "document"),
    "labels": ("labels", "label"),
    "split": ("split",),
}
_EXAMPLE = '{"text": …, "labels": […]}'
_LEVEL = re.compile(r"l(?:evel)?[ _-]?(\d+)", re.IGNORECASE)
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

Row = tuple[int, dict[str, Any]]
"""Line number, and the cells by column name."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns that play each part; empty when there is none."""

    text: str
    labels: str
    levels: tuple[str, ...]
    id: str
    split: str


def recognises(path: Path) -> bool:
    """Whether `path` is named like a table."""
    return belongs(path.name) and path.is_file()


def belongs(name: str) -> bool:
    """Whether a file of this name is a table."""
    return name.lower().endswith(SUFFIXES)


def summary(path: Path) -> Summary:
    """Nothing: a table's rows are only counted by reading it."""
    return Summary()


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the table, with the edges of the `hierarchy` file if one is given.

    Without a `split` column, 80 % of the documents are for training and 10 % each for
    development and test, chosen by their ids and not by their order.
    """
    rows = list(rows_of(path, problems))
    if not rows and not problems.errors:
        problems.error("there are no rows below the column names", path, 1)
    columns = _columns(path, rows, problems) if rows else None
    if columns is None:
        return None
    for line, row in rows:
        _check_row(path, line, row, columns, problems)
    given = Hierarchy(hierarchy or path)
    if hierarchy is not None:
        given.edges = read_edges(hierarchy, problems)
    if columns.labels:
        labels = _label_lists(path, rows, columns.labels, problems)
    else:
        levels = [[_cell(row, name) for name in columns.levels] for _, row in rows]
        labels, edges = path_labels(path, [line for line, _ in rows], levels, problems)
        given.edges = edges if given.edges is None else given.edges
    records = [
        Record(
            _cell(row, columns.id) or f"row {number}", _cell(row, columns.text), found, path, line
        )
        for number, ((line, row), found) in enumerate(zip(rows, labels), 1)
    ]
    if columns.split:
        splits = [_named_split(path, line, row, columns.split, problems) for line, row in rows]
    else:
        splits = _chosen_splits(records)
    name = stem(path.name)
    grouped = {
        split: [record for record, own in zip(records, splits) if own == split]
        for split in ("train", "dev", "test")
    }
    return assemble(name, name, grouped, given, problems)


def rows_of(path: Path, problems: Problems) -> Iterator[Row]:
    """The rows below the column names; what is wrong with one is reported."""
    if ".jsonl" in path.name.lower():
        for line, text in lines(path, problems):
            if (value := parse_object(text, path, line, problems, _EXAMPLE)) is not None:
                yield line, value
    else:
        yield from _csv_rows(path, problems)


def _csv_rows(path: Path, problems: Problems) -> Iterator[Row]:
    stream = raw_lines(path, problems)
    head = next(stream, "")
    mark = "\t" if path.suffix.lower() == ".tsv" else max(",;\t", key=head.count)
    reader = csv.reader(_chain(head, stream), delimiter=mark, strict=True)
    names: list[str] | None = None
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.error(
                "not a valid row",
                path,
                line,
                found=shorten(error),
                remedy='Put cells that hold quotes in quotes, and double the quotes inside: "".',
            )
            continue
        if cells is None:
            return
        if not any(cell.strip() for cell in cells):
            continue
        if names is None:
            names = [cell.strip() for cell in cells]
            if len(set(names)) < len(names):
                twice = next(name for name in names if names.count(name) > 1)
                problems.error("a column is there twice", path, line, found=repr(shorten(twice)))
        elif len(cells) != len(names):
            problems.error(
                "the row has the wrong number of cells",
                path,
                line,
                expected=f"{len(names)}, as in the first line",
                found=str(len(cells)),
                remedy=f"Put cells that hold {mark!r} in quotes.",
            )
        else:
            yield line, dict(zip(names, cells))


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def names_columns(path: Path) -> bool:
    """Whether the first line of a file names a column as tables of documents do."""
    head = next(raw_lines(path, Problems()), "")
    cells = [cell.strip(" \"'\r\n").lower() for cell in re.split(r"[,;|\t]", head)]
    known = {name for names in NAMES.values() for name in names if name != "id"}
    return any(cell in known or _LEVEL.fullmatch(cell) for cell in cells)


def _columns(path: Path, rows: Sequence[Row], problems: Problems) -> Columns | None:
    found = list(dict.fromkeys(name for _, row in rows for name in row))
    lower = {name.lower(): name for name in reversed(found)}
    part = {
        part: next((lower[name] for name in names if name in lower), "")
        for part, names in NAMES.items()
    }
    ranks = {name: int(match[1]) for name in found if (match := _LEVEL.fullmatch(name))}
    levels = tuple(sorted(ranks, key=ranks.__getitem__))
    missing = [] if part["text"] else ["text"]
    missing += [] if part["labels"] or levels else ["labels (or level1, level2, …)"]
    if missing:
        problems.error(
            "a column is missing",
            path,
            rows[0][0] if ".jsonl" in path.name.lower() else 1,
            expected=" and ".join(missing),
            found=", ".join(map(shorten, found[:20])),
            remedy="Rename the column that holds it.",
        )
        return None
    if part["labels"] and levels:
        problems.note(f"{part['labels']} is used, {', '.join(levels)} are not", path)
    return Columns(levels=levels, **part)


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
    elif not isinstance(row[columns.text], str):
        wrong_type(columns.text, row[columns.text], "a text", path, line, problems)


def _cell(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return "" if value is None else str(value).strip()


def _label_lists(
    path: Path, rows: Sequence[Row], column: str, problems: Problems
) -> list[tuple[str, ...]]:
    """Labels of each row; one separator is used for the whole column."""
    cells = [_as_list(row.get(column)) for _, row in rows]
    texts = [cell for cell in cells if isinstance(cell, str)]
    mark = next((mark for mark in "|;" if any(mark in text for text in texts)), ",")
    labels: list[tuple[str, ...]] = []
    for (line, _), cell in zip(rows, cells):
        if isinstance(cell, str):
            labels.append(tuple(name for part in cell.split(mark) if (name := part.strip())))
        elif is_text_list(cell):
            labels.append(tuple(cell))
        else:
            labels.append(())
            expected = "a list of texts, or names separated by | or ; or ,"
            wrong_type(column, cell, expected, path, line, problems)
    return labels


def _as_list(cell: Any) -> Any:
    """A cell that spells a list, in JSON or as Python prints it, as that list."""
    if cell is None:
        return ""
    if isinstance(cell, str) and cell.strip().startswith("["):
        for parse in (json.loads, ast.literal_eval):
            try:
                return parse(cell.strip())
            except (ValueError, SyntaxError, RecursionError, MemoryError):
                continue
    return cell


def _named_split(
    path: Path, line: int, row: dict[str, Any], column: str, problems: Problems
) -> str:
    name = _cell(row, column)
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
