"""Layouts are made behind the page: it draws what there is, and asks again."""

from __future__ import annotations

import shutil
import threading
import time
import weakref

import numpy as np
import pytest

from hmlc_core.experiment.stages import LABELS
from hmlc_core.pictures.moving import arrange_moments
from hmlc_core.runs.opened import OpenedRun, StagePoints
from hmlc_core.runs.store.store import RunStore
from pages.ui.run import arranged as room
from pages.ui.run import film
from tests.pages.conftest import sent
from tests.pages.trained import opened, run_called, trained_home
from tests.pictures.trees import BALL, branches


@pytest.fixture(autouse=True)
def _anew():
    room._work.clear()
    yield
    room._work.clear()


def moments(count: int) -> list:
    return [(branches() * (n + 1) / 8, BALL) for n in range(count)]


def layouts(moments: list, *, live: bool) -> dict:
    return dict(room.arranged("run", moments, live=live)[0])


@pytest.mark.slow
def test_what_is_asked_for_is_there_within_the_patience_or_later(monkeypatch):
    hold = threading.Event()
    made = room._Work._arrange
    monkeypatch.setattr(
        room._Work, "_arrange", lambda *arguments: hold.wait(60) and made(*arguments)
    )
    monkeypatch.setattr(room, "PATIENCE", 0.01)
    assert layouts(moments(3), live=False) == {}
    assert room.pending("run")
    hold.set()
    monkeypatch.setattr(room, "PATIENCE", 60)
    assert sorted(layouts(moments(3), live=False)) == [0, 1, 2]
    assert not room.pending("run")


def test_of_a_run_that_has_ended_it_is_said_that_more_moments_come(monkeypatch):
    hold, made = threading.Event(), room._Work._arrange

    def one_after_the_other(work, moments, live):
        (newest,) = made(work, moments[-1:], live).values()
        work._done = {len(moments) - 1: newest}
        hold.wait(60)
        return made(work, moments, live)

    monkeypatch.setattr(room._Work, "_arrange", one_after_the_other)
    monkeypatch.setattr(room, "PATIENCE", 0.01)
    monkeypatch.setattr(room, "HASTE", 0.01)
    points = np.stack([labels for labels, _ in moments(3)])
    part = StagePoints(LABELS, np.arange(3), np.arange(3.0), points, BALL)
    while (drawn := film._arranged_film("run", [part], live=False)) is None:
        pass
    assert list(drawn.steps) == [2]
    assert drawn.note == "Its other moments are being arranged …"
    hold.set()
    while room.pending("run"):
        time.sleep(0.01)
    ended = film._arranged_film("run", [part], live=False)
    assert list(ended.steps) == [0, 1, 2]
    assert ended.note == ""


def test_new_moments_follow_and_old_ones_stay_unless_better_ones_are_found(monkeypatch):
    asked = []

    def better(chosen, known):
        asked.append(len(chosen))
        return arrange_moments(chosen)

    monkeypatch.setattr(room, "PATIENCE", 60)
    monkeypatch.setattr(room, "HASTE", 60)
    monkeypatch.setattr("hmlc_core.pictures.moving.improve", better)
    first = layouts(moments(4), live=True)
    more = layouts(moments(6), live=True)
    assert all(more[n] is first[n] for n in first)
    assert asked == []
    anew = layouts(moments(8), live=True)  # twice as many
    assert not any(anew[n] is first[n] for n in first)
    ended = layouts(moments(8), live=False)
    assert asked == [8, 8]
    assert layouts(moments(8), live=False) == ended
    assert asked == [8, 8]


def test_what_is_kept_does_not_hold_on_to_all_moments_it_was_cut_from(monkeypatch):
    """Frames known so far are one array, a longer one whenever a run at work has told of more."""
    monkeypatch.setattr(room, "PATIENCE", 60)
    monkeypatch.setattr(room, "HASTE", 60)
    monkeypatch.setattr("hmlc_core.pictures.moving.go_on", lambda _, known: known)
    gone = []
    for known in (4, 5, 6, 7):
        frames = np.stack([labels for labels, _ in moments(known)])
        gone.append(weakref.ref(frames))
        assert known - 1 in layouts([(labels, BALL) for labels in frames], live=True)
        del frames
    until = time.monotonic() + 60  # the thread lets go a moment after it told what it had found
    while time.monotonic() < until and any(one() is not None for one in gone):
        time.sleep(0.01)
    assert [one() is None for one in gone] == [True] * 4


