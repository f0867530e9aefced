"""What a run's tags mean: from an MLflow run to a `Run`.

The tags (all begin with `hyperlabel.`): `status`, `experiment` (JSON), `progress` (JSON),
`owner` (JSON), `heartbeat` (seconds since 1970), `stop` (not empty: requested), `message`,
`group`, `example`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hmlc_core.errors import HyperlabelError, StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.metrics import scores_of, seconds_of
from hmlc_core.runs.store.owner import STALE, Owner

PREFIX = "hyperlabel."


def tags_of(found: Any) -> dict[str, str]:
    """Our tags of an MLflow run, without the prefix."""
    return {
        key.removeprefix(PREFIX): value
        for key, value in found.data.tags.items()
        if key.startswith(PREFIX)
    }


def read_run(found: Any) -> Run:
    """The `Run` in an MLflow run; raises `StoreError` when somebody else made it."""
    tags = tags_of(found)
    if "status" not in tags:
        raise StoreError("this run was not made by Hyperlabel", where=f"run {found.info.run_id}")
    progress = json.loads(tags.get("progress") or "{}")
    status = status_of(tags)
    experiment, unreadable = _experiment(tags.get("experiment", ""))
    created = found.info.start_time / 1000
    return Run(
        id=found.info.run_id,
        name=found.info.run_name,
        status=status,
        experiment=experiment,
        unreadable=unreadable,
        created=_moment(created),
        updated=_moment(progress.get("at", created)),
        stage=progress.get("stage", ""),
        step=progress.get("step", 0),
        steps=progress.get("steps", 0),
        epoch=progress.get("epoch", 0.0),
        seconds=seconds_of(found.data.metrics),
        eta=_eta(progress) if status == "running" else None,
        kernels=progress.get("kernels", ""),
        scores=scores_of(found.data.metrics),
        message=tags.get("message", ""),
        group=tags.get("group", ""),
        example=tags.get("example", ""),
    )


def status_of(tags: Mapping[str, str]) -> str:
    """The status as of now: what was written, unless whoever wrote it is gone."""
    status = tags["status"]
    owner = Owner.from_json(tags.get("owner", ""))
    gone = owner is not None and owner.is_gone()
    if status == "running":
        gone = gone or time.time() - float(tags["heartbeat"]) > STALE
    if status in ("queued", "running") and gone:  # also what was asked for has come to pass
        return "stopped" if tags.get("stop") else "interrupted"
    return "stopping" if status == "running" and tags.get("stop") else status


def flat(values: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Nested settings as dotted paths with their values."""
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{prefix}{key}.")
        else:
            yield prefix + key, value


@lru_cache(maxsize=1024)  # lists of runs are read again and again
def _experiment(text: str) -> tuple[Experiment | None, str]:
    """The experiment, or why it cannot be read."""
    try:
        return Experiment.from_json(text), ""
    except HyperlabelError as error:  # written by another version, or for a plug-in not here
        return None, str(error)


def _eta(progress: Mapping[str, Any]) -> float | None:
    """Seconds to the end of the stage at the pace so far, at most."""
    if not progress.get("step"):
        return None
    left: float = progress["seconds"] / progress["step"] * (progress["steps"] - progress["step"])
    return max(0.0, left)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
