"""On a cluster runs are stopped and resumed, and outlive their workers and their scheduler."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress

import numpy as np
import pytest

from hmlc_core.errors import StoreError
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.run import RESUMABLE
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import WAITS_AGAIN
from tests.cluster.runs import LONG, at_work, ended, long, short, trainer
from tests.cluster.site import Dask, environment, until
from tests.printed import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture
def serving(store: RunStore) -> Iterator[Callable[[], RunService]]:
    """`serving()`: the service of a program that trains on the cluster, as the app is one."""
    services: list[RunService] = []

    def serve() -> RunService:
        services.append(RunService(store))
        return services[-1]

    yield serve
    for service in services:
        service.shutdown()


def test_stop_and_resume_reach_a_run_on_the_cluster(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    dask(1)
    service = serving()
    run_id = service.submit(long())
    at_work(store, run_id)
    assert trainer(store, run_id).pid != os.getpid()
    service.stop(run_id)
    assert ended(store, run_id) == "stopped"
    done = store.get(run_id).step
    service.resume(run_id)
    at_work(store, run_id, done + 1)
    service.stop(run_id)
    assert ended(store, run_id) == "stopped"
    assert store.get(run_id).step > done
    assert len(store.runs()) == 1


def test_the_run_of_a_worker_that_is_killed_goes_on_elsewhere_as_if_nothing_had_been(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    experiment = short().assign(["training.epochs=60", "training.patience=60"])
    whole = store.create(experiment)
    assert train_run(store.uri, whole) == "finished"
    site = dask(2)
    run_id = serving().submit(experiment)
    at_work(store, run_id, 3)
    until(lambda: store.checkpoint(run_id) is not None, "a checkpoint")
    first = trainer(store, run_id)
    site.worker_of(first.pid).end()
    assert ended_for_good(store, run_id) == "finished"
    assert trainer(store, run_id).pid != first.pid
    expected, found = store.checkpoint(whole), store.checkpoint(run_id)
    assert expected is not None
    assert found is not None
    assert all(np.array_equal(array, found.tensors[k]) for k, array in expected.tensors.items())
    assert store.get(run_id).scores == store.get(whole).scores


def test_the_run_of_a_worker_that_is_killed_waits_while_the_other_worker_is_busy(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    site = dask(2)
    service = serving()
    lost, busy = service.submit(long()), service.submit(long(seed=1))
    at_work(store, lost, 3)
    at_work(store, busy)
    first = trainer(store, lost)
    site.worker_of(first.pid).end()
    until(first.is_gone, "the end of the worker")
    run = store.get(lost)
    assert (run.status, run.message) == ("queued", WAITS_AGAIN)
    service.stop(busy)
    until(lambda: store.get(lost).status == "running", "the other worker")
    service.stop(lost)
    assert ended(store, lost) == "stopped"


def ended_for_good(store: RunStore, run_id: str) -> str:
    """Between two workers a run waits again, or counts as interrupted."""
    lasting = ("finished", "failed")
    until(lambda: store.get(run_id).status in lasting, "the end of the run")
    return store.get(run_id).status


def test_a_run_that_takes_its_workers_with_it_has_failed(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    site = dask(1, SCHEDULER__ALLOWED_FAILURES="0")
    run_id = serving().submit(long())
    at_work(store, run_id)
    site.worker_of(trainer(store, run_id).pid).end()
    assert ended_for_good(store, run_id) == "failed"
    assert "each worker that took the run was lost (found 1 worker" in store.get(run_id).message


def test_a_scheduler_that_was_lost_and_comes_back_is_found_again(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    site = dask(1)
    service = serving()
    at_it = service.submit(long())
    at_work(store, at_it)
    waits = service.submit(short())  # not before: a scheduler promises no order
    assert site.scheduler is not None
    site.scheduler.end()
    assert ended(store, waits) == "stopped"
    assert "the Dask scheduler went away" in store.get(waits).message
    site.start(1)  # its workers from before are ended, whatever they did
    assert ended(store, at_it) in RESUMABLE
    service.resume(waits)
    assert ended(store, waits) == "finished"


def test_a_grid_ends_with_a_message_when_the_scheduler_is_lost(
    store: RunStore, dask: Callable[..., Dask]
) -> None:
    site = dask(2)
    settings = [part for setting in LONG for part in ("--set", setting)]
    command = [sys.executable, "-m", "hmlc_core", "ablate", "--preset", "quick", "--seeds", "1"]
    with subprocess.Popen(
        [*command, *settings],
        cwd=ROOT,
        env=environment(site.place) | {"HMLC_SCHEDULER": site.address},
        stderr=subprocess.PIPE,
        text=True,
    ) as grid:
        until(lambda: len(store.runs()) == 4, "the runs")
        until(lambda: sum(run.step > 0 for run in store.runs()) == 2, "two runs at work")
        assert site.scheduler is not None
        site.scheduler.end()
        _, said = grid.communicate(timeout=240)
    assert grid.returncode == 1
    assert "the Dask scheduler went away" in said
    assert "Traceback" not in said
    site.end()
    for run in store.runs():
        assert ended(store, run.id) in RESUMABLE
        store.requeue(run.id)


def test_a_scheduler_that_is_not_there_is_said_at_once(
    store: RunStore, dask: Callable[..., Dask], serving: Callable[[], RunService]
) -> None:
    site = dask(0)
    service = serving()
    waits = service.submit(short())
    assert store.get(waits).status == "queued"
    site.end()
    assert ended(store, waits) == "stopped"
    with suppress(StoreError):  # either it is noticed by now, or the run is stopped like the first
        service.submit(short(seed=1))
    assert all(ended(store, run.id) in RESUMABLE for run in store.runs())
