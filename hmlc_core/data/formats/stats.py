"""`stats.json`: title, notes and counts of a corpus folder, known without reading documents."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hmlc_core.data.formats.base import Summary

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
