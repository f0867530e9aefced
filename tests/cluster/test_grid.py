"""Sixty runs on two workers: none is lost, and no worker waits for work that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest

from hmlc_core.cli.batch import Batch
from hmlc_core.cli.foreground import Interruption
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from tests.cluster.site import Dask, until

RUNS, WORKERS = 60, 2
SHORT = ["corpus.documents=50", "labels.epochs=1", "training.epochs=1", "training.kernels=torch"]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_sixty_runs_keep_two_workers_busy_and_none_is_lost(
    store: RunStore, dask: Callable[..., Dask]
) -> None:
    """Utilisation: seconds that workers spent on runs, by the scheduler's record, over the number
    of workers times the seconds from the first beginning to the last end."""
    from distributed import Client

    site = dask(WORKERS)
    base = preset("quick").assign(SHORT)
    experiments = [base.with_values({"seed": seed}) for seed in range(RUNS)]
    with Client(site.address, set_as_default=False) as observer:
        until(lambda: len(observer.scheduler_info()["workers"]) == WORKERS, "the workers")
        observer.get_task_stream()  # from now on it is recorded
        with Batch(store, Interruption(), jobs=1, silent=True) as batch:
            runs = batch.train(experiments, "sixty")
        tasks = observer.get_task_stream()
    assert Counter(run.status for run in runs) == {"finished": RUNS}
    assert {run.experiment for run in store.runs()} == set(experiments)
    work = [part for task in tasks for part in task["startstops"] if part["action"] == "compute"]
    assert len(work) == RUNS
    span = max(part["stop"] for part in work) - min(part["start"] for part in work)
    utilisation = sum(part["stop"] - part["start"] for part in work) / (WORKERS * span)
    print(f"{RUNS} runs, {WORKERS} workers, {span:.0f} s: utilisation {utilisation:.1%}")
    assert utilisation >= 0.9
