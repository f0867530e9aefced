"""Many runs in one command: one after another here, or several at a time elsewhere."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, wait
from contextlib import suppress

import typer

from hmlc_core.cli.foreground import Bars, Interruption, train_here
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.queue.executor import cluster
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.runs.store.store import RunStore


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
        self.lasting = on_cluster is not None
        self.executor = on_cluster or (_processes(jobs) if jobs > 1 else None)

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, *_: object) -> None:
        if self.executor is not None:
            self.executor.shutdown(wait=False, cancel_futures=True)

    def train(self, experiments: Sequence[Experiment], group: str) -> list[Run]:
        """The runs as they ended; those not begun when a stop was asked for are left out."""
        if self.executor is None:
            return self._one_by_one(experiments, group)
        return self._all_at_once(self.executor, experiments, group)

    def _one_by_one(self, experiments: Sequence[Experiment], group: str) -> list[Run]:
        runs = []
        for number, experiment in enumerate(experiments, start=1):
            if self.interruption.requested:
                break
            run_id = self.store.create(experiment, group=group)
            self._say(f"{group}: run {number} of {len(experiments)}")
            with Bars(silent=self.silent) as bars:
                runs.append(train_here(self.store, run_id, self.interruption, bars))
        return runs

    def _all_at_once(
        self, executor: Executor, experiments: Sequence[Experiment], group: str
    ) -> list[Run]:
        if self.interruption.requested:
            return []
        ids = [
            self.store.create(experiment, group=group, lasting=self.lasting)
            for experiment in experiments
        ]
        pending = {executor.submit(train_run, self.store.uri, run_id) for run_id in ids}
        stopping = False
        while pending:
            done, pending = wait(pending, timeout=0.5)
            if done:
                self._say(f"{group}: {len(ids) - len(pending)} of {len(ids)} runs have ended")
            if self.interruption.requested and not stopping:
                stopping = True
                self._stop_all(group)
        return [self.store.get(run_id) for run_id in ids]

    def _stop_all(self, group: str) -> None:
        for run in self.store.active():
            if run.group == group and run.status in ACTIVE:
                with suppress(StoreError):  # it ended meanwhile
                    self.store.request_stop(run.id)

    def _say(self, text: str) -> None:
        if not self.silent:
            typer.echo(text, err=True)


def _processes(jobs: int) -> Executor:
    """Processes of their own: threads would share one interpreter lock."""
    return ProcessPoolExecutor(
        jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_signals
    )


def _leave_signals() -> None:
    """Ctrl-C reaches every process of a terminal; the parent alone asks runs to stop."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
