"""What a run's tags mean: from what MLflow keeps to a `Run`.

The tags (all begin with `hyperlabel.`): `status`, `experiment` (JSON) and its `experiment.sha256`,
`progress` (JSON), `owner` (JSON), `heartbeat` (seconds since 1970), `checkpoint` (name of the
newest one's file), `stop` (not empty: requested), `message`, `group`, `example`. What of them is
damaged is left out, and never keeps a run from being listed.
"""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hmlc_core.errors import HyperlabelError, StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.metrics import scores_of, seconds_of
from hmlc_core.runs.store.owner import STALE, Owner

_WRITTEN = ("queued", "running", "finished", "stopped", "failed")
"""What a status can be, but for what it is found to be as of now."""


def read_run(kept: Kept) -> Run:
    """The `Run` that is kept; raises `StoreError` when somebody else made it."""
    tags = kept.tags
    if "status" not in tags:
        raise StoreError("this run was not made by Hyperlabel", where=f"run {kept.id}")
    progress = _progress(tags.get("progress", ""))
    status = status_of(tags)
    experiment, unreadable = _experiment(
        tags.get("experiment", ""), tags.get("experiment.sha256", "")
    )
    created = (kept.began or 0) / 1000
    return Run(
        id=kept.id,
        name=kept.name or kept.id[:8],
        status=status,
        experiment=experiment,
        unreadable=unreadable,
        created=_moment(created),
        updated=_moment(progress["at"] or created),
        stage=progress["stage"],
        step=progress["step"],
        steps=progress["steps"],
        epoch=progress["epoch"],
        seconds=seconds_of(kept.metrics),
        eta=_eta(progress) if status == "running" else None,
        kernels=progress["kernels"],
        scores=scores_of(kept.metrics),
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
        gone = gone or time.time() - _number(tags.get("heartbeat")) > STALE
    if status not in _WRITTEN:
        return "interrupted"
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


def digest_of(text: str) -> str:
    """SHA-256 of a tag's text."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=1024)  # lists of runs are read again and again
def _experiment(text: str, digest: str) -> tuple[Experiment | None, str]:
    """The experiment, or why it cannot be read. digest: empty where earlier versions wrote it."""
    if digest not in ("", digest_of(text)):
        return None, "they are damaged: they do not have the checksum they were written with"
    try:
        return Experiment.from_json(text), ""
    except HyperlabelError as error:  # written by another version, or for a plug-in not here
        return None, str(error)


def _progress(text: str) -> dict[str, Any]:
    """Each part of the progress, 0 or empty where there is none."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = {}
    return {
        **{name: str(found.get(name, "")) for name in ("stage", "kernels")},
        **{name: int(_number(found.get(name))) for name in ("step", "steps")},
        **{name: _number(found.get(name)) for name in ("epoch", "seconds", "at")},
    }


def _number(value: object) -> float:
    """A number or the text of one; 0 for anything else."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def _eta(progress: Mapping[str, Any]) -> float | None:
    """Seconds to the end of the stage at the pace so far, at most; None where there is no pace yet,
    and where nothing is left of it."""
    if not progress["step"] or progress["step"] >= progress["steps"]:
        return None
    left: float = progress["seconds"] / progress["step"] * (progress["steps"] - progress["step"])
    return left


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # damaged: beyond all years
        return datetime.fromtimestamp(0, UTC)
