"""`stats.json`: title, notes, tokenizer and counts of a corpus folder, known without documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.base import Summary
from hmlc_core.data.problems import Problems
from hmlc_core.data.tokenizers import tokenizer
from hmlc_core.errors import SettingError
from hmlc_core.experiment.tokenizers import WORDS

STATS = "stats.json"


def read_stats(path: Path) -> dict[str, Any]:
    """The folder's `stats.json`; empty when there is none that can be read.

    It only repeats what the documents say, so a damaged one is no reason to stop.
    """
    try:
        stats = json.loads((path / STATS).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return stats if isinstance(stats, dict) else {}


def read_tokenizer(path: Path, problems: Problems) -> str:
    """The tokenizer that the folder's `stats.json` names; one that cannot be used is reported,
    for texts would be read otherwise than they are meant."""
    if problem := _damage(path / STATS):
        problems.error(
            "not a JSON object, so that it cannot be told how texts become words",
            path / STATS,
            line=problem,
            expected='an object such as {"tokenizer": "words"}',
            remedy="Mend the file, or take it away.",
        )
        return WORDS
    name = read_stats(path).get("tokenizer", WORDS)
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


def _damage(file: Path) -> int | None:
    """The line where the file stops being a JSON object; None where it is one or is not there."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        return error.lineno
    except (ValueError, RecursionError):  # not UTF-8, or nested too deeply
        return 1
    except OSError:
        return None
    return None if isinstance(found, dict) else 1


def summary(path: Path) -> Summary:
    """What the folder's `stats.json` tells."""
    stats = read_stats(path)
    labels = stats.get("labels_in_hierarchy")
    documents: int | None
    try:
        documents = sum(int(split["docs"]) for split in stats["splits"].values())
    except (KeyError, TypeError, ValueError, AttributeError):
        documents = None
    return Summary(
        title=str(stats["title"]) if stats.get("title") else None,
        documents=documents,
        labels=labels if isinstance(labels, int) else None,
    )
