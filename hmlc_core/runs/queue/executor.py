"""Who does the work on this machine: background threads."""

from __future__ import annotations

import ctypes
import os
import queue
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any, TypeVar

from hmlc_core.courtesy import courtesy

Result = TypeVar("Result")


NICENESS = 5
"""Of threads that train: about a third of a page's share where the processor is short."""


class Interrupted(BaseException):
    """Raised inside a thread that has to end now."""


class BackgroundThreads(Executor):
    """Daemon threads with a queue.

    `ThreadPoolExecutor` joins its threads when the interpreter exits, so a server that trains
    would not close; these are left behind.
    """

    def __init__(self, workers: int = 1, *, name: str = "training") -> None:
        self._tasks: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._waiting: set[Future[Any]] = set()
        self._closed = False
        self._threads = [
            threading.Thread(target=self._work, name=f"{name}-{n}", daemon=True)
            for n in range(workers)
        ]
        for thread in self._threads:
            thread.start()

    def submit(self, fn: Callable[..., Result], /, *args: Any, **kwargs: Any) -> Future[Result]:
        """Call `fn` in a thread, after what was submitted earlier."""
        if self._closed:
            raise RuntimeError("the executor is closed")
        future: Future[Result] = Future()

        def task() -> None:
            self._waiting.discard(future)
            if not future.set_running_or_notify_cancel():
                return
            try:
                future.set_result(fn(*args, **kwargs))
            except BaseException as error:
                future.set_exception(error)

        self._waiting.add(future)
        self._tasks.put(task)
        return future

    def shutdown(
        self, wait: bool = True, *, cancel_futures: bool = False, timeout: float | None = None
    ) -> None:
        """Take no more tasks; wait for those at work, `timeout` seconds in all at most."""
        self._closed = True
        if cancel_futures:
            for future in list(self._waiting):
                future.cancel()
        for _ in self._threads:
            self._tasks.put(None)
        until = None if timeout is None else time.monotonic() + timeout
        for thread in self._threads if wait else ():
            thread.join(None if until is None else max(0.0, until - time.monotonic()))

    def interrupt(self) -> None:
        """Raise `Interrupted` in every thread that is still at work, at its next line of Python.

        A thread that is inside torch when the interpreter is torn down takes the process with
        it ("terminate called without an active exception"), so it must not be there any more.
        """
        for thread in self._threads:
            if thread.is_alive() and thread.ident is not None:
                ctypes.pythonapi.PyThreadState_SetAsyncExc(
                    ctypes.c_ulong(thread.ident), ctypes.py_object(Interrupted)
                )

    def _work(self) -> None:
        _give_way()
        while (task := self._tasks.get()) is not None:
            task()
            del task  # what it was called with would stay as long as this thread waits


def _give_way() -> None:
    """Let the pages of this program, and the browser beside it, go first from now on.

    Whoever looks waits for milliseconds, training for nobody. Only Linux has a niceness for each
    thread; elsewhere the call would slow down the pages too.
    """
    courtesy.unhurried = True
    if sys.platform == "linux":
        thread = threading.get_native_id()
        niceness = max(NICENESS, os.getpriority(os.PRIO_PROCESS, thread))
        os.setpriority(os.PRIO_PROCESS, thread, niceness)
