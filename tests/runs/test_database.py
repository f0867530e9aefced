"""A store's database has all its tables or is made anew; who may not write can look at it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.store import RunStore
from tests.runs.handmade import snapshot

pytestmark = pytest.mark.slow


def half_made(path: Path, empty_database: Path, statements: int) -> None:
    """As a process leaves it that was killed after so many of MLflow's statements."""
    with closing(sqlite3.connect(empty_database)) as whole:
        every = [line for line in whole.iterdump() if line.startswith("CREATE")]
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        for statement in every[:statements]:
            file.execute(statement)


@pytest.mark.parametrize("statements", [0, 1, 5, 20, 1000])
def test_a_half_made_database_is_made_anew(
    tmp_path: Path, empty_database: Path, statements: int
) -> None:
    path = tmp_path / "mlflow.db"
    half_made(path, empty_database, statements)
    store = RunStore(f"sqlite:///{path}")
    assert store.runs() == []
    run_id = store.create(Experiment())
    assert [run.id for run in RunStore(f"sqlite:///{path}").runs()] == [run_id]


def test_what_killed_processes_have_left_beside_it_is_cleared(tmp_path: Path) -> None:
    (tmp_path / "mlflow.db.77.new").write_bytes(b"half")
    (tmp_path / "mlflow.db.77.new-journal").write_bytes(b"half")
    RunStore(f"sqlite:///{tmp_path}/mlflow.db").open()
    assert [path.name for path in tmp_path.iterdir()] == ["mlflow.db"]


def test_a_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mlflow.db"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE recipes (name TEXT)")
        file.execute("INSERT INTO recipes VALUES ('soup')")
    before = path.read_bytes()
    with pytest.raises(StoreError, match=r"database of another program.*'recipes'"):
        RunStore(f"sqlite:///{path}").create(Experiment())
    assert path.read_bytes() == before


@pytest.mark.parametrize("left", ["nothing", "an empty file"])
def test_no_new_database_is_made_beside_files_of_runs(tmp_path: Path, left: str) -> None:
    path = tmp_path / "mlflow.db"
    run_id = RunStore(f"sqlite:///{path}").create(Experiment())
    whole = path.read_bytes()
    (tmp_path / "artifacts" / run_id).mkdir(parents=True, exist_ok=True)
    path.unlink()
    if left == "an empty file":
        path.touch()
    for _ in range(2):
        with pytest.raises(StoreError, match=r"missing or empty.*1 folder in .*artifacts"):
            RunStore(f"sqlite:///{path}").runs()
    path.write_bytes(whole)
    assert [run.id for run in RunStore(f"sqlite:///{path}").runs()] == [run_id]


def test_a_process_killed_at_any_moment_of_making_it_leaves_a_store(tmp_path: Path) -> None:
    """At each statement that SQLite is given, some of them."""
    code = (
        "import os, sqlite3, sys\n"
        "left = int(sys.argv[2])\n"
        "def trace(statement):\n"
        "    global left\n"
        "    left -= 1\n"
        "    if left < 0:\n"
        "        os.kill(os.getpid(), 9)\n"
        "connect = sqlite3.connect\n"
        "def traced(path, *rest, **options):\n"
        "    made = connect(path, *rest, **options)\n"
        "    if str(path) != ':memory:':\n"
        "        made.set_trace_callback(trace)\n"
        "    return made\n"
        "sqlite3.connect = traced\n"
        "from hmlc_core.runs.store.store import RunStore\n"
        "RunStore(sys.argv[1]).open()\n"
    )
    for moment in (0, 2, 3, 30, 100):
        uri = f"sqlite:///{tmp_path}/{moment}/mlflow.db"
        killed = subprocess.run([sys.executable, "-c", code, uri, str(moment)], check=False)
        assert killed.returncode == -9
        store = RunStore(uri)
        run_id = store.create(Experiment())
        assert [run.id for run in store.runs()] == [run_id]


def test_a_store_that_cannot_be_written_can_be_read(
    store: RunStore, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    run_id = store.create(Experiment(), name="kept")
    store.record(run_id, snapshot(0, checkpoint=True))
    store.finish(run_id, "stopped")
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and allowed(path, mode))
    there = RunStore()
    assert [run.name for run in there.runs()] == ["kept"]
    assert there.frames(run_id).steps.tolist() == [0]
    assert there.checkpoint(run_id) is not None
    assert list(there.curves(run_id, ["train/epoch"])) == ["train/epoch"]
    for change in (
        lambda: there.rename(run_id, "other"),
        lambda: there.create(Experiment()),
        lambda: there.requeue(run_id),
    ):
        with pytest.raises(StoreError, match="the run store cannot be written"):
            change()
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before
    assert not list(elsewhere.iterdir()), "nothing is left where the program was begun"
