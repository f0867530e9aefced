"""Which file of a folder holds which split, told by its name: `NAME_train.json`, `test.csv`."""

from __future__ import annotations

import os
import re
from pathlib import Path

from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_TRAIN, _DEV, _TEST = "train|training", "dev|val|valid|validation", "test|testing"


def pattern(ending: str) -> re.Pattern[str]:
    """Names of files that end so (a regular expression) and say a split, in any case."""
    return re.compile(
        rf"(?:(?P<name>.+)[._-])?(?:(?P<train>{_TRAIN})|(?P<dev>{_DEV})|(?P<test>{_TEST}))"
        rf"(?:[._-].+)?(?:{ending})",
        re.IGNORECASE,
    )


def matches(path: Path, names: re.Pattern[str]) -> list[re.Match[str]]:
    """Those files of a folder that have such names; none where it cannot be read."""
    try:
        with os.scandir(path) as entries:
            present = sorted(entry.name for entry in entries if entry.is_file())
    except OSError:
        return []
    return [match for name in present if (match := names.fullmatch(name))]


def by_split(
    path: Path, names: re.Pattern[str], problems: Problems, *, expected: str
) -> dict[str, re.Match[str]]:
    """Split -> the name of its file, in the order of splits; empty after reporting that there is
    no training file, or two of a split.

    expected: what the training file is, for the message.
    """
    chosen: dict[str, re.Match[str]] = {}
    before = problems.errors
    for match in matches(path, names):
        split = next(split for split in SPLITS if match[split])
        if split in chosen:
            listed = f"{shorten(chosen[split][0])} and {shorten(match[0])}"
            problems.error("a split is there twice", path, found=listed, remedy="Keep one of them.")
        chosen[split] = match
    if "train" not in chosen:
        problems.error(
            f"{expected.split()[0]} is missing",
            path,
            expected=expected,
            found=", ".join(shorten(match[0]) for match in chosen.values()) or None,
        )
    if problems.errors > before:
        return {}
    return {split: chosen[split] for split in SPLITS if split in chosen}
