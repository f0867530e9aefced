"""What separates labels in the cells of one file: found by what recurs, and said.

Parts of a cell are labels when they occur in other cells, too: `finance,loans` beside `finance`.
A comma inside a name is known by the opposite: the same cell again and again, its parts never
elsewhere: `Loans, cards and overdrafts`. One separator serves a whole file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html.entities import html5

from hmlc_core.data.formats.level_marks import LIKELY, SURE, path
from hmlc_core.data.formats.names import trimmed
from hmlc_core.errors import shorten
from hmlc_core.wording import counted

MARKS = ("|", ";", ",")
"""Separators that are looked for, the surest first."""

NONE = "none"
"""What is said for "a cell is one label"."""

_OTHERS = (
    *("#", *SURE, *LIKELY, "->", "=>", "&", "+", "~", "^", " - ", ": ", "»"),
    *("，", "、", "；", "،", "؛", " "),
)
_JOINING = ("and ", "or ", "& ")
_NUMBERS = re.compile(r"\d+(?: +\d+)*")
_ENTITY = re.compile(r"&(#\d+|#[xX][0-9a-fA-F]+|[A-Za-z]\w*);")
_KEPT = "\0"
"""In place of the semicolon of an entity, while a cell is divided."""


@dataclass(frozen=True)
class Separator:
    """mark: what separates labels, empty where a cell is one label.

    said: a sentence on it.
    """

    mark: str
    said: str


@dataclass(frozen=True)
class _Use:
    """How cells use a mark: how many hold it, and of the different ones among these, how many
    share a part with another cell, and how many speak against it: they recur and share none, or
    read on after it with "and" or "or"."""

    cells: int = 0
    shared: int = 0
    alone: int = 0


def divide(cell: str, mark: str) -> tuple[str, ...]:
    """The labels of a plain cell, without plain blanks around them and without empty ones.

    The semicolon that ends an HTML entity (`R&amp;D`) separates nothing.
    """
    if mark == ";" and "&" in cell:
        parts = [part.replace(_KEPT, ";") for part in _ENTITY.sub(_keep, cell).split(mark)]
    else:
        parts = cell.split(mark) if mark else [cell]
    return tuple(filter(None, map(trimmed, parts)))


def _keep(match: re.Match[str]) -> str:
    """An entity with its semicolon hidden; what is only written like one, as it is."""
    known = match[1].startswith("#") or f"{match[1]};" in html5
    return match[0][:-1] + _KEPT if known else match[0]


def detect(cells: Mapping[str, int], *, single: bool) -> Separator:
    """The separator of a file.

    cells: plain cells that are not empty -> how often each occurs.
    single: the column is called for one label, so that a comma needs proof.
    """
    total = sum(cells.values())
    if cells and all(map(_NUMBERS.fullmatch, cells)) and any(" " in cell for cell in cells):
        mark = " "
    else:
        uses = {mark: _use(cells, mark) for mark in MARKS}
        mark = _chosen(uses, single)
    if not mark:
        return Separator("", "A cell is one label.")
    holding = sum(count for cell, count in cells.items() if len(divide(cell, mark)) > 1)
    said = f"Labels in a cell are separated by {mark!r}, which {holding:,} of {total:,} cells hold."
    return Separator(mark, said)


def doubts(
    cells: Mapping[str, int], mark: str, marks: Sequence[str] = (*MARKS, *_OTHERS), but: str = ""
) -> tuple[str, ...]:
    """Sentences on those of some marks that stay inside labels although they might separate some.

    mark: what does separate them. but: what is known to separate their levels.
    """
    names: Counter[str] = Counter()
    for cell, count in cells.items():
        for part in divide(cell, mark):
            names[part] += count
    return tuple(_doubts(names, [other for other in marks if other not in (mark, but)]))


def _doubts(names: Mapping[str, int], marks: Sequence[str]) -> Iterator[str]:
    for other in marks:
        use = _use(names, other)
        usual = other in (*MARKS, *SURE) and use.cells
        if not usual and not use.shared and not _all_paths(names, other):
            continue
        if other == "." and not _all_paths(names, other):
            continue
        if other == ">" and not any(len(path(name, other)) > 1 for name in names):
            continue
        if other == " " and not _all_parts_alone(names):
            continue
        example = next(name for name in names if len(divide(name, other)) > 1)
        yield (
            f"{other!r} stands in {counted(use.cells, 'label cell')}, such as "
            f"{shorten(example, 60)!r}, and is read as a part of the name; if it separates labels, "
            f"say --sep {other!r}, if levels of one label, --path-separator {other!r}"
        )


def _all_parts_alone(names: Mapping[str, int]) -> bool:
    """Whether some name consists of nothing but other names, with blanks between."""
    return any(
        len(parts := name.split()) > 1 and all(part in names for part in parts) for name in names
    )


def _all_paths(names: Mapping[str, int], mark: str) -> bool:
    """Whether every name could be a path with this mark between its levels."""
    levels = mark in LIKELY and len(names) > 1
    return levels and all(len(path(name, mark)) > 1 for name in names)


def _chosen(uses: Mapping[str, _Use], single: bool) -> str:
    proved = [mark for mark, use in uses.items() if use.shared > use.alone]
    if proved:
        return max(proved, key=lambda mark: uses[mark].shared)
    for mark, use in uses.items():
        if use.cells and not use.alone and not (single and mark == ","):
            return mark
    return ""


def _use(cells: Mapping[str, int], mark: str) -> _Use:
    divided = {
        cell: parts for cell in cells if mark in cell and len(parts := _parts(cell, mark)) > 1
    }
    if not divided:
        return _Use()
    holders: Counter[str] = Counter()
    for cell in cells:
        holders.update(set(divided.get(cell) or _parts(cell, mark)))
    read_on = {cell for cell, parts in divided.items() if parts[-1].startswith(_JOINING)}
    shared = {
        cell for cell, parts in divided.items() if any(holders[part] > 1 for part in parts)
    } - read_on
    alone = {cell for cell in divided.keys() - shared if cells[cell] > 1 or cell in read_on}
    return _Use(sum(cells[cell] for cell in divided), len(shared), len(alone))


def _parts(cell: str, mark: str) -> tuple[str, ...]:
    """The labels of a cell as they compare, whatever blanks are around them."""
    return tuple(map(str.strip, divide(cell, mark)))
