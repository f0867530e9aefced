"""The service trains in the background, can be asked to stop, and never holds up an exit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.queue.cluster import SchedulerLost, cluster
from hmlc_core.runs.queue.executor import NICENESS, BackgroundThreads
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.recorder import record
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot
from tests.runs.handmade import snapshot


def wait_for(store: RunStore, run_id: str, *statuses: str) -> str:
    """The run's status once it is one of `statuses`."""
    until = time.monotonic() + 60
    while (status := store.get(run_id).status) not in statuses:
        assert time.monotonic() < until, f"still {status}"
        time.sleep(0.02)
    return status


class Gate:
    """A job whose training waits at each snapshot until the gate is open."""

    def __init__(self) -> None:
        self.open = threading.Event()

    def __call__(self, uri: str, run_id: str, halted: Callable[[], bool] = lambda: False) -> str:
        store = RunStore(uri)
        if store.get(run_id).status != "queued":
            return "left"

        def snapshots() -> Iterator[Snapshot]:
            found = store.checkpoint(run_id)
            first = 0 if found is None else found.state["counters"]["step"] + 1
            for step in range(first, 1_000_000):
                yield snapshot(step, checkpoint=True, last=self.open.is_set())
                time.sleep(0.01)

        return record(store, run_id, snapshots, halted=halted, pace=0)


@pytest.fixture
def gate() -> Gate:
    return Gate()


@pytest.fixture
def service(store: RunStore, gate: Gate) -> Iterator[RunService]:
    service = RunService(store, job=gate, limit=2)
    yield service
    service.shutdown(timeout=30)


@pytest.mark.slow
def test_runs_wait_for_each_other_and_finish(
    service: RunService, store: RunStore, gate: Gate
) -> None:
    first = service.submit(Experiment(seed=1))
    wait_for(store, first, "running")
    second = service.submit(Experiment(seed=2))
    assert [(run.id, run.status) for run in service.queue()] == [
        (first, "running"),
        (second, "queued"),
    ]
    gate.open.set()
    assert wait_for(store, second, "finished") == "finished"
    assert store.get(first).status == "finished"
    assert service.queue() == []


@pytest.mark.slow
def test_the_same_experiment_at_work_is_the_same_run(service: RunService, store: RunStore) -> None:
    first = service.submit(Experiment(seed=1))
    assert service.submit(Experiment(seed=1)) == first
    assert service.submit(Experiment(seed=1), group="another") != first


@pytest.mark.slow
def test_the_queue_is_bounded(service: RunService, store: RunStore) -> None:
    wait_for(store, service.submit(Experiment(seed=1)), "running")
    service.submit(Experiment(seed=2))
    service.submit(Experiment(seed=3))
    with pytest.raises(StoreError, match=r"too many runs are waiting.*fewer than 2; found 2"):
        service.submit(Experiment(seed=4))


@pytest.mark.slow
def test_stop_and_resume_are_one_run(service: RunService, store: RunStore, gate: Gate) -> None:
    run_id = service.submit(Experiment())
    wait_for(store, run_id, "running")
    service.stop(run_id)
    wait_for(store, run_id, "stopped")
    done = len(store.curves(run_id)["train/epoch"].steps)
    service.resume(run_id)
    gate.open.set()
    wait_for(store, run_id, "finished")
    steps = store.curves(run_id)["train/epoch"].steps.tolist()
    assert len(steps) > done
    assert steps == list(range(len(steps)))
    assert len(store.runs()) == 1


@pytest.mark.slow
def test_a_run_stopped_while_it_waits_is_never_begun(
    service: RunService, store: RunStore, gate: Gate
) -> None:
    wait_for(store, service.submit(Experiment(seed=1)), "running")
    waiting = service.submit(Experiment(seed=2))
    service.stop(waiting)
    gate.open.set()
    after = service.submit(Experiment(seed=3))
    wait_for(store, after, "finished")
    assert store.get(waiting).status == "stopped"


@pytest.mark.slow
def test_shutdown_stops_what_runs_and_leaves_it_resumable(store: RunStore, gate: Gate) -> None:
    service = RunService(store, job=gate)
    run_id = service.submit(Experiment())
    wait_for(store, run_id, "running")
    service.shutdown(timeout=30)
    assert store.get(run_id).status == "stopped"
    assert store.checkpoint(run_id) is not None


@pytest.mark.slow
def test_a_run_that_comes_to_no_snapshot_is_stopped_where_it_is(store: RunStore) -> None:
    reached = threading.Event()

    def stuck() -> Iterator[Snapshot]:
        yield snapshot(0, checkpoint=True)
        reached.set()
        while True:
            time.sleep(0.01)

    def job(uri: str, run_id: str, halted: Callable[[], bool]) -> None:
        record(RunStore(uri), run_id, stuck, halted=halted)

    service = RunService(store, job=job)
    run_id = service.submit(Experiment())
    assert reached.wait(60)
    service.shutdown(timeout=0.1)
    wait_for(store, run_id, "stopped")
    assert "Interrupted at once" in store.get(run_id).message
    assert store.checkpoint(run_id) is not None


def test_a_job_that_breaks_outside_its_record_is_failed(store: RunStore) -> None:
    def lost(uri: str, run_id: str, **options: object) -> None:
        raise RuntimeError("the worker is lost")

    service = RunService(store, job=lost)
    run_id = service.submit(Experiment())
    wait_for(store, run_id, "failed")
    assert store.get(run_id).message == "RuntimeError: the worker is lost"
    service.shutdown()


