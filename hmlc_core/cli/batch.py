"""Many runs in one command: one after another here, or several at a time elsewhere."""

from __future__ import annotations

import math
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from contextlib import suppress

from hmlc_core.cli.foreground import Interruption, train_here
from hmlc_core.cli.progress import PACE, progress, tell
from hmlc_core.errors import HyperlabelError, StoreError, TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.masking import masked
from hmlc_core.runs.queue.aftermath import look_after
from hmlc_core.runs.queue.cluster import cluster
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.run import Run, default_name, duration
from hmlc_core.runs.store.store import RunStore

Queue = Callable[[Experiment], str | None]


class Batch:
    """Trains experiments as runs of a group, with progress on standard error.

    jobs: runs at a time; with more than one, each has a process of its own. A cluster at
    HMLC_SCHEDULER takes them all.
    """

    def __init__(
        self, store: RunStore, interruption: Interruption, *, jobs: int, silent: bool
    ) -> None:
        self.store, self.interruption, self.silent = store, interruption, silent
        on_cluster = cluster()
        self.jobs = None if on_cluster else jobs
        if on_cluster and not on_cluster.workers():
            self._say(f"{masked(on_cluster.address)} has no workers yet; the runs wait for one.")
        self.executor = on_cluster or (_processes(jobs) if jobs > 1 else None)

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        if self.executor is not None:
            self.executor.shutdown(wait=False, cancel_futures=True)

    def train(
        self,
        experiments: Sequence[Experiment],
        group: str,
        *,
        named: Callable[[Experiment], str] = default_name,
        queue: Queue | None = None,
    ) -> list[Run]:
        """The runs as they ended; those not begun when a stop was asked for are left out.

        named: what the run of an experiment is called. queue: asked when it is an experiment's turn
            for the id of a run that waits; None where it is left out, since another program has it.
            By default, a new run of the group.
        """
        queue = queue or (
            lambda experiment: self.store.create(experiment, name=named(experiment), group=group)
        )
        if self.executor is None:
            return self._one_by_one(experiments, group, queue)
        return self._side_by_side(self.executor, experiments, group, queue)

    def _one_by_one(self, experiments: Sequence[Experiment], group: str, queue: Queue) -> list[Run]:
        runs: list[Run] = []
        started = time.monotonic()
        for number, experiment in enumerate(experiments, start=1):
            if self.interruption.requested:
                break
            if (run_id := queue(experiment)) is None:
                continue
            rest = _left(started, number - 1, len(experiments))
            self._say(f"{group}: run {number} of {len(experiments)}{rest}")
            with progress(silent=self.silent) as shown:
                runs.append(train_here(self.store, run_id, self.interruption, shown))
        return runs

    def _side_by_side(
        self, executor: Executor, experiments: Sequence[Experiment], group: str, queue: Queue
    ) -> list[Run]:
        """A run is made when it is its turn: none is left waiting by a command that was ended."""
        ids: list[str] = []
        left = list(experiments)
        jobs: dict[Future[str], str] = {}
        pending: set[Future[str]] = set()
        started = time.monotonic()
        stopping, told = False, started
        try:
            while pending or (left and not self.interruption.requested):
                while left and len(pending) < (self.jobs or math.inf):
                    if self.interruption.requested:
                        break
                    if (run_id := queue(left.pop(0))) is None:
                        continue
                    ids.append(run_id)
                    job = executor.submit(train_run, self.store.uri, run_id)
                    jobs[job] = run_id
                    pending.add(job)
                done, pending = wait(pending, timeout=0.5, return_when=FIRST_COMPLETED)
                for job in done:
                    error = look_after(self.store, jobs[job], job)
                    if isinstance(error, BrokenExecutor):
                        raise error
                if done:
                    ended, total = len(ids) - len(pending), len(ids) + len(left)
                    rest = _left(started, ended, total)
                    self._say(f"{group}: {ended} of {total} runs ended{rest}")
                if self.interruption.requested and not stopping:
                    stopping, told = True, time.monotonic()
                    self._stop(ids)
                if stopping and pending and time.monotonic() - told >= PACE:
                    self._say_what_lasts([jobs[job] for job in pending])
                    told = time.monotonic()
        except BrokenExecutor as error:
            self._stop(ids)
            if isinstance(error, HyperlabelError):
                raise
            raise TrainingError(
                "a process that trained was ended from outside",
                where=group,
                remedy="Often there was too little memory: try fewer --jobs.",
            ) from None
        except BaseException:  # a full store, a second Ctrl-C
            self._stop(ids)
            raise
        return [self.store.get(run_id) for run_id in ids]

    def _say_what_lasts(self, ids: Sequence[str]) -> None:
        """What those runs are at, which have been asked to stop."""
        for run_id in () if self.silent else ids:
            run = self.store.get(run_id)
            at = run.message or run.status
            self._say(f"Waiting for the end of {run.name} ({run_id[:8]}): {at}")

    def _stop(self, ids: Sequence[str]) -> None:
        for run_id in ids:
            with suppress(StoreError):  # it has ended
                self.store.request_stop(run_id)

    def _say(self, text: str) -> None:
        if not self.silent:
            tell(text)


def _left(started: float, ended: int, total: int) -> str:
    """How long the rest takes at the pace of the runs so far, when there have been some."""
    if ended < 2 or ended == total:
        return ""
    return f", about {duration((time.monotonic() - started) / ended * (total - ended))} left"


def _processes(jobs: int) -> Executor:
    """Processes of their own: threads would share one interpreter lock."""
    return ProcessPoolExecutor(
        jobs,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(jobs,),
    )


def _begin(jobs: int) -> None:
    """A process with its share of the cores."""
    from hmlc_core.geometry.kernels.cores import available, cores

    cores.threads = max(1, available() // jobs)
    _follow_parent()


def _follow_parent() -> None:
    """Leave signals to the parent, and end with it.

    Ctrl-C reaches every process of a terminal; the parent alone asks runs to stop. A parent that
    is killed asks nobody, and its workers would train on, and then wait for work for ever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None, "this is called in a worker"

    def watch() -> None:
        parent.join()
        os._exit(1)  # the run counts as interrupted, and goes on from its last checkpoint

    threading.Thread(target=watch, name="parent", daemon=True).start()
