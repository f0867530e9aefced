"""What a run's tags mean: from what MLflow keeps to a `Run`.

The tags (all begin with `hyperlabel.`): `status`, `experiment` (JSON) and its `experiment.sha256`,
`metrics.sha256` (of the newest values, once the run has ended), `progress` (JSON), `owner` (JSON),
`asker` (JSON: who queued a run that another process trains, and waits for its end), `heartbeat`
(seconds since 1970), `checkpoint` (name of the newest one's file), `stop` (not empty: requested),
`message`, `group`, `example`, `damaged` (what a check of all files found). What of them is damaged
is left out, and never keeps a run from being listed.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from hmlc_core.errors import HyperlabelError, StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.run import DAMAGED_SETTINGS, Run
from hmlc_core.runs.store.kept import Kept, read_object
from hmlc_core.runs.store.metrics import scores_of, seconds_of
from hmlc_core.runs.store.numbers import newest_digest
from hmlc_core.runs.store.owner import STALE, Owner

EXPERIMENT_DIGEST, DIGEST, DAMAGED = "experiment.sha256", "metrics.sha256", "damaged"
ASKER = "asker"

WAITS_AGAIN = (
    "The worker that trained it was lost; it waits for another one, and goes on from its last "
    "checkpoint."
)
"""What is said of a run that the scheduler still holds; nobody has to resume it."""

_WRITTEN = ("queued", "running", "finished", "stopped", "failed")
"""What a status can be, but for what it is found to be as of now."""

_LONGEST = 6000
"""Letters of a parameter that MLflow keeps."""

SETTINGS, SCORES, PROGRESS = "settings", "scores and times", "how far it came"


def read_run(kept: Kept) -> Run:
    """The `Run` that is kept; raises `StoreError` when somebody else made it."""
    tags = kept.tags
    if "status" not in tags:
        raise StoreError("this run was not made by Hyperlabel", where=f"run {kept.id}")
    progress = _progress(tags.get("progress", ""))
    status = status_of(tags)
    again = status == "queued" and tags["status"] == "running"
    created = (kept.began or 0) / 1000
    lost = damaged_tags(kept)
    experiment, unreadable = _experiment("" if SETTINGS in lost else tags.get("experiment", ""))
    if SETTINGS in lost:
        unreadable = DAMAGED_SETTINGS
    metrics = {} if SCORES in lost else kept.metrics
    return Run(
        id=kept.id,
        name=kept.name or kept.id[:8],
        status=status,
        experiment=experiment,
        unreadable=unreadable,
        damaged=tags.get(DAMAGED) or (f"Damaged and left out: {', '.join(lost)}." if lost else ""),
        created=_moment(created),
        updated=_moment(progress["at"] or created),
        stage=progress["stage"],
        step=progress["step"],
        steps=progress["steps"],
        epoch=progress["epoch"],
        lost_progress=PROGRESS in lost,
        seconds=seconds_of(metrics),
        early=progress["early"],
        eta=_eta(progress) if status == "running" else None,
        kernels=progress["kernels"],
        scores=scores_of(metrics),
        message=WAITS_AGAIN if again else tags.get("message", ""),
        group=tags.get("group", ""),
        example=tags.get("example", ""),
    )


def damaged_tags(kept: Kept) -> list[str]:
    """Which of settings, newest values and progress are not as they were written; those of earlier
    versions have no checksum, and progress has none: it is damaged where it cannot be read."""
    tags, lost = kept.tags, list[str]()
    if tags.get(EXPERIMENT_DIGEST, "") not in ("", digest_of(tags.get("experiment", ""))):
        lost.append(SETTINGS)
    if (digest := tags.get(DIGEST)) and digest != newest_digest(kept.metrics):
        lost.append(SCORES)
    if kept.ended and (told := tags.get("progress")) and not _tells(read_object(told)):
        lost.append(PROGRESS)
    return lost


def damaged_settings(kept: Kept, params: Mapping[str, str]) -> list[str]:
    """Which of the settings that MLflow's own pages show are not those of the experiment; MLflow
    cuts off what is too long for it. Of a damaged experiment none, for they may be right."""
    if SETTINGS in damaged_tags(kept):
        return []
    settings = dict(flat(read_object(kept.tags.get("experiment", ""))))  # else told as a whole
    return [
        name
        for name, value in settings.items()
        if name in params and str(value)[:_LONGEST] != params[name]
    ]


def status_of(tags: Mapping[str, str]) -> str:
    """The status as of now: what was written, unless whoever wrote it is gone.

    A run at work whose worker is gone is queued again for as long as the program that handed it to
    a cluster is there: the scheduler gives it to another worker.
    """
    status = tags["status"]
    owner = Owner.from_json(tags.get("owner", ""))
    gone = owner is not None and owner.is_gone()
    if status == "running":
        gone = gone or time.time() - _number(tags.get("heartbeat")) > STALE
    if status not in _WRITTEN:
        return "interrupted"
    if status in ("queued", "running") and gone:
        if tags.get("stop"):  # what was asked for has come to pass
            return "stopped"
        # A worker that is silent may have lost the store, and its scheduler hold nothing any more.
        held = status == "running" and owner is not None and owner.is_gone() and _held(tags)
        return "queued" if held else "interrupted"
    return "stopping" if status == "running" and tags.get("stop") else status


def _held(tags: Mapping[str, str]) -> bool:
    """Whether somebody who is known to be there waits for the run's end."""
    asker = Owner.from_json(tags.get(ASKER, ""))
    return asker is not None and asker.is_there()


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
def _experiment(text: str) -> tuple[Experiment | None, str]:
    """The experiment, or why it cannot be read."""
    try:
        return Experiment.from_json(text), ""
    except HyperlabelError as error:  # written by another version, or for a plug-in not here
        return None, str(error)


def _tells(progress: Mapping[str, Any]) -> bool:
    """Whether a run's progress says how far it came."""
    numbers = (progress.get(name) for name in ("step", "steps", "epoch"))
    return bool(progress.get("stage")) and all(isinstance(one, int | float) for one in numbers)


def _progress(text: str) -> dict[str, Any]:
    """Each part of the progress, 0 or empty where there is none, or nonsense."""
    found = read_object(text)
    return {
        **{name: str(found.get(name, "")) for name in ("stage", "kernels")},
        **{name: max(0, int(_number(found.get(name)))) for name in ("step", "steps")},
        **{name: max(0.0, _number(found.get(name))) for name in ("epoch", "seconds", "at")},
        "early": found.get("early") is True,
    }


def _number(value: object) -> float:
    """A number or the text of one; 0 for anything else."""
    try:
        found = float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return 0.0
    return found if math.isfinite(found) else 0.0


def _eta(progress: Mapping[str, Any]) -> float | None:
    """Seconds to the end of the stage at the pace so far; None where there is no pace yet, and
    where nothing is left of it."""
    if progress["early"] or not progress["step"] or progress["step"] >= progress["steps"]:
        return None
    left: float = progress["seconds"] / progress["step"] * (progress["steps"] - progress["step"])
    return left if math.isfinite(left) else None


def _moment(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):  # damaged: beyond all years
        return datetime.fromtimestamp(0, UTC)
