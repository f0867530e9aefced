"""Threads that train rest while a page is made, and go on whatever the pages do."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from hmlc_core import courtesy as courtesy_module
from hmlc_core.courtesy import Courtesy
from hmlc_core.geometry.kernels import cores as cores_module
from hmlc_core.geometry.kernels.cores import Cores, chunks
from hmlc_core.runs.queue.executor import BackgroundThreads

FOREVER = 60.0


def in_thread(work: Callable[[], object]) -> tuple[threading.Thread, threading.Event]:
    """A thread that works, and what is set once it has."""
    done = threading.Event()

    def run() -> None:
        work()
        done.set()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, done


def test_a_rest_lasts_until_no_page_is_made() -> None:
    courtesy = Courtesy(painting=0, longest=FOREVER)
    with courtesy.page():
        with courtesy.page():
            thread, done = in_thread(courtesy.rest)
        assert not done.wait(0.05)
    thread.join(FOREVER)
    assert done.is_set()


def test_a_page_that_ends_in_an_error_is_made_no_more() -> None:
    courtesy = Courtesy(painting=0, longest=FOREVER)
    with pytest.raises(KeyError), courtesy.page():
        raise KeyError
    courtesy.rest()


def test_a_browser_has_time_to_paint() -> None:
    courtesy = Courtesy(painting=FOREVER, longest=FOREVER)
    with courtesy.page():
        pass
    thread, done = in_thread(courtesy.rest)
    assert not done.wait(0.05)
    courtesy.painting = 0
    with courtesy.page():
        pass
    thread.join(FOREVER)
    assert done.is_set()


def test_a_rest_is_bounded_and_earned_by_as_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    courtesy = Courtesy(longest=0.05)
    with courtesy.page():
        end = time.monotonic() + courtesy.longest
        courtesy.rest()
        # However long a thread takes to start, no work is done meanwhile.
        monkeypatch.setattr(courtesy_module, "time", SimpleNamespace(monotonic=lambda: end))
        thread, done = in_thread(lambda: (setattr(courtesy, "longest", FOREVER), courtesy.rest()))
        assert done.wait(FOREVER), "no rest so soon after another"
    thread.join()


def test_only_unhurried_threads_give_way() -> None:
    courtesy = Courtesy(painting=0, longest=FOREVER)

    def patiently() -> None:
        courtesy.unhurried = True
        courtesy.give_way()

    with courtesy.page():
        courtesy.give_way()
        thread, done = in_thread(patiently)
        assert not done.wait(0.05)
    thread.join(FOREVER)
    assert done.is_set()
    assert not courtesy.unhurried


def test_threads_that_train_are_unhurried() -> None:
    executor = BackgroundThreads()
    assert executor.submit(lambda: cores_module.courtesy.unhurried).result(FOREVER)
    executor.shutdown()


def test_chunks_of_an_unhurried_caller_wait_for_a_page(monkeypatch: pytest.MonkeyPatch) -> None:
    courtesy = Courtesy(painting=0, longest=FOREVER)
    monkeypatch.setattr(cores_module, "courtesy", courtesy)
    cores, parts = Cores(2), chunks(8)

    def patiently() -> None:
        courtesy.unhurried = True
        assert cores.each(lambda part: part.start, parts) == list(range(8))

    with courtesy.page():
        thread, done = in_thread(patiently)
        assert Cores(2).each(lambda part: part.start, parts) == list(range(8))
        assert not done.wait(0.05)
    thread.join(FOREVER)
    assert done.is_set()
