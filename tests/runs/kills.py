"""Runs in processes that are killed at one of the moments at which they write.

A moment is before or after a file gets its name, before it is on the disk, and before and after
each statement by which the database is changed; also the uninterrupted run counts them.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from typing import Any

import numpy as np

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.run import RESUMABLE
from hmlc_core.runs.store.store import RunStore

PRELOADED = [
    "tests.runs.kills",
    "hmlc_core.methods.gradient",
    "hmlc_core.methods.train",
    "hmlc_core.methods.words_first",
    "hmlc_core.runs.queue.job",
    "hmlc_core.runs.references",
    "mlflow.store.tracking.sqlalchemy_store",
    "mlflow.tracking.client",
    "sklearn.linear_model",
]

WRITES = ("insert", "update", "delete", "create", "drop")


@dataclass(eq=False)
class Moments:
    """Counts moments; the process does not outlive number `last`."""

    last: int | None
    passed: int = 0

    def __call__(self, *anything: object) -> None:
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
        self.passed += 1


def small(name: str, above: Path) -> Experiment:
    """An experiment of that method, with all stages that it can have; it takes a moment."""
    values: dict[str, Any] = {
        "corpus.name": "tiny",
        "corpus.min_count": 1,
        "training.epochs": 3,
        "training.batch": 16,
        "training.kernels": "torch",
        "labels.epochs": 6,
        "words.epochs": 3,
        "hypernyms.epochs": 2,
        "hypernyms.source": str(above),
    }
    model = MODELS[name]()
    if name in ("hyperim", "word-vectors"):
        values["model.hypernyms"] = True
    if name == "hyperim":
        values["model.word_init"] = "glove"
    if model.size() is not None:
        values["model.dim"] = 4
    return Experiment(model=model).with_values(values)


def train(home: Path, run_id: str, last: int | None = None, *, at_once: bool = True) -> int | None:
    """Train a queued run in a process of its own; how many moments there were, None when it was
    killed at number `last`. at_once: everything is written when it is known, nothing waits."""
    context = processes()
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_train, args=(str(home), run_id, last, at_once, sender))
    process.start()
    sender.close()
    process.join()
    if process.exitcode == -signal.SIGKILL:
        return None
    assert process.exitcode == 0
    passed: int = receiver.recv()
    return passed


def resumed(home: Path, run_id: str) -> str:
    """The status of a run whose process was killed, when it has been resumed."""
    store = RunStore(_uri(home))
    if store.get(run_id).status in RESUMABLE:
        store.requeue(run_id)
    if store.get(run_id).status == "queued":
        train(home, run_id)
    return store.get(run_id).status


def outcome(home: Path, run_id: str) -> dict[str, Any]:
    """All that a run leaves behind but times, as values that `differences` compares."""
    store = RunStore(_uri(home))
    run = store.get(run_id)
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert run.experiment is not None
    found: dict[str, Any] = {"message": run.message, "references": store.references(run_id)}
    for name, curve in store.curves(run_id).items():
        if not name.endswith("/seconds"):
            found[f"curve {name}"] = curve.values
            found[f"curve {name}, steps"] = curve.steps
    found |= {f"score {name}": value for name, value in run.scores.items()}
    for stage in (*(stage.name for stage in run.experiment.model.stages()), "train"):
        frames = store.frames(run_id, stage)
        found[f"frames {stage}"] = [frames.steps, frames.label_points, frames.word_points]
    found |= {f"weight {name}": array for name, array in checkpoint.tensors.items()}
    for stage, starts in checkpoint.starts.items():
        found |= {f"start {stage} {name}": array for name, array in starts.items()}
    found["state"] = _timeless(checkpoint.state)
    return found


def differences(one: dict[str, Any], two: dict[str, Any]) -> list[str]:
    """Names of what differs in the least."""
    names = {**one, **two}
    return [name for name in names if not _equal(one.get(name), two.get(name))]


@cache
def processes() -> ForkServerContext:
    """Processes that begin with all that takes long to import."""
    context = get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    return context


def _train(home: str, run_id: str, last: int | None, at_once: bool, sender: Any) -> None:
    from hmlc_core.runs import recorder
    from hmlc_core.runs.queue.job import train_run

    os.environ.update(HMLC_HOME=home, HMLC_EXAMPLES="0")
    os.environ.pop("HMLC_TRACKING_URI", None)
    if at_once:
        recorder.METRICS_PACE = recorder.FRAME_PACE = recorder.CHECKPOINT_PACE = 0.0
    else:
        recorder.CHECKPOINT_PACE = 0.02
    moments = Moments(last)
    _traced(moments)
    train_run(_uri(Path(home)), run_id)
    sender.send(moments.passed)


def _traced(moment: Moments) -> None:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    def around(call: Callable[..., Any], *, after: bool) -> Callable[..., Any]:
        def traced(*arguments: Any, **options: Any) -> Any:
            moment()
            done = call(*arguments, **options)
            if after:
                moment()
            return done

        return traced

    os.replace = around(os.replace, after=True)
    os.fsync = around(os.fsync, after=False)

    def statement(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        if text.lower().startswith(WRITES):
            moment()

    event.listen(Engine, "before_cursor_execute", statement)
    event.listen(Engine, "after_cursor_execute", statement)
    event.listen(Engine, "commit", moment)


def _uri(home: Path) -> str:
    return f"sqlite:///{home / 'mlflow.db'}"


def _timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _timeless(part) for name, part in value.items() if name != "seconds"}
    return value


def _equal(one: Any, two: Any) -> bool:
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(_equal, one, two))
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return one.dtype == two.dtype and np.array_equal(one, two, equal_nan=one.dtype.kind == "f")
    return bool(one == two)
