"""A fresh store for each test, and trainings of hand-made snapshots: no torch is needed here."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot
from tests.runs.handmade import snapshot


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
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path) -> Path:
    """HMLC_HOME with an empty store."""
    folder = tmp_path / "home"
    folder.mkdir()
    shutil.copy(empty_database, folder / "mlflow.db")
    monkeypatch.setenv("HMLC_HOME", str(folder))
    monkeypatch.delenv("HMLC_TRACKING_URI", raising=False)
    monkeypatch.delenv("HMLC_SCHEDULER", raising=False)
    return folder


@pytest.fixture
def store(home: Path) -> RunStore:
    return RunStore()


@pytest.fixture
def training() -> Callable[..., Callable[[], Iterator[Snapshot]]]:
    """`training(n)`: opens n snapshots, each with a checkpoint, the last with test scores."""

    def opened(count: int) -> Callable[[], Iterator[Snapshot]]:
        def snapshots() -> Iterator[Snapshot]:
            for step in range(count):
                last = step == count - 1
                scores = {"test/P@1": 0.75} if last else {"validation/nDCG@5": 0.1 * step}
                yield snapshot(step, steps=count - 1, checkpoint=True, scores=scores, last=last)

        return snapshots

    return opened
