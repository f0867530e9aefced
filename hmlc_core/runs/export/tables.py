"""Tables of an export as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from hmlc_core.spreadsheets import neutral


def table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The table; its lines end in CR LF, so that a CR in a cell is quoted, too.

    Texts are `spreadsheets.neutral`, numbers as they are.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    for row in (header, *rows):
        writer.writerow(neutral(cell) if isinstance(cell, str) else cell for cell in row)
    return buffer.getvalue()