@pytest.mark.slow
@pytest.mark.parametrize("url", ["train", "hierarchy"])
@pytest.mark.parametrize("some", [False, True])
def test_what_is_arranged_while_a_page_is_drawn_is_drawn_too(app, home, monkeypatch, url, some):
    shutil.copytree(trained_home(), home)
    hold, made, ask = threading.Event(), room._Work._arrange, room._Work.ask

    def late(work, moments, live):
        if some:
            (newest,) = made(work, moments[-1:], live).values()
            work._done = {len(moments) - 1: newest}
        hold.wait(60)
        return made(work, moments, live)

    def ended_meanwhile(work, moments, *, live):
        told = ask(work, moments, live=live)
        while some and not told[0]:
            told = ask(work, moments, live=live)
        hold.set()
        while work.busy:
            time.sleep(0.01)
        return told

    monkeypatch.setattr(room, "PATIENCE", 0.01)
    monkeypatch.setattr(room, "HASTE", 0.01)
    monkeypatch.setattr(room._Work, "_arrange", late)
    monkeypatch.setattr(room._Work, "ask", ended_meanwhile)
    run = RunStore().get(run_called("product"))
    header, arrays = sent(opened(app, url, run=run.id))
    parts = OpenedRun(RunStore(), run).stages()
    assert len(arrays["frames"]) == sum(len(part.steps) for part in parts) > 1
    assert header["note"] == ""


def test_an_error_is_told_to_whoever_asks(monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 60)

    def wrong(*_):
        raise ValueError("no picture")

    monkeypatch.setattr(room._Work, "_arrange", wrong)
    with pytest.raises(ValueError, match="no picture"):
        layouts(moments(2), live=False)


@pytest.mark.parametrize(("count", "labels", "expected"), [(5, 10, 5), (160, 601, 21), (1, 601, 1)])
def test_of_many_labels_some_moments_are_arranged_the_last_always(count, labels, expected):
    numbers = room._chosen(count, labels, live=False)
    assert len(numbers) == expected
    assert numbers[-1] == count - 1
    assert np.diff(numbers).min(initial=1) > 0


def test_the_newest_moment_of_a_run_at_work_is_drawn_however_far_its_layouts_are_behind(
    monkeypatch,
):
    hold, begun = threading.Event(), threading.Event()
    behind = room._Work._arrange

    def late(*arguments):
        begun.set()
        hold.wait(60)
        return behind(*arguments)

    monkeypatch.setattr(room, "PATIENCE", 60)
    first = layouts(moments(4), live=True)
    monkeypatch.setattr(room._Work, "_arrange", late)
    monkeypatch.setattr(room, "HASTE", 0)
    for count in (6, 7, 9):
        drawn = layouts(moments(count), live=True)
        assert max(drawn) == count - 1
        assert all(drawn[n] is first[n] for n in first)
    assert begun.wait(60)
    assert room.pending("run")
    hold.set()
    monkeypatch.setattr(room, "HASTE", 60)
    while room.pending("run") or len(drawn) < 9:
        drawn = layouts(moments(9), live=True)
    assert sorted(drawn) == list(range(9))


def test_a_page_does_not_wait_for_the_newest_moment_of_very_many_labels(monkeypatch):
    monkeypatch.setattr(room, "PATIENCE", 60)
    monkeypatch.setattr(room, "HASTE", 0)
    monkeypatch.setattr("hmlc_core.pictures.crowd.MOST", len(branches()) - 1)
    monkeypatch.setattr("hmlc_core.pictures.crowd.SOME", len(branches()) - 1)
    first = layouts(moments(4), live=True)
    hold, behind = threading.Event(), room._Work._arrange
    monkeypatch.setattr(
        room._Work, "_arrange", lambda *arguments: hold.wait(60) and behind(*arguments)
    )
    assert layouts(moments(6), live=True) == first
    hold.set()
    monkeypatch.setattr(room, "HASTE", 60)
    assert max(layouts(moments(6), live=True)) == 5
