"""Many runs in one command: what is told while it waits."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.cli import batch
from hmlc_core.cli.foreground import Interruption
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore


class Held(Executor):
    """An executor whose job lasts until it is told to end."""

    def __init__(self) -> None:
        self.job: Future[Any] = Future()

    def submit(self, *_: object, **__: object) -> Future[Any]:
        return self.job


@pytest.mark.slow
def test_after_ctrl_c_it_is_told_which_runs_are_waited_for_and_what_they_are_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HMLC_SCHEDULER", raising=False)
    monkeypatch.setattr(batch, "PACE", 0.0)
    store, held, interruption = RunStore(f"sqlite:///{tmp_path}/mlflow.db"), Held(), Interruption()
    said = list[str]()

    def queue(experiment: Experiment) -> str:
        run_id = store.create(experiment, name="mine")
        store.start(run_id)
        store.announce(run_id, "Keeping the checksums of its curves")
        interruption.requested = True
        return run_id

    def tell(text: str) -> None:
        said.append(text)
        if text.startswith("Waiting") and not held.job.done():
            held.job.set_result("stopped")

    monkeypatch.setattr(batch, "tell", tell)
    many = batch.Batch(store, interruption, jobs=1, silent=False)
    many.executor = held
    (run,) = many.train([Experiment()], "group", queue=queue)
    waited = f"Waiting for the end of mine ({run.id[:8]}): Keeping the checksums of its curves"
    assert said[0] == waited
