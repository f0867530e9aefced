"""Files that are read as a whole, and packages that may be missing."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems

LARGEST = 32 * 2**20
"""Characters of a hierarchy that is read as a whole, at most."""


def plain_name(path: Path) -> str:
    """The file's name in lower case, without the `.gz` of a compressed one."""
    return path.name.lower().removesuffix(".gz")


def whole_text(path: Path, problems: Problems) -> str | None:
    """The text of a file, plain or compressed, or None after reporting that there is none.

    No more than `LARGEST` characters are unpacked, whatever an archive holds.
    """
    before, pieces, size = problems.errors, list[str](), 0
    for line in raw_lines(path, problems):
        size += len(line)
        if size > LARGEST:
            problems.error(
                "the hierarchy is too large",
                path,
                expected=f"at most {LARGEST // 2**20} million characters",
                remedy="Write its edges as a table: parent, tab, child.",
            )
            return None
        pieces.append(line)
    return None if problems.errors > before else "".join(pieces)


def whole_value(path: Path) -> Any:
    """The one JSON value of a file; None where it is lines of JSON or cannot be read."""
    rows = [row.strip() for row in first_lines(path, 2)]
    if len(rows) == 2 and all(row.startswith("{") and row.endswith("}") for row in rows):
        return None  # JSON lines, which need not be read to their end to know
    text = whole_text(path, Problems())
    try:
        return None if text is None else json.loads(text)
    except (ValueError, RecursionError):
        return None


def first_lines(path: Path, count: int) -> Iterator[str]:
    """The first lines of a file without their ends; none where it cannot be read."""
    for _, line in zip(range(count), raw_lines(path, Problems())):
        yield line.rstrip("\r\n")


def optional(package: str, path: Path, problems: Problems) -> Any | None:
    """An optional package, or None after reporting how to install it."""
    try:
        return importlib.import_module(package)
    except ImportError:
        problems.error(
            f"{package} is not installed, and reads this format",
            path,
            remedy=f"Install it with `pip install {package}`.",
        )
        return None
