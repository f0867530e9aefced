"""Rows of a table, CSV, TSV or JSON, compressed or not, with the lines where they stand."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from hmlc_core.data import limits
from hmlc_core.data.formats.columnar import table_in
from hmlc_core.data.formats.json_objects import objects
from hmlc_core.data.formats.names import one_form, trimmed, written
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten
from hmlc_core.wording import counted

# The csv module's limit for a cell is one for the whole process, and at 128 KB too small for
# long documents; a line's limit holds here anyway.
csv.field_size_limit(limits.LINE)

SUFFIXES = tuple(f".{kind}{end}" for kind in ("csv", "tsv", "jsonl", "json") for end in ("", ".gz"))


class Row(NamedTuple):
    """A row, where it stands, and its cells by column name."""

    file: Path
    line: int
    cells: dict[str, Any]


_MARKS = ",;\t|"
_EXAMPLE = '{"text": …, "labels": […]}'
_QUOTED = re.compile(r'"[^"]*"')
EXCEL = re.compile(r'"?sep=([^"\s]|\t)"?\s*', re.IGNORECASE)
"""The line with which Excel announces the separator."""


def named_like_table(name: str) -> bool:
    """Whether a file of this name is a table."""
    return name.lower().endswith(SUFFIXES)


def holds_json(path: Path) -> bool:
    """Whether the rows are JSON objects."""
    return path.name.lower().endswith((".jsonl", ".jsonl.gz", ".json", ".json.gz"))


def rows_of(
    path: Path, problems: Problems, columns: Sequence[str] = (), *, mark: str = ""
) -> Iterator[Row]:
    """The rows below the column names; what is wrong with one is reported.

    columns: names for the columns of a table that has no line with them.
    mark: the sign between cells; empty: found out.
    """
    if holds_json(path) and (table := table_in(path)) is not None:
        problems.assume(f"{path.name} is one JSON object that holds a table.")
        problems.count_items(path)
        yield from _named(enumerate(table, 1), path, problems)
    elif holds_json(path):
        yield from _named(objects(path, problems, _EXAMPLE), path, problems)
    else:
        yield from _csv_rows(path, problems, list(columns) or None, mark)


def _named(
    objects: Iterable[tuple[int, dict[str, Any]]], path: Path, problems: Problems
) -> Iterator[Row]:
    """The rows that objects are, the names of their fields in one form."""
    plain = set[str]()
    for line, cells in objects:
        if not cells.keys() <= plain:
            names = _forms(cells, path, line, problems)
            if (twice := repeated(names)) is not None:
                problems.error("a column is there twice", path, line, found=repr(shorten(twice)))
            plain |= set(names) & cells.keys()
            cells = dict(zip(names, cells.values()))
        yield Row(path, line, cells)


def _forms(given: Iterable[str], path: Path, line: int, problems: Problems) -> list[str]:
    """Names of columns in one form; the first that is written otherwise is told."""
    pairs = [(name, one_form(name)) for name in given]
    if changed := [pair for pair in pairs if pair[0] != pair[1]]:
        name, form = changed[0]
        problems.tally(
            "the name of a column has blanks or characters that nobody sees, or another Unicode "
            f"form: {written(name)} is read as {shorten(repr(form))}",
            path,
            line,
        )
    return [form for _, form in pairs]


def _csv_rows(path: Path, problems: Problems, names: list[str] | None, given: str) -> Iterator[Row]:
    stream = raw_lines(path, problems)
    head, skipped = next(stream, ""), 0
    if announced := EXCEL.fullmatch(head):
        head, skipped = next(stream, ""), 1
    mark = given or (announced[1] if announced else _mark(path, head))
    if not given and (announced or (mark in head and not _is_tsv(path))):
        said = "as its first line says" if announced else "as the line of column names suggests"
        problems.assume(f"Cells of {path.name} are separated by {mark!r}, {said}.")
    reader = csv.reader(chain([head], stream), delimiter=mark, strict=True)
    ghosts = 0
    while True:
        line = reader.line_num + 1 + skipped
        try:
            cells = next(reader, None)
        except csv.Error as error:
            problems.repeated_error(
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
            names = _forms(map(trimmed, cells), path, line, problems)
            width = len(names)
            while names and not names[-1]:
                names.pop()
            if ghosts := width - len(names):
                what = f"{counted(ghosts, 'column')} at the end without a name: left out"
                problems.note(what, path, line)
            if len(names) > limits.COLUMNS:
                too_many_columns(path, line, len(names), problems)
                return
            if (twice := repeated(names)) is not None:
                problems.error("a column is there twice", path, line, found=repr(shorten(twice)))
            continue
        if ghosts and len(cells) == len(names) + ghosts:
            if any(cell.strip() for cell in cells[len(names) :]):
                problems.repeated_error(
                    "a cell stands below no column name",
                    path,
                    line,
                    found=shorten(" ".join(cells[len(names) :]).strip()),
                    remedy=f"Put cells that hold {mark!r} in quotes, or name the column.",
                )
                continue
            cells = cells[: len(names)]
        if len(cells) != len(names):
            problems.repeated_error(
                "the row has the wrong number of cells",
                path,
                line,
                expected=f"{len(names)}, as in the line of column names",
                found=str(len(cells)),
                remedy=f"Put cells that hold {mark!r} in quotes.",
            )
        else:
            yield Row(path, line, dict(zip(names, cells)))


def cut(line: str, mark: str) -> tuple[str, ...]:
    """The cells of one line of a CSV; none where a quote is not closed."""
    if '"' not in line and "\r" not in line:
        return tuple(cell.lstrip(" ") for cell in line.split(mark))
    try:
        return tuple(next(csv.reader([line], delimiter=mark, strict=True, skipinitialspace=True)))
    except (csv.Error, StopIteration):
        return ()


def too_many_columns(path: Path, line: int, count: int, problems: Problems) -> None:
    """Report a table that is too wide."""
    problems.error(
        "the table has too many columns",
        path,
        line,
        expected=f"at most {limits.COLUMNS:,}",
        found=f"{count:,}",
    )


def _mark(path: Path, head: str) -> str:
    """The separator of cells: a tab in a `.tsv`, else the mark most frequent in the first line."""
    if _is_tsv(path):
        return "\t"
    return max(_MARKS, key=_QUOTED.sub("", head).count)


def _is_tsv(path: Path) -> bool:
    return ".tsv" in path.name.lower()
