"""The list of all runs, in which only those are read anew that have changed.

An ended run changes when a person renames it, puts it into a group, deletes it or resumes it; a
run that has not ended is read every time.
"""

from __future__ import annotations

import threading
from bisect import insort
from collections.abc import Callable, Iterable
from typing import TypeVar

from hmlc_core.runs.run import Run
from hmlc_core.runs.store.changes import DatabaseRuns, ServerRuns
from hmlc_core.runs.store.errors import translated
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.tags import read_run
from hmlc_core.runs.store.tracking import Tracking

Answer = TypeVar("Answer")


class Listing:
    """All runs that Hyperlabel has made, the newest first; safe to share between threads.

    Raises `StoreError`.
    """

    def __init__(self, tracking: Tracking) -> None:
        self._tracking = tracking
        path = tracking.database
        self._source = ServerRuns(tracking) if path is None else DatabaseRuns(path)
        self._ended: dict[str, Run] = {}
        self._in_order: list[Run] = []
        self._lock = threading.Lock()

    def runs(self) -> list[Run]:
        """All of them."""
        if not self._tracking.exists():
            return []
        ended, others = self._asked("runs", self._refreshed)
        runs = ended.copy()
        for run in _now(others):
            insort(runs, run, key=_order)
        return runs

    def not_ended(self) -> list[Run]:
        """Those that are not at their end, without a look at all others."""
        if not self._tracking.exists():
            return []
        return sorted(_now(self._asked("runs not ended", self._source.not_ended)), key=_order)

    def _asked(self, question: str, ask: Callable[[], Answer]) -> Answer:
        def answer() -> Answer:
            self._tracking.client()  # tells what is wrong with a store that MLflow cannot use
            with translated(self._tracking.uri):
                return ask()

        return self._tracking.unchanged(question, answer)

    def _refreshed(self) -> tuple[list[Run], list[Kept]]:
        """Runs that have ended, in order, and what is kept of all others."""
        with self._lock:
            changes = self._source.changes()
            for run_id in changes.gone:
                self._ended.pop(run_id, None)
            for one in changes.ended:
                if "status" in one.tags:
                    self._ended[one.id] = read_run(one)
            if changes.gone or changes.ended:
                self._in_order = sorted(self._ended.values(), key=_order)
            return self._in_order, changes.others


def _now(kept: Iterable[Kept]) -> list[Run]:
    """Runs as of now: whether a process still lives is not written anywhere."""
    return [read_run(one) for one in kept if "status" in one.tags]


def _order(run: Run) -> tuple[float, str]:
    return -run.created.timestamp(), run.id
