"""RunService: trains runs in the background, one after another, and can be asked to stop."""

from __future__ import annotations

import atexit
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.queue.aftermath import look_after
from hmlc_core.runs.queue.cluster import cluster
from hmlc_core.runs.queue.executor import BackgroundThreads
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.run import Run
from hmlc_core.runs.store.store import RunStore


class RunService:
    """Hands queued runs to an executor; the queue itself is in the store, for all to see.

    executor: who does the work; by default the cluster at HMLC_SCHEDULER, or else `workers`
        background threads, which are asked to stop when the interpreter exits.
    limit: at most this many runs wait; by default enough for every method with five seeds.
    job: what is done with a run, called as `job(uri, run_id)`.
    check: raises an error for an experiment that may not be submitted here. What was begun may
        always be resumed.
    """

    def __init__(
        self,
        store: RunStore,
        executor: Executor | None = None,
        *,
        workers: int = 1,
        limit: int = 50,
        job: Callable[..., object] = train_run,
        check: Callable[[Experiment], None] = lambda experiment: None,
    ) -> None:
        self.store, self.limit, self.job, self.check = store, limit, job, check
        self._closing = threading.Event()
        self._submitting = threading.Lock()
        self._threads: BackgroundThreads | None = None
        executor = executor or cluster()
        if executor is None:
            executor = self._threads = BackgroundThreads(workers)
        self._executor = executor
        atexit.register(_shut_down, weakref.ref(self))

    def submit(self, experiment: Experiment, *, name: str | None = None, group: str = "") -> str:
        """Queue a run and return its id; the same experiment, already at work, is that run.

        Raises `StoreError` when too many wait already, and what `check` raises.
        """
        self.check(experiment)
        with self._submitting:
            active = self.queue()
            for run in active:
                if run.experiment == experiment and run.group == group:
                    return run.id
            self._check_room(active)
            run_id = self.store.create(experiment, name=name, group=group)
            self._hand_over(run_id)
            return run_id

    def resume(self, run_id: str) -> None:
        """Queue an ended run again, to go on where it was."""
        with self._submitting:
            self._check_room(self.queue())
            self.store.requeue(run_id)
            self._hand_over(run_id)

    def stop(self, run_id: str) -> None:
        """Ask for a stop at the next snapshot, wherever the run is trained."""
        self.store.request_stop(run_id)

    def queue(self) -> list[Run]:
        """Runs that are at work or wait, in this program or another, the oldest first."""
        return self.store.active()

    def shutdown(self, timeout: float = 1.0) -> None:
        """Stop the threads' runs at their next snapshot, or wherever they are after `timeout` s.

        Either way they can be resumed from their last checkpoint. Runs on a cluster go on.
        """
        self._closing.set()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True, timeout=timeout)
            self._threads.interrupt()
            self._threads.shutdown(timeout=timeout)

    def _check_room(self, active: list[Run]) -> None:
        waiting = sum(run.status == "queued" for run in active)
        if waiting >= self.limit:
            raise StoreError(
                "too many runs are waiting",
                where="queue",
                expected=f"fewer than {self.limit}",
                received=str(waiting),
                remedy="Wait for some to finish, or stop some.",
            )

    def _hand_over(self, run_id: str) -> None:
        options: dict[str, Any] = {"halted": self._closing.is_set} if self._threads else {}
        try:
            future = self._executor.submit(self.job, self.store.uri, run_id, **options)
        except StoreError as error:  # nobody will come for it
            self.store.finish(run_id, "failed", str(error))
            raise
        future.add_done_callback(lambda done: look_after(self.store, run_id, done))


def _shut_down(service: weakref.ref[RunService]) -> None:
    alive = service()
    if alive is not None:
        alive.shutdown(timeout=0.5)
