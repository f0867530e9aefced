"""Labels as columns of noughts and ones, one a label (one-hot)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import hmlc_core.data.formats.cells as cells
from hmlc_core.data.formats.rows import Row
from hmlc_core.data.problems import Problems

_REMARK = re.compile(r"(?:is|has|was|should|example|flag)[ _].+|.+[ _]flag", re.IGNORECASE)
_SPELLED = {"0": False, "1": True, "0.0": False, "1.0": True, "false": False, "true": True}


def mark_columns(rows: Sequence[Row]) -> tuple[str, ...]:
    """Columns in which every row that has a value holds 0 or 1; none if no column has a 1.

    A label that no document of the file has is one, too.
    """
    left = dict.fromkeys(name for row in rows for name in row.cells)
    held, ones = set[str](), set[str]()
    for row in rows:
        for name, value in row.cells.items():
            if name not in left or cells.missing(value):
                continue
            mark = _mark(value)
            if mark is None:
                del left[name]
            else:
                held.add(name)
                if mark:
                    ones.add(name)
        if not left:
            break
    if ones.isdisjoint(left):
        return ()
    return tuple(name for name in left if name and name in held)


def remarks(columns: Sequence[str]) -> list[str]:
    """Those of some columns that are called like a remark on a document, not like a label."""
    return [name for name in columns if _REMARK.fullmatch(name)]


def marked(row: Row, columns: Sequence[str], problems: Problems) -> tuple[str, ...]:
    """The labels whose columns hold 1; a value that is missing is none."""
    if any(cells.missing(row.cells.get(name)) for name in columns):
        problems.tally("a column of 0 and 1 is empty, which is read as 0", row.file, row.line)
    return tuple(name for name in columns if _mark(row.cells.get(name)))


def _mark(value: object) -> bool | None:
    """What a cell says, or None where it is neither 0 nor 1."""
    if isinstance(value, (str, int, float)):
        return _SPELLED.get(str(value).strip().lower())
    return None
