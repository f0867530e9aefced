"""What separates the levels of labels that are paths, `Sport > Tennis`: found by what recurs, and
said.

Paths share their beginnings: `Sport > Tennis` beside `Sport > Golf`, or beside `Sport`. Marks that
hardly stand in names are believed where half of the labels with one do so; `/`, `\\` and `.` only
where no other label speaks against it: each has the mark, or is the beginning of one that has; and
where a beginning is a label itself, or several are shared and what stands last hardly recurs.

Addresses (`http://…`, `www.…`), dates and paths of files are names, arrows (`en->de`) hold no `>`,
and a full stop before a blank (`St. Louis`) separates nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hmlc_core.data.formats.names import trimmed
from hmlc_core.errors import shorten

SURE = ("--", ">", "::", "→")
"""Marks that hardly stand in names."""

LIKELY = ("/", "\\", ".")
"""Marks that stand in names as well."""

_NUMBER_OR_DATE = re.compile(
    r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)"
    r"|\d{4}([/.])\d{1,2}\1\d{1,2}|\d{1,2}([/.])\d{1,2}\2\d{4}"
)
_ADDRESS = re.compile(r"\w://|\Awww\.", re.IGNORECASE)
_ENDING = re.compile(r"\.[A-Za-z]\w{0,4}\Z")

_SPLIT = {">": re.compile(r"(?<![-=])>"), ".": re.compile(r"\.(?!\s)")}
"""Where marks separate that are parts of other signs as well."""


@dataclass(frozen=True)
class LevelMark:
    """mark: what separates levels, empty where labels are no paths. said: a sentence on it."""

    mark: str = ""
    said: str = ""


def find_levels(names: Mapping[str, int]) -> LevelMark:
    """The separator of levels that the labels of a file prove.

    names: labels -> how often each occurs.
    """
    for mark in (*SURE, *LIKELY):
        paths = {name: parts for name in names if len(parts := path(name, mark)) > 1}
        if len(paths) > 1 and _proved(paths, names, sure=mark in SURE):
            example = next(iter(paths))
            return LevelMark(
                mark,
                f"{mark!r} stands between the levels of labels, from general to special, in "
                f"{len(paths):,} of {len(names):,} labels such as {shorten(example, 60)!r}: a "
                "document has every label on its paths.",
            )
    return LevelMark()


def path(name: str, mark: str) -> tuple[str, ...]:
    """The levels of a name as they compare; the name alone where one of them would be empty."""
    parts = tuple(map(str.strip, levels(name, mark)))
    return parts if all(parts) else (name,)


def levels(name: str, mark: str) -> tuple[str, ...]:
    """The levels of a name between marks, empty ones as well; of what is no path the name alone."""
    if mark not in name or _is_whole(name):
        return (name,)
    rest = name.removeprefix(mark)
    parts = _SPLIT[mark].split(rest) if mark in _SPLIT else rest.split(mark)
    return tuple(map(trimmed, parts))


def _is_whole(name: str) -> bool:
    """A number, a date, an address or the path of a file: no path of labels, whatever its marks.

    Each is told in one look at the name, however long it is.
    """
    if _NUMBER_OR_DATE.fullmatch(name) or _ADDRESS.search(name):
        return True
    ending = _ENDING.search(name)
    before = name[: ending.start()] if ending else ""
    return ("/" in before or "\\" in before) and not any(map(str.isspace, name))


def _proved(paths: Mapping[str, tuple[str, ...]], names: Collection[str], *, sure: bool) -> bool:
    beginnings: dict[tuple[str, ...], int] = {}
    for parts in paths.values():
        for depth in range(1, len(parts)):
            beginnings[parts[:depth]] = beginnings.get(parts[:depth], 0) + 1
    alone = {(name,) for name in names if name not in paths}
    shared = sum(
        any(
            beginnings[parts[:depth]] > 1 or parts[:depth] in alone
            for depth in range(1, len(parts))
        )
        for parts in paths.values()
    )
    # `a/b` beside `b/a` are no levels; numbers are counted anew below each other.
    steps = {step for parts in paths.values() for step in pairwise(parts)}
    if any((child, parent) in steps and not parent.isdigit() for parent, child in steps):
        return False
    if sure:
        return 2 * shared >= len(paths) or not alone
    # Where what stands first stands last as often, the mark joins labels and no levels.
    tops = {parts[0] for parts in paths.values() if not parts[0].isdigit()}
    mixed = sum(not tops.isdisjoint(parts[1:]) for parts in paths.values())
    if not (2 * shared > len(paths) > 4 * mixed and alone <= beginnings.keys()):
        return False
    return bool(alone) or _several(paths.values(), beginnings)


def _several(paths: Collection[tuple[str, ...]], beginnings: Mapping[tuple[str, ...], int]) -> bool:
    """Whether paths share several beginnings, and last parts are mostly of one path each, unlike
    `m/s`, `m/h`, `km/h` and names of hosts."""
    joint = sum(count > 1 for count in beginnings.values())
    last = len({parts[-1] for parts in paths})
    deep = any(len(parts) > 2 for parts in paths)
    return joint > 1 and 4 * last >= (2 if deep else 3) * len(paths)
