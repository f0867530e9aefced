"""Progress where nobody looks: lines, few of them, and no run is lost for want of a reader."""

from __future__ import annotations

import re
import threading
from dataclasses import replace

import pytest

from hmlc_core.cli import progress
from hmlc_core.cli.progress import Bars, Lines, line
from hmlc_core.snapshot import Snapshot


def snapshot(step: int, stage: str = "train", **more: object) -> Snapshot:
    fields = {"steps": 10, "epoch": float(step), "seconds": 2.0 * step} | more
    return Snapshot(stage=stage, step=step, **fields)


def test_a_line_says_share_time_rest_and_score() -> None:
    scored = snapshot(4, scores={"validation/nDCG@5": 0.5})
    assert (
        line(scored, "training") == "Training 40%, 8 s, about 12 s left, validation nDCG@5 50.0 %"
    )
    assert line(snapshot(0), "training") == "Training 0%, 0 s"
    assert line(snapshot(4, last=True), "training") == "Training 100%, 8 s"  # it stopped early
    soon = replace(snapshot(9), seconds=0.3)
    assert line(soon, "training") == "Training 90%, 0 s, about 1 s left"
    assert line(replace(soon, seconds=0.0), "training") == "Training 90%, 0 s"


def test_when_all_steps_are_done_it_is_said_that_scores_follow() -> None:
    assert line(snapshot(10), "training") == "Training 100%, 20 s, scoring"
    early = snapshot(4, early=True)
    said = "Training 100%, 8 s, ended early, as its scores got no better, scoring"
    assert line(early, "training") == said
    assert line(replace(early, last=True), "training") == "Training 100%, 8 s"
    assert line(snapshot(10, last=True), "training") == "Training 100%, 20 s"
    assert line(snapshot(10, stage="labels"), "labels") == "Labels 100%, 20 s"  # training follows


def test_a_stage_has_a_line_at_its_beginning_and_end_and_few_between(capsys, monkeypatch) -> None:
    now = iter([0.0, 1.0, 4.0, 6.0, 7.0, 8.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(now))
    lines = Lines()
    lines.tell("Reading newsroom")
    lines.tell("Reading newsroom")
    for step in range(4):
        lines.show(snapshot(step))
    lines.show(snapshot(0, stage="other"))
    lines.show(snapshot(1, stage="other", last=True))
    said = capsys.readouterr()
    assert said.out == ""
    assert [text.split(",")[0] for text in said.err.splitlines()] == [
        "Reading newsroom",
        "Training 0%",
        "Training 30%",
        "Training 100%",
        "Other 0%",
        "Other 100%",
    ]


def test_silence_is_silence(capsys) -> None:
    with progress.progress(silent=True) as shown:
        shown.show(snapshot(1))
        shown.tell("Reading")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("screen", "kind"), [(True, Bars), (False, Lines)])
def test_bars_are_for_screens(monkeypatch, screen, kind) -> None:
    monkeypatch.setattr("sys.stderr.isatty", lambda: screen)
    assert type(progress.progress(silent=False)) is kind


def test_a_reader_who_has_gone_costs_nothing(monkeypatch) -> None:
    def gone(*_: object, **__: object) -> None:
        raise BrokenPipeError

    monkeypatch.setattr(progress.typer, "echo", gone)
    Lines().show(snapshot(1))


@pytest.mark.slow
def test_a_training_into_a_file_says_how_far_it_is(call, training) -> None:
    said = call("train")
    assert "Training 0%" in said.err
    assert "Training 100%" in said.err
    assert "Training" not in call("train", "--json").err


def test_long_work_is_told_again_and_again_and_short_work_never(capsys, monkeypatch) -> None:
    with progress.telling(silent=False) as tell:
        tell("Reading")
    assert capsys.readouterr().err == ""  # over in a moment
    monkeypatch.setattr(progress, "PACE", 0.01)
    said: list[str] = []
    heard = threading.Event()

    def hear(text: str) -> None:
        said.append(text)
        if len(said) > 1:
            heard.set()

    monkeypatch.setattr(progress, "tell", hear)
    with progress.telling(silent=False) as tell:
        tell("Scoring")
        assert heard.wait(60)
    assert all(re.fullmatch(r"Scoring, \d+ s", text) for text in said)
    with progress.telling(silent=True) as tell:
        tell("Reading")
    assert not any(text.startswith("Reading") for text in said)


def test_long_work_stands_on_a_screen_as_it_is(monkeypatch, capsys) -> None:
    monkeypatch.setattr(progress.sys.stderr, "isatty", lambda: True)
    with progress.telling(silent=False) as tell:
        tell("Reading [red]a[/red]")
    assert capsys.readouterr().out == ""
