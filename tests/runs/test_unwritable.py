"""A home that belongs to another user: it is looked at, and nothing in it is changed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore
from tests.printed import ROOT
from tests.runs.handmade import snapshot

pytestmark = pytest.mark.slow

NOBODY = 65534
POWERS = "dac_override", "dac_read_search"
"""By which root writes and reads whatever it wants."""

LOOKER = """
import json, os, sys
from hmlc_core.cli.doctor import _store
from hmlc_core.data.home import home, writable
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore

run_id = sys.argv[1]
store = RunStore()
found = {
    "writable": writable(),
    "runs": [run.name for run in store.runs()],
    "steps": store.frames(run_id).steps.tolist(),
    "checkpoint": store.checkpoint(run_id) is not None,
    "doctor": [found.remedy for found in _store() if found.topic == "home"],
    "refusals": [],
}
os.environ["HMLC_HOME"] = str(home() / "new")
for change in (
    lambda: store.rename(run_id, "other"),
    lambda: store.create(Experiment()),
    lambda: store.create_once(Experiment(), group="group"),
    lambda: store.requeue(run_id),
    lambda: RunStore().create(Experiment()),
):
    try:
        change()
    except StoreError as error:
        found["refusals"].append([error.what, error.remedy])
print(json.dumps(found))
"""


@pytest.fixture
def as_other(home: Path) -> list[str]:
    """What a command begins with whose program may only read the home."""
    if os.geteuid():
        begin = []
    elif (program := shutil.which("setpriv")) is None:
        pytest.skip("root writes whatever it wants, and there is no setpriv to make it less")
    else:
        less = ",".join(f"-{power}" for power in POWERS)
        begin = [program, f"--bounding-set={less}", f"--inh-caps={less}"]
    return begin


def give_away(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
        if not os.geteuid():
            os.chown(path, NOBODY, NOBODY)


def take_back(home: Path) -> None:
    for path in (home, *home.rglob("*")):
        if not os.geteuid():
            os.chown(path, 0, 0)
        path.chmod(0o755 if path.is_dir() else 0o644)


def test_a_home_of_another_user_can_be_read(
    store: RunStore, home: Path, tmp_path: Path, as_other: list[str]
) -> None:
    run_id = store.create(Experiment(), name="kept")
    store.record(run_id, snapshot(0, checkpoint=True))
    store.finish(run_id, "stopped")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    give_away(home)
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    try:
        touched = subprocess.run([*as_other, "touch", str(home / "x")], capture_output=True)
        assert touched.returncode != 0, "the home can be written: nothing is tested here"
        command = [*as_other, sys.executable, "-c", LOOKER, run_id]
        there = os.environ | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=elsewhere, env=there, capture_output=True, text=True)
        after = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    finally:
        take_back(home)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    refusal = [
        "the run store cannot be written",
        "Give write permission there, or set HMLC_HOME to a folder of your own.",
    ]
    assert found.pop("refusals") == [refusal] * 5
    assert found == {
        "writable": False,
        "runs": ["kept"],
        "steps": [0],
        "checkpoint": True,
        "doctor": ["Set HMLC_HOME to a folder of your own."],
    }
    assert after == before
    assert not list(elsewhere.iterdir()), "nothing is left where the program was begun"