class Lost(Executor):
    """An executor whose workers are all lost as soon as something is to be done."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_exception(SchedulerLost("the Dask scheduler went away"))
        return future


class Unreachable(Executor):
    """An executor that takes nothing."""

    def submit(self, fn: Callable[..., object], /, *args: object, **kwargs: object) -> Future[Any]:
        raise StoreError("the Dask scheduler does not answer")


def test_runs_that_wait_when_the_scheduler_is_lost_are_stopped(store: RunStore) -> None:
    run_id = RunService(store, Lost()).submit(Experiment())
    assert store.get(run_id).status == "stopped"
    assert store.get(run_id).message == "the Dask scheduler went away"
    store.requeue(run_id)  # it can go on


def test_a_run_that_nobody_takes_does_not_wait_for_ever(store: RunStore) -> None:
    with pytest.raises(StoreError, match="does not answer"):
        RunService(store, Unreachable()).submit(Experiment())
    (run,) = store.runs()
    assert (run.status, run.message) == ("failed", "the Dask scheduler does not answer")


@pytest.mark.slow
def test_any_executor_will_do(store: RunStore, gate: Gate) -> None:
    gate.open.set()
    with ThreadPoolExecutor(1) as executor:
        service = RunService(store, executor, job=gate)
        run_id = service.submit(Experiment())
    assert store.get(run_id).status == "finished"


def test_without_dask_the_message_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert cluster() is None
    monkeypatch.setenv("HMLC_SCHEDULER", "tcp://nowhere:1")
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(StoreError, match=r"pip install 'dask\[distributed\]'"):
        cluster()


@pytest.mark.skipif(sys.platform != "linux", reason="threads have no niceness of their own")
def test_training_gives_way_to_pages() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    before = niceness()
    executor = BackgroundThreads(1)
    assert executor.submit(niceness).result(60) == max(before, NICENESS) > 0
    executor.shutdown()
    assert niceness() == before


def test_background_threads_keep_the_contract_of_an_executor() -> None:
    executor = BackgroundThreads(1)
    release = threading.Event()
    first: Future[bool] = executor.submit(release.wait, 30)
    failing = executor.submit(int, "x")
    cancelled = executor.submit(int, "1")
    assert cancelled.cancel()
    release.set()
    assert first.result(30) is True
    assert isinstance(failing.exception(30), ValueError)
    executor.shutdown()
    assert cancelled.cancelled()
    with pytest.raises(RuntimeError, match="closed"):
        executor.submit(int)


def test_a_background_thread_that_waits_holds_nothing_of_its_last_task() -> None:
    executor, large = BackgroundThreads(1), {1, 2}
    gone = weakref.ref(large)
    assert executor.submit(sum, large).result(30) == 3
    del large
    until = time.monotonic() + 60
    while gone() is not None and time.monotonic() < until:
        time.sleep(0.01)
    assert gone() is None
    executor.shutdown()


SERVER = """
import signal, sys, time
from hmlc_core.experiment import Experiment
from hmlc_core.runs.recorder import record
from hmlc_core.runs.queue.service import RunService
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot

pause, patience = float(sys.argv[2]), float(sys.argv[3])
shutdown = RunService.shutdown
RunService.shutdown = lambda self, timeout: shutdown(self, patience or timeout)

def endless():
    for step in range(10**9):
        yield Snapshot(stage="train", step=step, steps=10**9, epoch=0.0, seconds=0.0)
        time.sleep(pause)

def job(uri, run_id, halted):
    record(RunStore(uri), run_id, endless, halted=halted)

service = RunService(RunStore(sys.argv[1]), job=job)
run_id = service.submit(Experiment())
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
while service.store.get(run_id).step == 0 and pause < 1:
    time.sleep(0.05)
print(run_id, flush=True)
time.sleep(600)
"""


@pytest.mark.slow
@pytest.mark.parametrize("pause", [0.01, 600])
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_that_trains_ends_at_once(
    store: RunStore, tmp_path: Path, pause: float, ending: signal.Signals
) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    had_time = ending is signal.SIGTERM and pause < 1
    patience = 60 * had_time  # for its next snapshot, which a busy machine may bring late
    command = [sys.executable, str(script), store.uri, str(pause), str(patience)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    ) as server:
        assert server.stdout is not None
        run_id = server.stdout.readline().strip()
        server.send_signal(ending)
        server.wait(120)  # a hung server would sleep for ten minutes
    status = store.get(run_id).status
    assert status == "stopped" if had_time else status in ("stopped", "interrupted")
    store.requeue(run_id)


@pytest.mark.slow
def test_a_stop_reaches_a_run_in_another_process(store: RunStore, tmp_path: Path) -> None:
    script = tmp_path / "server.py"
    script.write_text(SERVER)
    command = [sys.executable, str(script), store.uri, "0.01", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(Path.cwd())}
    ) as server:
        assert server.stdout is not None
        run_id = server.stdout.readline().strip()
        service = RunService(store, job=lambda *_: None)
        assert [run.id for run in service.queue()] == [run_id]
        service.stop(run_id)
        assert wait_for(store, run_id, "stopped") == "stopped"
        server.terminate()
