"""Scores that papers printed, to stand beside ours; they are of other corpora."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hmlc_core.shipped import ASSETS

_FILE = ASSETS / "published" / "table_2.json"


@dataclass(frozen=True, slots=True)
class Published:
    """A table of a paper.

    source: the paper and its table. note: what must be said beside it. scores: corpus -> method, by
    the name that it has or would have here -> score, in [0, 1].
    """

    source: str
    note: str
    scores: Mapping[str, Mapping[str, Mapping[str, float]]]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"source": self.source, "note": self.note, "scores": self.scores}


@cache
def published() -> Published:
    """The table of six systems on three corpora (Chen et al. 2020, Table 2)."""
    table = json.loads(_FILE.read_text(encoding="utf-8"))
    scores = {
        corpus: {
            method: {name: round(value / 100, 4) for name, value in found.items()}
            for method, found in by_method.items()
        }
        for corpus, by_method in table["percent"].items()
    }
    return Published(table["source"], table["note"], scores)
