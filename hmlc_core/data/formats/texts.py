"""Documents without labels, to be given some: a table with `text` (in JSON lines also `tokens`),
perhaps `id`, or lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import hmlc_core.data.formats.cells as cells
from hmlc_core.data.corpus import Document
from hmlc_core.data.formats.columns import NAMES
from hmlc_core.data.formats.fields import token_text, wrong_type
from hmlc_core.data.formats.json_objects import is_list
from hmlc_core.data.formats.rows import SUFFIXES, Row, holds_json, named_like_table, rows_of
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten


def read_texts(path: Path, *, column: str = "", mark: str = "") -> Iterator[Document]:
    """The documents of a table, one after another; an id that is missing is the line's number, or
    the item's in a JSON list.

    column: the name of the column that holds texts, in any case; empty: one of the usual names.
    mark: the sign between cells; empty: found out.

    Raises `DataError` for a file that is no table, and `InvalidData` with the line at the first
    row that cannot be read; the documents before it have been given by then.
    """
    if not named_like_table(path.name):
        raise DataError(
            "not a table of documents",
            where=str(path),
            expected=f"a file ending in {', '.join(SUFFIXES)}, or - for standard input",
            received=path.suffix or "no ending",
        )
    if not there(path) or not path.is_file():
        raise DataError("there is no such file", where=str(path))
    problems, any_row = Problems(), False
    listed = holds_json(path) and is_list(path)
    for item, row in enumerate(rows_of(path, problems, mark=mark), 1):
        problems.raise_first(path)
        any_row = True
        yield _document(path, row, str(item if listed else row.line), column, problems)
    problems.raise_first(path)
    if not any_row:
        raise DataError("there are no documents in the file", where=str(path))


def lines_as_documents(lines: Iterable[bytes]) -> Iterator[Document]:
    """A document a line, called by the line's number; raises `DataError` for what is not UTF-8,
    with the line, and where there is no line at all."""
    number = 0
    for number, line in enumerate(lines, start=1):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise DataError(
                "not UTF-8 text",
                where=f"standard input, line {number}",
                expected="UTF-8",
                received=f"byte 0x{line[error.start]:02x} at position {error.start + 1}",
            ) from None
        yield Document(id=str(number), text=text.rstrip("\r\n"), labels=())
    if not number:
        raise DataError("there is no text", where="standard input")


def _document(path: Path, row: Row, number: str, column: str, problems: Problems) -> Document:
    """number: what the document is called where the row has no id."""
    line, held = row.line, row.cells
    names = {name.lower(): name for name in reversed(held)}
    usual = NAMES | {"text": (column.lower(),)} if column else NAMES
    part = {
        part: next((names[name] for name in usual[part] if name in names), "")
        for part in ("text", "id")
    }
    text = held[part["text"]] if part["text"] else ""
    if not part["text"] and not column and isinstance(held.get("tokens"), list):
        text = token_text("tokens", held["tokens"], path, line, problems)
    elif not part["text"]:
        problems.error(
            "there is no such column" if column else "a field is missing",
            path,
            line,
            expected=shorten(column) or "text",
            found=", ".join(map(shorten, list(held)[:20])) or "no field",
            remedy="Name the column that holds texts with --text-column.",
        )
    elif cells.missing(text):
        text = ""
    elif not isinstance(text, str):
        wrong_type(part["text"], text, "a text", path, line, problems)
    problems.raise_first(path)
    value = held.get(part["id"])
    name = "" if cells.missing(value) else str(value).strip()
    return Document(id=name or number, text=str(text), labels=())
