"""Labels of the rows of one table: each cell by the grammar, all by one separator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import hmlc_core.data.formats.cells as cells
from hmlc_core.data.formats.cells import Item, Number
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.level_marks import find_levels, levels
from hmlc_core.data.formats.names import trimmed
from hmlc_core.data.formats.rows import Row, holds_json
from hmlc_core.data.formats.separators import NONE, Separator, detect, divide, doubts
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import counted

Parsed = str | tuple[Item, ...]
"""Plain text that a separator may divide, or the items of a list."""


def names(rows: Sequence[Row], column: str, problems: Problems) -> list[str]:
    """The one name in each row's cell of a column, empty where there is none."""
    found: list[str] = []
    for row in rows:
        try:
            found.append(cells.single(row.cells.get(column)))
        except DataError as error:
            found.append("")
            _report(error, column, row, problems)
    _say_missing(rows, column, problems)
    if column:
        _note_odd(found, column, rows[0].file, problems)
    whole = _restored([name for name in found if name], column, problems)
    return [whole.get(name, str(name)) for name in found]


def lists(
    rows: Sequence[Row], column: str, layout: Layout, problems: Problems, *, paths: bool = True
) -> list[tuple[Item, ...]]:
    """The labels in each row's cell of a column, by name or by path.

    paths: whether labels may turn out to be paths where nobody says so.
    """
    path = rows[0].file
    parsed = _parsed(rows, column, layout, problems)
    plain = Counter(cell for cell in parsed if isinstance(cell, str) and cell)
    listed = [cell for cell in parsed if not isinstance(cell, str)]
    if listed:
        are = "is a list" if len(listed) == 1 else "are lists"
        problems.assume(f"{counted(len(listed), 'cell')} of {column} {are}.")
        _check_vectors(rows, parsed, listed, problems)
    separator = _separator(plain, path, column, layout)
    if plain and layout.separator:
        _note_unmet(separator.mark, plain, f"cell of {column}", path, problems)
    if plain:
        problems.assume(separator.said)
        _check_apart(separator.mark, path, column, layout, problems)
    in_lists = Counter(item for cell in listed for item in cell if isinstance(item, str))
    found = [_items(cell, separator.mark) for cell in parsed]
    mark = _levels(found, layout, problems, paths=paths)
    if layout.path_separator:
        parts = [item for cell in found for item in cell if isinstance(item, str)]
        _note_unmet(mark, parts, f"label of {column}", path, problems)
    unsaid = () if layout.separator else doubts(plain, separator.mark, but=mark)
    for doubt in dict.fromkeys((*unsaid, *doubts(in_lists, "", marks=" "))):
        problems.note(doubt, path)
    _note_odd([item for cell in found for item in cell], column, path, problems)
    _say_missing(rows, column, problems)
    every = [item for cell in found for item in cell]
    whole = _restored([item for item in every if isinstance(item, str)], column, problems)
    proved = not layout.path_separator
    return [tuple(_path(item, mark, whole, proved=proved) for item in cell) for cell in found]


def _parsed(rows: Sequence[Row], column: str, layout: Layout, problems: Problems) -> list[Parsed]:
    """Each cell by the grammar; one that it does not know is reported."""
    whole = layout.separator == NONE
    known: dict[str, Parsed] = {}
    parsed: list[Parsed] = []
    for row in rows:
        value = row.cells.get(column)
        if isinstance(value, str) and value in known:
            parsed.append(known[value])
            continue
        try:
            if whole and isinstance(value, str):
                cell: Parsed = "" if cells.missing(value) else trimmed(value)
            else:
                cell = cells.items(value, plain_brackets="({" if layout.separator else "")
        except DataError as error:
            _report(error, column, row, problems)
            cell = ""
        else:
            if isinstance(value, str):
                known[value] = cell
        parsed.append(cell)
    return parsed


def _separator(plain: Counter[str], path: Path, column: str, layout: Layout) -> Separator:
    if layout.separator == NONE:
        return Separator("", f"A cell of {column} is one label, as you chose.")
    if layout.separator:
        mark = layout.separator
        return Separator(mark, f"Labels in a cell are separated by {mark!r}, as you chose.")
    if holds_json(path):
        return Separator("", f"A text in {column} is one label.")
    plural = column.lower().endswith("s") and not column.lower().endswith("ss")
    return detect(plain, single=not plural)


