"""Row: a line of the format, once its fields have been found to be what they should."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from hmlc_core.data.formats.fields import has_fields, token_text, wrong_type
from hmlc_core.data.formats.json_objects import objects
from hmlc_core.data.problems import Problems
from hmlc_core.data.repeated import repeated
from hmlc_core.errors import shorten

TEXTS, GLOBAL = ("title", "abstract"), "labels"
"""Fields of tokens, which are read in this order, and that of global ids."""

LARGEST = 10_000_000
"""Ids are smaller; nothing has so many labels."""

_EXAMPLE = '{"id": …, "title": […], "abstract": […], "section": [ids], …}'


class Row(NamedTuple):
    """levels: ids of each level, from the top down. labels: global ids, or None."""

    id: str
    text: str
    levels: tuple[tuple[int, ...], ...]
    labels: tuple[int, ...] | None
    file: Path
    line: int


Line = tuple[int, dict[str, Any]]
"""Line number, and the object that stands there."""


def lines_of(file: Path, problems: Problems) -> list[Line]:
    """The JSON objects of a file; what is none is reported."""
    return list(objects(file, problems, _EXAMPLE))


def speaks(value: Mapping[str, Any]) -> bool:
    """Whether an object has tokens as the format has them."""
    return any(isinstance(value.get(name), list) for name in TEXTS)


def level_names(value: Mapping[str, Any]) -> tuple[str, ...]:
    """The levels of an object: its lists, but those of tokens and of global ids."""
    known = ("id", *TEXTS, GLOBAL)
    return tuple(
        name for name, held in value.items() if isinstance(held, list) and name not in known
    )


def row(
    file: Path, line: Line, levels: Sequence[str], problems: Problems, *, listed: bool
) -> Row | None:
    """The row on a line, or None after reporting what is wrong with it.

    listed: the levels were chosen among the fields; otherwise no line may have others.
    """
    number, value = line
    texts = [name for name in TEXTS if name in value] or [TEXTS[-1]]
    if not has_fields(value, ("id", *texts, *levels), file, number, problems):
        return None
    if not listed and (more := [name for name in level_names(value) if name not in levels]):
        problems.error(
            "a level is new in this line",
            file,
            number,
            expected=", ".join(map(shorten, levels)),
            found=", ".join(map(shorten, more)),
            remedy="Give every line the same levels, with an empty list where it has no label.",
        )
        return None
    name = value["id"]
    if type(name) not in (str, int) or name == "":
        wrong_type("id", name, "a text or a whole number", file, number, problems)
        return None
    parts = [token_text(field, value[field], file, number, problems) for field in texts]
    ids = [_ids(level, value[level], file, number, problems) for level in levels]
    labels = _ids(GLOBAL, value[GLOBAL], file, number, problems) if GLOBAL in value else None
    if None in parts or None in ids or (GLOBAL in value and labels is None):
        return None
    text = " ".join(part for part in parts if part)
    return Row(
        str(name), text, tuple(each for each in ids if each is not None), labels, file, number
    )


def _ids(
    field: str, value: object, file: Path, number: int, problems: Problems
) -> tuple[int, ...] | None:
    if isinstance(value, list) and all(type(each) is int and 0 <= each < LARGEST for each in value):
        if (twice := repeated(value)) is None:
            return tuple(value)
        problems.error(
            f"an id is twice in {shorten(field)}",
            file,
            number,
            expected="different ids",
            found=f"{twice} again",
        )
        return None
    wrong_type(
        field, value, f"a list of whole numbers from 0 to {LARGEST - 1:,}", file, number, problems
    )
    return None
