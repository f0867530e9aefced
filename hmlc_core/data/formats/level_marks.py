"""What separates the levels of labels that are paths, `Sport > Tennis`: found by what recurs, and
said.

Paths share their beginnings: `Sport > Tennis` beside `Sport > Golf`, or beside `Sport`. Marks that
hardly stand in names are believed where half of the labels with one do so; `/`, `\\` and `.` only
where no other label speaks against it: each has the mark, or is the beginning of one that has.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import pairwise

from hmlc_core.errors import shorten

SURE = ("--", ">", "::", "→")
"""Marks that hardly stand in names."""

LIKELY = ("/", "\\", ".")
"""Marks that stand in names as well."""

_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d+)?|\.\d+)")


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
    """The levels of a name; the name alone where one of them would be empty."""
    parts = tuple(map(str.strip, name.removeprefix(mark).split(mark)))
    return parts if all(parts) and not _NUMBER.fullmatch(name) else (name,)


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
    return 2 * shared > len(paths) > 4 * mixed and alone <= beginnings.keys()
