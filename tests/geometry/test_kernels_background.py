"""Kernels are prepared once, in the background, in the order in which they are waited for."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import numba
import pytest
import torch

from hmlc_core.errors import TrainingError
from hmlc_core.geometry.kernels import background
from hmlc_core.geometry.kernels.background import (
    Compiler,
    Preparation,
    in_each_precision,
    wait_for,
)


@pytest.fixture
def compiler(monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiler]:
    """One of its own, which has nothing to do any more at the end."""
    own = Compiler()
    monkeypatch.setattr(background, "compiler", own)
    monkeypatch.setattr(background, "POLL", 0.01)
    yield own
    for thread in threading.enumerate():
        if thread.name == "preparing-kernels":
            thread.join(60)
    assert not own.busy()


class Kernels:
    """Preparations that write down their names; the first waits for `go_on`."""

    def __init__(self) -> None:
        self.go_on, self.carried_out = threading.Event(), list[str]()
        self.slow = Preparation("slow", self._prepare("slow", self.go_on.wait))

    def __call__(self, name: str) -> Preparation:
        return Preparation(name, self._prepare(name))

    def _prepare(
        self, name: str, begin: Callable[[float], object] = lambda seconds: None
    ) -> Callable[[], None]:
        def prepare() -> None:
            begin(10)
            self.carried_out.append(name)

        return prepare


def test_what_a_run_waits_for_goes_before_what_is_for_later(compiler: Compiler) -> None:
    kernels = Kernels()
    later, now, next_ = kernels("later"), kernels("now"), kernels("next")
    compiler.begin([kernels.slow, later, next_])
    assert compiler.busy()
    compiler.begin([kernels.slow, now, next_], first=True)
    kernels.go_on.set()
    later.done.result(60)
    assert kernels.carried_out == ["slow", "now", "next", "later"]


def test_kernels_are_prepared_once_however_often_they_are_asked_for(compiler: Compiler) -> None:
    kernels = Kernels()
    kernels.go_on.set()
    for _ in range(3):
        compiler.begin([kernels.slow, kernels.slow])
        kernels.slow.done.result(60)
    assert kernels.carried_out == ["slow"]


def test_each_precision_has_a_preparation_of_its_own() -> None:
    called: list[torch.dtype] = []
    family = in_each_precision("family", called.append)
    for preparation in family.values():
        preparation.prepare()
    assert called == [torch.float32, torch.float64]
    assert {p.name for p in family.values()} == {"family"}


def test_who_waits_is_told_what_for_and_is_let_go_when_it_is_there(compiler: Compiler) -> None:
    kernels = Kernels()
    before, after = kernels("before"), kernels("after")
    told: list[str] = []

    def tell(message: str) -> None:
        told.append(message)
        kernels.go_on.set()

    wait_for([kernels.slow], tell, among=[before, kernels.slow, after])
    assert set(told) == {"Loading kernels, 2 of 3"}
    assert kernels.carried_out == ["slow"]
    wait_for([kernels.slow], pytest.fail, among=[kernels.slow])


def test_who_waits_is_told_when_numba_has_to_compile(compiler: Compiler) -> None:
    go_on = threading.Event()

    def prepare() -> None:
        numba.njit(lambda number: number + 1)(1)
        go_on.wait(60)

    def tell(message: str) -> None:
        told.append(message)
        if message.startswith("Compiling"):
            go_on.set()

    told: list[str] = []
    wait_for([one := Preparation("one more", prepare)], tell, among=[one])
    assert told[-1] == "Compiling kernels, 1 of 1"


def test_who_waits_can_be_stopped(compiler: Compiler) -> None:
    kernels = Kernels()

    def stop(message: str) -> None:
        raise InterruptedError(message)

    with pytest.raises(InterruptedError, match="1 of 1"):
        wait_for([kernels.slow], stop, among=[kernels.slow])
    kernels.go_on.set()
    kernels.slow.done.result(60)  # what has begun is finished all the same


def test_a_compiler_that_fails_is_told_with_its_reason_and_stops_no_other(
    compiler: Compiler,
) -> None:
    def broken() -> None:
        raise OSError("no compiler")

    kernels, failing = Kernels(), Preparation("scores", broken)
    kernels.go_on.set()
    compiler.begin([failing, kernels.slow])
    with pytest.raises(TrainingError, match=r"scores.*cannot be compiled.*OSError: no compiler"):
        wait_for([failing], lambda message: None, among=[failing])
    kernels.slow.done.result(60)
    assert kernels.carried_out == ["slow"]


@pytest.mark.slow
def test_a_program_that_ends_finishes_the_kernel_at_work_and_leaves_the_others() -> None:
    code = (
        "import threading\n"
        "from hmlc_core.geometry.kernels.background import Preparation, compiler\n"
        "begun = threading.Event()\n"
        "def first():\n"
        "    begun.set()\n"
        "    threading.main_thread().join()\n"
        "    print('first', flush=True)\n"
        "second = Preparation('second', lambda: print('second', flush=True))\n"
        "compiler.begin([Preparation('first', first), second])\n"
        "begun.wait()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=120
    )
    assert (result.returncode, result.stdout, result.stderr) == (0, "first\n", "")
