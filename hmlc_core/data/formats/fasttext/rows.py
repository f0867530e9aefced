"""Lines of fastText: words that begin with `__label__` are labels, wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from hmlc_core.data.formats.records import Record
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

PREFIX = "__label__"
ENDING = r"\.(?:txt|ft|fasttext|train|valid|val|dev|test)(?:\.gz)?"
"""How files of the format end."""


def begins_with_label(file: Path) -> bool:
    """Whether the first word of a file is a label."""
    return any(text.lstrip().startswith(PREFIX) for _, text in islice(lines(file, Problems()), 1))


def records(file: Path, split: str, problems: Problems) -> list[Record]:
    """The documents of a file, called by split and line."""
    problems.assume(f"Words that begin with {PREFIX} are labels, the others the text.")
    found = list(_records(file, split, problems))
    if found and not any(item.labels for item in found):
        problems.error(
            "no line of the file has a label",
            file,
            found[0].line,
            expected=f"{PREFIX}NAME before the text",
            found=shorten(found[0].text),
        )
    return found


def _records(file: Path, split: str, problems: Problems) -> Iterator[Record]:
    for number, line in lines(file, problems):
        words = line.split()
        labels = [word.removeprefix(PREFIX) for word in words if word.startswith(PREFIX)]
        if not all(labels):
            problems.error(
                "a label has no name", file, number, expected=f"{PREFIX}NAME", found=PREFIX
            )
            continue
        if joined := next((name for name in labels if PREFIX in name), None):
            problems.error(
                "labels have no blank between them",
                file,
                number,
                expected=f"{PREFIX}a {PREFIX}b",
                found=shorten(PREFIX + joined),
            )
            continue
        text = " ".join(word for word in words if not word.startswith(PREFIX))
        yield Record(f"{split} {number}", text, tuple(labels), file, number)
