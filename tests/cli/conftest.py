"""The command line over an empty store, with trainings of hand-made snapshots."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from hmlc_core.__main__ import app
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy


@dataclass(frozen=True)
class Said:
    """What a command said: exit code, both streams, and the JSON object of the last line."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out.splitlines()[-1])


@pytest.fixture
def call() -> Callable[..., Said]:
    """`call("runs", "list")`: the command in this process."""

    def called(*arguments: str, answer: str | bytes | None = None) -> Said:
        result = CliRunner().invoke(app, arguments, input=answer)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return called


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without runs; making its tables takes seconds, copying it does not."""
    path = tmp_path_factory.mktemp("store") / "mlflow.db"
    store = RunStore(f"sqlite:///{path}")
    run_id = store.create(Experiment())
    store.finish(run_id, "stopped")
    store.delete(run_id)
    return path


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> RunStore:
    """The store of the commands: HMLC_HOME is a fresh folder."""
    shutil.copy(empty_database, tmp_path / "mlflow.db")
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    for name in ("HMLC_TRACKING_URI", "HMLC_SCHEDULER", "HMLC_DATA_DIR"):
        monkeypatch.delenv(name, raising=False)
    return RunStore()


REFERENCES = {
    "frequency": {"P@1": 0.25, "nDCG@5": 0.2, "micro_auprc": 0.2},
    "linear": {"P@1": 0.75, "nDCG@5": 0.7},
    "ceiling": {"P@1": 1.0, "nDCG@5": 1.0},
}
SCORES = ("P@1", "P@3", "P@5", "nDCG@3", "nDCG@5", "micro_auprc", "micro_f1", "macro_f1")


class Training:
    """Stands in for a training of four steps, which goes on from its checkpoint.

    at: called with each step before its snapshot, to disturb. quality: experiment -> score.
    """

    def __init__(self) -> None:
        self.at: Callable[[int], None] = lambda step: None
        self.quality: Callable[[Experiment], float] = lambda experiment: 0.5
        self.begun: list[Experiment] = []

    def snapshots(self, store: RunStore, run_id: str) -> Iterator[Snapshot]:
        experiment = store.get(run_id).experiment
        assert experiment is not None
        self.begun.append(experiment)
        found = store.checkpoint(run_id)
        first = 0 if found is None else found.state["step"] + 1
        quality = self.quality(experiment)
        for step in range(first, 5):
            self.at(step)
            last = step == 4
            scores = {f"test/{name}": quality for name in SCORES} if last else {}
            yield Snapshot(
                stage="train",
                step=step,
                steps=4,
                epoch=float(step),
                seconds=0.5 * step,
                scores=scores | {"validation/nDCG@5": quality},
                label_points=frozen_copy(np.zeros((2, 2))),
                checkpoint=Checkpoint(tensors={"model/w": np.zeros(1)}, state={"step": step}),
                last=last,
            )


@pytest.fixture
def training(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> Training:
    """Every training is this one."""
    stand_in = Training()
    work = "hmlc_core.runs.queue.job._Work"
    monkeypatch.setattr(
        f"{work}.snapshots", lambda self: stand_in.snapshots(self.store, self.run_id)
    )
    monkeypatch.setattr(f"{work}.references", lambda self: REFERENCES)
    return stand_in
