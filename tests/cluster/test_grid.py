"""Sixty runs on two workers: none is lost, and no worker waits for work that there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from hmlc_core.cli.batch import Batch
from hmlc_core.cli.foreground import Interruption
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from tests.cluster.site import Dask, until

RUNS, WORKERS = 60, 2
SHORT = ["corpus.documents=50", "labels.epochs=1", "training.epochs=1", "training.kernels=torch"]
Span = tuple[float, float]


def pauses(work: list[Span], first: float, last: float) -> Iterator[Span]:
    """Before, between and after what a worker did, while somewhere runs were still begun."""
    at = first
    for begin, end in sorted(work):
        yield at, begin
        at = end
    yield at, last


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_sixty_runs_keep_two_workers_busy_and_none_is_lost(
    store: RunStore, dask: Callable[..., Dask]
) -> None:
    """While runs wait, no worker rests for as long as another takes for a whole run, by the
    scheduler's record: that holds however slow the machine is.

    Utilisation is told: seconds that workers spent on runs, over the number of workers times the
    seconds from the first beginning to the last end.
    """
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
    work: dict[str, list[Span]] = {}
    for task in tasks:
        (part,) = [part for part in task["startstops"] if part["action"] == "compute"]
        work.setdefault(task["worker"], []).append((part["start"], part["stop"]))
    every = [span for spans in work.values() for span in spans]
    assert (len(every), len(work)) == (RUNS, WORKERS)
    first, last = min(begin for begin, _ in every), max(begin for begin, _ in every)
    span = max(end for _, end in every) - first
    utilisation = sum(end - begin for begin, end in every) / (WORKERS * span)
    print(f"{RUNS} runs, {WORKERS} workers, {span:.0f} s: utilisation {utilisation:.1%}")
    for worker, spans in work.items():
        for start, stop in pauses(spans, first, last):
            meanwhile = [one for one in every if start <= one[0] and one[1] <= stop]
            assert not meanwhile, f"{worker} rests from {start - first:.2f} s on"
