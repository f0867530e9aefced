"""A table in one JSON object: what pandas' `to_json()` writes unless it is told to write records,
and columns as a dict of lists, as libraries of data sets have them.

- {"text": {"0": …, "1": …}, "labels": {"0": …, "1": …}}, or a list for each column
- {"0": {"text": …, "labels": …}, "1": {…}}
- {"columns": […], "data": [[…], …]}, and {"schema": {…}, "data": [{…}, …]}
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.json_values import DECODER
from hmlc_core.data.formats.trees.documents import TEXTS
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems


def table_in(path: Path) -> list[dict[str, Any]] | None:
    """The rows of a file that is one such object; None for any other file."""
    texts = list[str]()
    for _, text in lines(path, Problems()):
        texts.append(text)
        begins = texts[0].lstrip().startswith("{")
        if not begins or (len(texts) == 2 and texts[0].rstrip().endswith("}")):
            return None  # a list, or an object a line
    try:
        return rows_in(DECODER.decode("\n".join(texts)))
    except (ValueError, RecursionError):
        return None


def rows_in(value: object) -> list[dict[str, Any]] | None:
    """The rows of a table in one object, cells by the names of columns; None where it is none."""
    if not isinstance(value, dict):
        return None
    columns, data = value.get("columns"), value.get("data")
    if isinstance(data, list) and isinstance(columns, list) and all(map(_is_name, columns)):
        whole = all(isinstance(row, list) and len(row) == len(columns) for row in data)
        return [dict(zip(columns, row)) for row in data] if whole else None
    if isinstance(data, list) and isinstance(value.get("schema"), dict):
        return _objects(data)
    names = {name.lower() for name in value}
    if len(value) > 1 and not names.isdisjoint(TEXTS):
        return _by_column(value)
    return _objects(value.values()) if value and all(map(str.isdecimal, value)) else None


def _by_column(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of columns that all have the same ones, by name or by number."""
    held = list(value.values())
    if all(isinstance(column, dict) for column in held):
        rows = held[0].keys()
        if any(column.keys() != rows for column in held):
            return None
        return [{name: column[row] for name, column in value.items()} for row in rows]
    if any(not isinstance(column, list) or len(column) != len(held[0]) for column in held):
        return None
    rows_of_lists = [dict(zip(value, row)) for row in zip(*held)]
    return rows_of_lists if len(rows_of_lists) > 1 else None  # one may be a document of lists


def _objects(rows: Collection[Any]) -> list[dict[str, Any]] | None:
    """The rows, where each is an object and one has a text."""
    if not all(isinstance(row, dict) for row in rows):
        return None
    names = {name.lower() for row in rows for name in row}
    return list(rows) if not names.isdisjoint(TEXTS) else None


def _is_name(value: object) -> bool:
    return isinstance(value, str)
