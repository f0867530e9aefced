"""The harness works: every speed case runs in its smallest form. No duration is judged here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from benchmarks import harness
from benchmarks.all import CASES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"page_rerun", "first_paint", "disk"}


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "benchmarks", "all", *arguments],
        cwd=ROOT,
        env=os.environ | {"HMLC_DATA_DIR": ""},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(CASES.keys() - BROWSER))
def test_a_case_runs_in_its_smallest_form(name: str) -> None:
    _check(name)


@pytest.mark.browser
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", sorted(BROWSER))
def test_a_case_in_a_browser_runs_in_its_smallest_form(name: str) -> None:
    _check(name)


def _check(name: str) -> None:
    done = run("--smallest", "--json", "--cases", name)
    assert done.returncode == 0, done.stderr
    entry: dict[str, Any] = json.loads(done.stdout)[name]
    if "skipped" in entry:
        pytest.skip(entry["skipped"])
    assert entry["ratio"] == pytest.approx(entry["peer"] / entry["ours"])
    assert entry["ours"] > 0
    assert entry["memory_mb"] is None or entry["memory_mb"] >= 0


def test_a_case_that_does_not_exist_is_named_with_those_that_do() -> None:
    done = run("--cases", "growth,grwoth")
    assert done.returncode == 2
    assert "grwoth: choose from" in done.stderr


def test_a_failure_is_a_result_and_the_others_are_measured(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import typer

    from benchmarks import all as command

    entries = {"growth": {"failed": "ValueError: no"}, "hidden_epoch": {"skipped": "why"}}
    monkeypatch.setattr(command, "_alone", lambda name, smallest: entries[name])
    monkeypatch.setattr(os, "environ", dict(os.environ))
    with pytest.raises(typer.Exit) as end:
        command.main(cases="growth,hidden_epoch", smallest=True, as_json=True)
    assert end.value.exit_code == 1
    assert json.loads(capsys.readouterr().out) == entries


def test_the_ratio_says_how_many_times_faster_ours_is(monkeypatch: pytest.MonkeyPatch) -> None:
    cost = {"ours": 2.0, "peer": 6.0}
    monkeypatch.setattr(harness, "seconds", lambda action: cost[action()])
    entry = harness.compared(lambda: "ours", lambda: "peer", rounds=2)
    assert (entry["ours"], entry["peer"], entry["ratio"]) == (2.0, 6.0, 3.0)


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux can tell")
def test_added_memory_is_the_peak_even_when_it_is_freed() -> None:
    def action() -> None:
        bytearray(b"x" * 50_000_000)

    action()
    assert 45 <= (harness.added_memory(action) or 0) <= 200
