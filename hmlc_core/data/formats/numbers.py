"""Documents that are vectors and have no labels, to be given some: an `.npz` as `document_vectors`
reads it, a table of numbers, or lines of numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import hmlc_core.data.formats.cells as cells
from hmlc_core.data.corpus import Document
from hmlc_core.data.formats.columns import NAMES
from hmlc_core.data.formats.document_vectors import read_vectors
from hmlc_core.data.formats.rows import SUFFIXES, named_like_table, rows_of
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, at, shorten
from hmlc_core.shipped import program
from hmlc_core.wording import counted

VECTOR = "vector"
"""The field of a JSON line that holds a list of numbers."""

LARGEST = float(np.finfo(np.float32).max)

_ENCODE = f"Encode texts first: `{program()} encode`, with the model of the run's corpus."


def read_numbers(path: Path, width: int) -> Iterator[Document]:
    """The vectors of `width` numbers in a file, one after another; one without an id is called by
    its line's number.

    In a table every column but `id` is a coordinate, in their order; JSON lines may have a list
    `vector` instead.

    Raises `DataError` for another file, and with the line for the first row that is no such vector.
    """
    if not there(path) or not path.is_file():
        raise DataError("there is no such file", where=str(path))
    if path.suffix.lower() == ".npz":
        yield from _of_archive(path, width)
        return
    if not named_like_table(path.name):
        raise DataError(
            "not a file of vectors",
            where=str(path),
            expected=f"a file ending in .npz, {', '.join(SUFFIXES)}, or - for standard input",
            received=path.suffix or "no ending",
        )
    problems, any_row = Problems(), False
    for row in rows_of(path, problems):
        problems.raise_first(path)
        if not any_row and all(_number(name) is not None for name in row.cells):
            raise DataError(
                "the first line has numbers, where names of columns should stand",
                where=str(path),
                expected="a first line such as id,x1,x2",
                received=shorten(", ".join(row.cells)),
            )
        any_row = True
        yield _of_row(row.cells, row.line, at(path.name, row.line), width)
    problems.raise_first(path)
    if not any_row:
        raise DataError(
            "there are no vectors in the file",
            where=str(path),
            expected="a line with names of columns, and below it a vector a line",
        )


def lines_as_vectors(lines: Iterable[bytes], width: int) -> Iterator[Document]:
    """A vector of `width` numbers a line, with spaces between them, called by the line's number.

    Raises `DataError` for the first line that is none, and where there is no line at all."""
    number = 0
    for number, line in enumerate(lines, start=1):
        where = f"standard input, line {number}"
        found = line.decode("utf-8", "backslashreplace").split()
        yield _document(str(number), found, where, width)
    if not number:
        raise DataError("there is no vector", where="standard input")


def _of_archive(path: Path, width: int) -> Iterator[Document]:
    problems = Problems()
    found = read_vectors(path, problems)
    problems.raise_first()
    assert found is not None, "neither vectors nor an error"
    if found.vectors.shape[1] != width:
        raise _other_length(str(path), width, found.vectors.shape[1])
    for name, vector in zip(found.ids, found.vectors, strict=True):
        yield Document(name, "", (), vector)


def _of_row(row: dict[str, Any], line: int, where: str, width: int) -> Document:
    named = next((name for name in row if name.lower() in NAMES["id"]), None)
    value = None if named is None else row[named]
    name = "" if cells.missing(value) else str(value).strip()
    numbers = row.get(VECTOR)
    if not isinstance(numbers, list):
        numbers = [cell for column, cell in row.items() if column != named]
    return _document(name or str(line), numbers, where, width)


def _document(name: str, numbers: Sequence[object], where: str, width: int) -> Document:
    found = [_number(each) for each in numbers]
    for value, number in zip(numbers, found, strict=True):
        if number is None:
            raise DataError(
                "not a vector: the run reads vectors, not texts",
                where=where,
                expected=counted(width, "finite number"),
                received=shorten(repr(value)),
                remedy=_ENCODE,
            )
    if len(found) != width:
        raise _other_length(where, width, len(found))
    return Document(name, "", (), np.array(found, dtype=np.float32))


def _number(value: object) -> float | None:
    """The finite number that a cell or a JSON value is, as far as float32 holds it."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) and abs(number) <= LARGEST else None


def _other_length(where: str, width: int, found: int) -> DataError:
    return DataError(
        "the vectors are of another length than those that the run has learned from",
        where=where,
        expected=counted(width, "number"),
        received=f"{found:,}",
        remedy="Encode with the model and the pooling of the run's corpus.",
    )
