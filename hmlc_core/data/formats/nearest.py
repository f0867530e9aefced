"""The format that a path is nearest to, and what is missing for it.

A reader says what its format needs in `needs`; nearest is the one of which most is there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from hmlc_core.data.formats.base import Reader


@dataclass(frozen=True)
class Need:
    """One thing that a format needs.

    what: a noun for messages, "X.txt with a text on each line". met: whether a path has it.
    """

    what: str
    met: Callable[[Path], bool]


@dataclass(frozen=True)
class Nearest:
    """title: what the format looks like. there, missing: what of it is there, and what is not."""

    title: str
    there: tuple[str, ...]
    missing: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.title}, the nearest format; there: {', '.join(self.there)}; "
            f"missing: {', '.join(self.missing)}"
        )


def nearest(path: Path, readers: Iterable[Reader]) -> Nearest | None:
    """The format of a folder or file nearest to `path`; None where nothing of any is there."""
    found: list[tuple[float, Nearest]] = []
    for reader in readers:
        needs: Sequence[Need] = getattr(reader, "needs", ())
        if reader.folders != path.is_dir() or not needs:
            continue
        there = tuple(need.what for need in needs if need.met(path))
        missing = tuple(need.what for need in needs if need.what not in there)
        if there and missing:
            found.append((len(there) / len(needs), Nearest(reader.title, there, missing)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def file_named(what: str, *patterns: str) -> Need:
    """A folder has a file with a name that one of these regular expressions describes."""
    names = [re.compile(pattern, re.IGNORECASE) for pattern in patterns]

    def met(path: Path) -> bool:
        return any(name.fullmatch(item.name) for item in path.iterdir() for name in names)

    return Need(what, met)


def ending(*endings: str) -> Need:
    """A file ends so."""
    listed = " or ".join(filter(None, [", ".join(endings[:-1]), endings[-1]]))
    return Need(f"the ending {listed}", lambda path: path.name.lower().endswith(endings))