def _check_apart(mark: str, path: Path, column: str, layout: Layout, problems: Problems) -> None:
    """Refuse a separator of levels that the separator of labels leaves nothing of."""
    levels = layout.path_separator
    if not mark or levels == NONE or mark not in levels:
        return
    problems.error(
        f"labels in a cell of {shorten(column)} are cut at {mark!r}, so that none has levels",
        path,
        expected=f"another separator between labels than {levels!r}, which separates levels",
        found=f"{mark!r}, {'as is said' if layout.separator else 'as cells suggest'}",
        remedy="Say --sep none if each cell is one path, else --sep with what separates labels, or "
        "leave out --path-separator if labels have no levels.",
    )


def _levels(
    found: Sequence[tuple[Item, ...]], layout: Layout, problems: Problems, *, paths: bool
) -> str:
    """What separates the levels of names, as is said or as they prove; empty where they have none.

    Where a file has lists of lists its paths stand there, and names are names.
    """
    if layout.path_separator:
        return "" if layout.path_separator == NONE else layout.path_separator
    items = [item for cell in found for item in cell]
    if not paths or layout.separator == NONE or any(isinstance(item, tuple) for item in items):
        return ""
    found_out = find_levels(Counter(item for item in items if isinstance(item, str)))
    if found_out.mark:
        problems.assume(found_out.said)
    return found_out.mark


def _items(cell: Parsed, mark: str) -> tuple[Item, ...]:
    if not isinstance(cell, str):
        return cell
    return tuple(cells.name(part) for part in divide(cell, mark) if not cells.missing(part))


def _path(item: Item, separator: str, whole: dict[str, str], *, proved: bool) -> Item:
    """proved: the separator is one that labels prove, not one that a person says."""
    if isinstance(item, tuple):
        return item
    name = whole.get(item, str(item))
    if not separator:
        return name
    parts = name.removeprefix(separator).split(separator)
    steps = levels(name, separator) if proved else map(trimmed, parts)
    return tuple("" if cells.missing(level) else level for level in steps)


def _restored(found: Iterable[str], column: str, problems: Problems) -> dict[str, str]:
    """Whole numbers that a column of floats spells otherwise; said where there are any."""
    whole = cells.restored(found)
    if whole:
        old, new = next((old, new) for old, new in whole.items() if old != new)
        problems.assume(f"{column} holds whole numbers; {old} is read as {new}.")
    return whole


def _note_unmet(
    mark: str, texts: Iterable[str], where: str, path: Path, problems: Problems
) -> None:
    """Note a separator that a person chose and no text holds."""
    if mark and not any(mark in text for text in texts):
        problems.note(f"no {where} holds the separator {mark!r} that you chose", path)


def _note_odd(found: Iterable[Item], column: str, path: Path, problems: Problems) -> None:
    """Note names that may be no names: spellings of nothing, lists in quotes."""
    names = {name for item in found for name in ((item,) if isinstance(item, str) else item)}
    for what, odd in (
        ("may stand for a value that is missing", filter(cells.doubtful, names)),
        ("looks like a list in quotes", filter(cells.listlike, names)),
    ):
        if examples := sorted(map(str, odd)):
            shown = shorten(examples[0], 60)
            more = "" if len(examples) == 1 else f"; {len(examples):,} such names, this is one"
            problems.note(
                f"{shown!r} in {column} is read as a name, although it {what}{more}", path
            )


def _say_missing(rows: Sequence[Row], column: str, problems: Problems) -> None:
    spellings = {
        str(value).strip()
        for row in rows
        if cells.missing(value := row.cells.get(column)) and value not in (None, "")
    } - {""}
    if spellings:
        listed = ", ".join(sorted(spellings))
        problems.assume(f"{listed} in {column}: a value that is missing.")


def _check_vectors(
    rows: Sequence[Row],
    parsed: Sequence[Parsed],
    listed: Sequence[tuple[Item, ...]],
    problems: Problems,
) -> None:
    """Refuse lists of noughts and ones, one for each label, which name none."""
    length = len(listed[0])
    vectors = length > 2 and all(
        len(cell) == length
        and all(isinstance(item, Number) and float(item) in (0, 1) for item in cell)
        for cell in listed
    )
    if vectors:
        first = next(row for row, cell in zip(rows, parsed) if not isinstance(cell, str))
        problems.error(
            "lists of noughts and ones, which do not name labels",
            first.file,
            first.line,
            expected="the names or numbers of a document's labels",
            found=shorten(" ".join(map(str, listed[0]))),
            remedy="Write the labels where a one stands.",
        )


def _report(error: DataError, column: str, row: Row, problems: Problems) -> None:
    problems.error(
        f'the field "{column}" cannot be read',
        row.file,
        row.line,
        expected=error.expected,
        found=error.received,
        remedy=error.remedy,
    )
