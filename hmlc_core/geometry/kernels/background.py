"""Kernels made ready in the background: compiled, or loaded where a machine has them already.

numba compiles one function at a time, whatever the number of threads, so one thread is enough;
what a run waits for goes before what is prepared for later.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from functools import partial
from typing import Any, final

import torch

from hmlc_core.errors import TrainingError

POLL = 0.25
"""Seconds between two looks of somebody who waits."""

_log = logging.getLogger(__name__)


@final
class Preparation:
    """Kernels that belong together, in one precision.

    name: what they compute, for messages. prepare: calls them once, and so compiles them.
    done: ends when they are ready, or with what went wrong.
    """

    def __init__(self, name: str, prepare: Callable[[], None]) -> None:
        self.name, self.prepare = name, prepare
        self.done: Future[None] = Future()

    def __repr__(self) -> str:
        return f"Preparation({self.name!r})"


def in_each_precision(
    name: str, prepare: Callable[[torch.dtype], None]
) -> Mapping[torch.dtype, Preparation]:
    """Precision -> the preparation that calls `prepare` with it."""
    dtypes = (torch.float32, torch.float64)
    return {dtype: Preparation(name, partial(prepare, dtype)) for dtype in dtypes}


@final
class Compiler:
    """Carries out preparations, one after another.

    Its thread ends when there is nothing to do. A program that ends waits for the kernels that
    are being compiled, so that the next one has them, and leaves the rest.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._queue: list[Preparation] = []
        self._current: Preparation | None = None
        self._compiled: Sequence[Any] = ()  # numba's records of what the current one compiled

    def begin(self, preparations: Sequence[Preparation], *, first: bool = False) -> None:
        """Carry out those that are not yet done; `first`: before all that wait already."""
        with self._lock:
            idle = self._current is None
            once = dict.fromkeys(preparations)
            due = [p for p in once if not p.done.done() and p is not self._current]
            if first:
                self._queue = due + [p for p in self._queue if p not in due]
            else:
                self._queue += [p for p in due if p not in self._queue]
            if idle and self._queue:
                self._current = self._queue.pop(0)
                threading.Thread(target=self._work, name="preparing-kernels").start()

    def busy(self) -> bool:
        """Whether kernels are being prepared now."""
        return self._current is not None

    def compiles(self) -> bool:
        """Whether what is prepared now had to be compiled, and is not only loaded."""
        return bool(self._compiled)

    def _work(self) -> None:
        while self._current is not None:
            try:
                from numba.core.event import install_recorder

                with install_recorder("numba:compile") as record:
                    self._compiled = record.buffer
                    self._current.prepare()
            except Exception as error:
                _log.warning("%s: not compiled", self._current.name, exc_info=error)
                self._current.done.set_exception(error)
            else:
                self._current.done.set_result(None)
            with self._lock:
                going_on = self._queue and threading.main_thread().is_alive()
                self._current = self._queue.pop(0) if going_on else None


compiler = Compiler()
"""Of this process."""


def wait_for(
    preparations: Sequence[Preparation],
    tell: Callable[[str], None],
    *,
    among: Sequence[Preparation],
) -> None:
    """Return when the preparations are done.

    tell: called with what is waited for, some times a second: kernels that are compiled, or those
        that a machine has, which takes a few seconds, too. What it raises ends the waiting.
    among: all preparations of the run, by which they are numbered.
    Raises `TrainingError` when one could not be carried out.
    """
    compiler.begin(preparations, first=True)
    for preparation in preparations:
        while not wait([preparation.done], POLL).done:
            what = "Compiling" if compiler.compiles() else "Loading"
            tell(f"{what} kernels, {among.index(preparation) + 1} of {len(among)}")
        error = preparation.done.exception()
        if error is not None:
            raise TrainingError(
                "the kernels cannot be compiled",
                where=preparation.name,
                received=f"{type(error).__name__}: {error}",
                remedy="Look whether numba works here; `training.kernels=torch` does without.",
            ) from error
