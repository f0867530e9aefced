"""Columns: which column of a table plays which part."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hmlc_core.data.formats.direction import edge_columns
from hmlc_core.data.formats.json_objects import first_object
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.formats.marks import remarks
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

NAMES = {
    "id": ("id",),
    "text": ("text", "content", "document", "abstract", "comment_text"),
    "labels": ("labels", "label"),
    "split": ("split",),
}
_LEVEL = re.compile(r"(?:l(?:evel)?|cat(?:egory)?)[ _-]?(\d{1,6})", re.IGNORECASE)
_NO_NAMES = (
    "If the first line is a document, put one with the names of columns above it, such as "
    "text,labels. "
)
_LEVELS = ("domain", "area")
"""Columns of levels that Web of Science names otherwise."""


@dataclass(frozen=True)
class Columns:
    """Names of the columns that play each part; empty when there is none.

    marks: columns of noughts and ones, one a label.
    """

    text: str
    labels: str
    levels: tuple[str, ...]
    id: str
    split: str
    marks: tuple[str, ...] = ()


def names_columns(path: Path) -> bool:
    """Whether the first line of a file names a column of documents."""
    head = next(raw_lines(path, Problems()), "")
    return any(names_column(cell.strip(" \"'\r\n")) for cell in re.split(r"[,;|\t]", head))


def names_column(name: str) -> bool:
    """Whether a column of documents may be called so."""
    known = {name for part in ("text", "labels", "split") for name in NAMES[part]}
    return name.lower() in known or _LEVEL.fullmatch(name) is not None


def holds_documents(path: Path) -> bool:
    """Whether the first JSON object of a file has a text and labels, by the names of columns."""
    first = {name.lower(): value for name, value in first_object(path).items()}
    labels = not first.keys().isdisjoint(NAMES["labels"]) or any(map(_LEVEL.fullmatch, first))
    # In a table of columns (`columnar`) all of them are objects.
    kind = dict if all(isinstance(column, dict) for column in first.values()) else str
    return labels and any(isinstance(first.get(name), kind) for name in NAMES["text"])


def find_columns(
    path: Path,
    names: Sequence[str],
    line: int,
    layout: Layout,
    problems: Problems,
    marks: Sequence[str] = (),
) -> Columns | None:
    """The columns, those that the layout names and others by their usual names in any case, or
    None after reporting which are missing.

    line: where the names stand. marks: columns that hold noughts and ones only, which are labels
    where no other column names them.
    """
    lower = {name.lower(): name for name in reversed(names)}
    named = _several(layout.labels, lower, marks)
    chosen = {"text": one_form(layout.text), "labels": "" if named else one_form(layout.labels)}
    usual = {
        part: [lower[name] for name in known if name in lower] for part, known in NAMES.items()
    }
    part = {
        part: lower.get(chosen.get(part, "").lower(), "") or next(iter(usual[part]), "")
        for part in NAMES
    }
    own = {part["text"], part["labels"]} - {""}
    for role in ("id", "split"):  # a column that is named for something else is that alone
        part[role] = "" if part[role] in own else part[role]
    unknown = [name for name in chosen.values() if name and name.lower() not in lower]
    ranks = {name: int(match[1]) for name in names if (match := _LEVEL.fullmatch(name))}
    levels = tuple(sorted(ranks, key=ranks.__getitem__))
    if not levels and all(name in lower for name in _LEVELS):
        levels = tuple(lower[name] for name in _LEVELS)
    marks = [name for name in marks if name not in (*part.values(), *levels)]
    if named:
        part["labels"], levels, marks = "", (), named
    elif part["labels"] or levels or len(marks) < 2:
        marks = []
    missing = [] if part["text"] else ["text"]
    if not (part["labels"] or levels or marks):
        missing += ["labels (or level1, level2, …, or several columns of 0 and 1)"]
    if missing or unknown:
        problems.error(
            "there is no such column" if unknown else "a column is missing",
            path,
            line,
            expected=" and ".join(map(shorten, unknown or missing)),
            found=", ".join(map(shorten, names[:20])),
            remedy=("" if unknown or levels or marks or any(usual.values()) else _NO_NAMES)
            + "Rename the column that holds it, or name it with --text-column or --labels-column."
            + _of_edges(names),
        )
        return None
    if part["text"] in ([part["labels"]] if part["labels"] else levels):
        problems.error(
            "one column for texts and for labels",
            path,
            line,
            expected="two columns",
            found=f"{shorten(part['text'])} for both, of {_some(names)}",
            remedy="Name the other one with --text-column or --labels-column.",
        )
        return None
    told = {"", *part.values(), *levels, *marks}
    for role in ("text", "labels"):
        if others := [name for name in usual[role] if name != part[role]]:
            problems.note(f"{part[role]} is used, {', '.join(others)} is not", path)
            told |= set(others)
    if unread := [name for name in names if name not in told]:
        problems.note(f"columns that are not used: {_some(unread)}", path)
    if not named and (odd := remarks(marks)):
        problems.note(
            f"{_some(odd)}: columns of 0 and 1 that are read as labels, although their names are "
            "those of remarks; to leave some out, name the columns of labels with commas between "
            f"them, --labels-column {','.join(name for name in marks if name not in odd)!r}",
            path,
        )
    if part["labels"] and levels:
        problems.note(f"{part['labels']} is used, {', '.join(levels)} are not", path)
        told |= set(levels)
        levels = ()
    if part["labels"]:
        held = f"labels in {part['labels']!r}"
    elif levels:
        held = f"a path in {', '.join(levels)}"
    else:
        held = f"labels where {len(marks):,} columns hold 1: {_some(marks)}"
    problems.assume(f"Texts of {path.name} stand in the column {part['text']!r}, {held}.")
    return Columns(levels=levels, marks=tuple(marks), **part)


def _several(said: str, lower: Mapping[str, str], marks: Collection[str]) -> list[str]:
    """The columns of noughts and ones that are named with commas between them; else none."""
    found = [lower.get(name.strip().lower(), "") for name in said.split(",")]
    several = len(found) > 1 and said.lower() not in lower
    return found if several and all(name in marks for name in found) else []


def _of_edges(names: Sequence[str]) -> str:
    """What to do if the table has edges and not documents, where its columns are called so."""
    if (pair := edge_columns(names)) is None:
        return ""
    return f" If it holds edges, leave two columns in it, {' and '.join(map(shorten, pair))}."


def _some(names: Sequence[str]) -> str:
    return ", ".join(map(shorten, names[:10])) + (", …" if len(names) > 10 else "")
