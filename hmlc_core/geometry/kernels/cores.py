"""A batch on every core there is, with the same result as on one.

Work is cut into chunks of documents, whose number depends on the batch alone. Whoever asks works on
the chunks, threads of this process help, and results come back in the order of chunks: a sum over
them is the same to the last bit however many helped. The threads are our own, since numba's do not
stand two callers; they gain by code that leaves the interpreter free. Between two chunks of a
caller that lets pages go first, all rest while one is made.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, TypeVar, final

import torch

from hmlc_core.courtesy import courtesy
from hmlc_core.errors import SettingError

Result = TypeVar("Result")

MOST = 16
"""Chunks of a batch: smaller ones would cost more to hand over than further cores save."""


def chunks(count: int, *, least: int = 1, most: int = MOST) -> list[slice]:
    """0 … count − 1 in at most `most` nearly equal slices, not shorter than `least` if possible."""
    number = max(1, min(most, count // least))
    return [slice(*ends) for ends in pairwise(count * n // number for n in range(number + 1))]


def sums(found: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """What the chunks found, tensors or arrays, added in their order into the first one's."""
    totals = found[0]
    for parts in found[1:]:
        for total, part in zip(totals, parts, strict=True):
            total += part
    return totals


def available() -> int:
    """Cores that this process may use: those it is bound to, at most OMP_NUM_THREADS.

    Raises `SettingError` when that variable is no number of threads.
    """
    bound = getattr(os, "sched_getaffinity", None)  # only Linux has it
    cores = len(bound(0)) if bound else os.cpu_count() or 1
    # OpenMP takes a list, one number for each level of nested loops; we have one level.
    limit = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    if limit and not (limit.isdecimal() and int(limit)):
        raise SettingError(
            "no number of threads", where="OMP_NUM_THREADS", expected="1 or more", received=limit
        )
    return min(cores, int(limit)) if limit else cores


class _Call:
    """The chunks of one batch, and what came of them."""

    def __init__(
        self, work: Callable[[slice], Any], parts: Sequence[slice], lock: threading.Lock
    ) -> None:
        self.work, self.parts = work, parts
        self.results: list[Any] = [None] * len(parts)
        self.errors: dict[int, BaseException] = {}
        self.taken = self.ended = 0
        self.unhurried = courtesy.unhurried
        self.over = threading.Condition(lock)


@final
class Cores:
    """Threads that work on chunks; those that ask, and helpers.

    threads: at most so many at a time, or None for those `available`. Helpers go round the callers,
    one chunk each time, and rest while the callers alone are as many.
    """

    def __init__(self, threads: int | None = None) -> None:
        self.threads = threads
        self._lock = threading.Lock()
        self._wanted = threading.Condition(self._lock)
        self._calls: deque[_Call] = deque()
        self._limit = self._helpers = self._working = 0

    def each(self, work: Callable[[slice], Result], parts: Sequence[slice]) -> list[Result]:
        """work(part) of every part, in their order; work may run in any thread, without gradients.

        If some raise, the first part's error is raised, once nobody works on the others any more.
        """
        call = _Call(work, parts, self._lock)
        with self._lock:
            self._limit = self.threads or available()
            helpers = min(self._limit, len(parts)) - 1
            self._working += 1
            self._calls.append(call)
            for _ in range(helpers - self._helpers):
                threading.Thread(target=self._help, name="core", daemon=True).start()
                self._helpers += 1
            self._wanted.notify(max(0, helpers))
        try:
            with torch.no_grad():
                while (number := self._next(call)) is not None:
                    self._work(call, number)
        finally:
            with self._lock:
                self._working -= 1
                self._wanted.notify()
                self._close(call)
                call.over.wait_for(lambda: call.ended == call.taken)
        if call.errors:
            raise call.errors[min(call.errors)]
        return call.results

    def _next(self, call: _Call) -> int | None:
        """The number of a chunk that nobody has taken; None if there is none, or an error."""
        with self._lock:
            if call.errors or call.taken == len(call.parts):
                self._close(call)
                return None
            call.taken += 1
            return call.taken - 1

    def _work(self, call: _Call, number: int) -> None:
        try:
            if call.unhurried:
                courtesy.rest()
            call.results[number] = call.work(call.parts[number])
        except BaseException as error:
            call.errors[number] = error
        with self._lock:
            call.ended += 1
            call.over.notify()

    def _close(self, call: _Call) -> None:
        """Let no helper come any more."""
        if call in self._calls:
            self._calls.remove(call)

    def _help(self) -> None:
        torch.set_num_threads(1)  # of this thread, as is whether gradients are recorded
        torch.set_grad_enabled(False)
        while True:
            with self._lock:
                self._wanted.wait_for(lambda: self._calls and self._working < self._limit)
                call = self._calls[0]
                self._calls.rotate(-1)
                self._working += 1
            number = self._next(call)
            if number is not None:
                self._work(call, number)
            del call  # its arrays are not kept while this thread waits
            with self._lock:
                self._working -= 1


cores = Cores()
"""Of this process."""
