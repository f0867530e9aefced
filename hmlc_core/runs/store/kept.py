"""What MLflow keeps of a run, as far as a `Run` is made of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

PREFIX = "hyperlabel."
"""What the names of our tags begin with."""

CHANGED = "hyperlabel/changed"
"""Metric: when (seconds since 1970) the run ended, or was changed after that by a person. MLflow
notes no such time, and searches by numbers for metrics alone."""

ENDED = ("FINISHED", "KILLED", "FAILED")
"""MLflow's own status of a run that is at its end. It is a column, and written last."""


def read_object(text: str) -> dict[str, Any]:
    """The JSON object in a tag's text; empty where there is none, or it is damaged."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


@dataclass(frozen=True, slots=True)
class Kept:
    """status: MLflow's own. began: milliseconds since 1970. tags: ours, without the prefix.
    metrics: newest values, under their stored names. there: False of a run that was deleted."""

    id: str
    name: str
    status: str
    began: int
    tags: Mapping[str, str]
    metrics: Mapping[str, float]
    there: bool = True

    @classmethod
    def of(cls, found: Any) -> Kept:
        """What is kept in an MLflow run."""
        info, data = found.info, found.data
        return cls(
            id=info.run_id,
            name=info.run_name,
            status=info.status,
            began=info.start_time,
            tags={
                key.removeprefix(PREFIX): value
                for key, value in data.tags.items()
                if key.startswith(PREFIX)
            },
            metrics=data.metrics,
            there=info.lifecycle_stage == "active",
        )

    @property
    def ended(self) -> bool:
        """Whether nothing is written any more but what a person changes."""
        return self.status in ENDED
