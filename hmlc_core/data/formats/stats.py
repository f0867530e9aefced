"""`stats.json`: title, notes, tokenizer and counts of a corpus folder, known without documents."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.fields import is_text_list
from hmlc_core.data.problems import Problems
from hmlc_core.data.tokenizers import tokenizer
from hmlc_core.errors import SettingError, whole
from hmlc_core.experiment.tokenizers import WORDS

STATS = "stats.json"


def read_stats(path: Path) -> dict[str, Any]:
    """The folder's `stats.json`; empty when there is none that can be read.

    It mostly repeats what the documents say; a damaged one is told by `read_tokenizer`.
    """
    try:
        return _read(path / STATS)
    except (OSError, ValueError, RecursionError):
        return {}


def title_in(stats: dict[str, Any]) -> str | None:
    """The title that the object tells, if it does."""
    title = stats.get("title")
    return whole(title) if isinstance(title, str) and title else None


def read_tokenizer(path: Path, problems: Problems) -> str:
    """The tokenizer that the folder's `stats.json` names; one that cannot be used is reported,
    for texts would be read otherwise than they are meant."""
    stats: dict[str, Any] = {}
    try:
        stats = _read(path / STATS)
    except OSError:  # there is none
        pass
    except (ValueError, RecursionError) as error:
        problems.error(
            "not a JSON object, so that it cannot be told how texts become words",
            path / STATS,
            line=getattr(error, "lineno", 1),
            expected='an object such as {"tokenizer": "words"}',
            remedy="Mend the file, or take it away.",
        )
        return WORDS
    name = stats.get("tokenizer", WORDS)
    try:
        tokenizer(str(name))
    except SettingError as error:
        problems.error(
            error.what,
            path / STATS,
            expected=error.expected,
            found=error.received,
            remedy=error.remedy,
        )
        return WORDS
    return str(name)


def notes_in(stats: Mapping[str, Any]) -> tuple[str, ...]:
    """The notes of a corpus that its `stats.json` holds."""
    return _sentences(stats, "notes")


def assumed_in(stats: Mapping[str, Any]) -> tuple[str, ...]:
    """Those of the notes that say how files were read."""
    return _sentences(stats, "assumed")


def _sentences(stats: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = stats.get(name)
    return tuple(map(whole, found)) if is_text_list(found) else ()


def _read(file: Path) -> dict[str, Any]:
    """The object in the file; raises `OSError`, `ValueError` or `RecursionError` without one."""
    found = json.loads(file.read_text(encoding="utf-8"))
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def summary(path: Path) -> Summary:
    """What the folder's `stats.json` tells."""
    stats = read_stats(path)
    labels = stats.get("labels_in_hierarchy")
    documents: int | None
    try:
        documents = sum(int(split["docs"]) for split in stats["splits"].values())
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        documents = None
    return Summary(
        title=title_in(stats),
        documents=documents,
        labels=labels if isinstance(labels, int) else None,
    )
