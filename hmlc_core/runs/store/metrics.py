"""Names of metrics in the store, and snapshots as metrics.

`train/loss/total`, `labels/health/gradient_norm`, `train/epoch`, `train/seconds` belong to a
stage and its steps; scores keep their own names (`validation/nDCG@5`, `test/P@1`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

import numpy as np

from hmlc_core.evaluation.families import is_score
from hmlc_core.runs.run import Curve
from hmlc_core.snapshot import Snapshot

_OF_STAGE = re.compile(r"[^/]+/(epoch|seconds|(loss|health)/.+)")
"""What a stage measures, whose name may be that of a family of scores: `words/loss` is a score,
`words/loss/words` is not."""

_SPELLED = {"@": "_at_", "+": "_and_more"}  # MLflow allows none of them in names


def stored_name(name: str) -> str:
    """The metric's name as MLflow accepts it."""
    for sign, word in _SPELLED.items():
        name = name.replace(sign, word)
    return name


def shown_name(name: str) -> str:
    """The metric's name as people write it."""
    for sign, word in _SPELLED.items():
        name = name.replace(word, sign)
    return name


def snapshot_metrics(snapshot: Snapshot) -> dict[str, float]:
    """Everything a snapshot measures, by name."""
    stage = snapshot.stage
    return {
        f"{stage}/epoch": snapshot.epoch,
        f"{stage}/seconds": snapshot.seconds,
        **{f"{stage}/loss/{name}": value for name, value in snapshot.losses.items()},
        **{f"{stage}/health/{name}": value for name, value in snapshot.health.items()},
        **snapshot.scores,
    }


def scores_of(metrics: Mapping[str, float]) -> dict[str, float]:
    """The scores among newest metrics, under the names people write."""
    return {score: value for name, value in metrics.items() if (score := _score(name)) is not None}


@lru_cache(maxsize=4096)  # thousands of runs have the same names, and each is one object in memory
def _score(name: str) -> str | None:
    """The score that a metric is, under the name that people write; None where it is none."""
    return shown_name(name) if is_score(name) and not _OF_STAGE.fullmatch(name) else None


def seconds_of(metrics: Mapping[str, float]) -> float:
    """Training time of all stages among newest metrics."""
    taken = (value for name, value in metrics.items() if name.endswith("/seconds"))
    return sum(value for value in taken if math.isfinite(value))


def curve(points: Iterable[tuple[int, int, float]]) -> Curve:
    """A curve from (step, time, value) in any order.

    A resumed run repeats the steps after its checkpoint; the newest value of a step counts.
    """
    newest = {step: value for step, _, value in sorted(points)}
    return Curve(
        np.fromiter(newest.keys(), dtype=np.int64), np.fromiter(newest.values(), dtype=np.float64)
    )
