"""The workers of a Dask scheduler as an executor; what goes wrong there in plain words."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import suppress
from typing import Any, TypeVar

from hmlc_core.errors import HyperlabelError, StoreError, TrainingError

Result = TypeVar("Result")

VARIABLE = "HMLC_SCHEDULER"
"""Environment variable with the scheduler's address."""

TIMEOUT = 10
"""Seconds within which a scheduler has to answer, at first and when it was lost."""


class SchedulerLost(StoreError, BrokenExecutor):
    """The scheduler went away while runs waited or were at work."""


def cluster() -> Cluster | None:
    """The workers of the Dask scheduler at HMLC_SCHEDULER; None when that is not set.

    Raises `StoreError` when Dask is missing or the scheduler does not answer.
    """
    address = os.environ.get(VARIABLE)
    return Cluster(address) if address else None


class Cluster(Executor):
    """Calls functions on the workers of a Dask scheduler.

    A call whose worker is lost is made again on another one. Futures have `SchedulerLost` as their
    exception when it was, and `TrainingError` when too many workers were. A
    scheduler that was lost is looked for anew at the next call.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._connecting = threading.Lock()
        self._client = self._connected()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Call `fn` on a worker; raises `StoreError` when the scheduler does not answer."""
        with self._connecting:
            if self._client.status == "closed":
                self._client = self._connected()
        # Not pure: else the same run, resumed, would be answered with how it ended before.
        inner = self._client.get_executor(pure=False).submit(fn, *args, **kwargs)
        outer: Future[Result] = Future()

        def pass_on(done: Future[Result]) -> None:
            if not outer.set_running_or_notify_cancel():
                return
            if done.cancelled():
                outer.set_exception(self._lost())
            elif error := done.exception():
                outer.set_exception(_translated(error))
            else:
                outer.set_result(done.result())

        def cancel(ended: Future[Result]) -> None:
            if ended.cancelled():
                inner.cancel()

        inner.add_done_callback(pass_on)
        outer.add_done_callback(cancel)
        return outer

    def workers(self) -> int:
        """How many there are just now; calls wait for the first one."""
        return len(self._client.scheduler_info(n_workers=-1)["workers"])

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take leave of the scheduler, which forgets what nobody waits for any more."""
        with suppress(OSError, RuntimeError):  # it is gone already
            self._client.close(timeout=1)

    def _connected(self) -> Any:
        try:
            from distributed import Client
        except ImportError:
            raise StoreError(
                "Dask is not installed",
                where=f"{VARIABLE}={self.address}",
                remedy=f"Run `pip install 'dask[distributed]'`, or unset {VARIABLE} to train here.",
            ) from None
        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # errors tell
        try:
            connect: Any = Client  # which Dask leaves without types
            return connect(self.address, timeout=TIMEOUT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise StoreError(
                "the Dask scheduler does not answer",
                where=f"{VARIABLE}={self.address}",
                received=str(error),
                remedy=f"Start it (`dask scheduler`), or unset {VARIABLE} to train here.",
            ) from error

    def _lost(self) -> SchedulerLost:
        return SchedulerLost(
            "the Dask scheduler went away",
            where=f"{VARIABLE}={self.address}",
            remedy="Start it again (`dask scheduler`, then its workers), and resume the runs; "
            "each goes on from its last checkpoint.",
        )


def _translated(error: BaseException) -> BaseException:
    from distributed.scheduler import KilledWorker

    if isinstance(error, HyperlabelError) or not isinstance(error, KilledWorker):
        return error
    return TrainingError(
        "each worker that took the run was lost",
        received=f"{error.allowed_failures + 1} workers ended",
        remedy="Often there was too little memory: look at their output, or give each fewer "
        "threads (`dask worker --nthreads 1`); then resume the run.",
    )
