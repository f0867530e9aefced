"""No change is missed where rows of the database are numbered anew, or are lost."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from hmlc_core.experiment import Experiment
from hmlc_core.runs.store.changes import DatabaseRuns
from hmlc_core.runs.store.rows import Rows
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tracking import EXPERIMENT
from tests.runs.handmade import snapshot
from tests.runs.test_listing import finished, whole

pytestmark = pytest.mark.slow

STEPS = 5
"""Snapshots of the run whose rows are removed: more rows than a change writes."""


def changed(path: Path, *statements: str) -> None:
    """What another program does to the file; VACUUM only runs by itself."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for statement in statements:
            database.execute(statement)


def many_rows(store: RunStore) -> str:
    """An ended run with rows that can be removed."""
    run_id = store.create(Experiment(), name="removed")
    store.start(run_id)
    for step in range(STEPS):
        store.log(run_id, [snapshot(step)])
    store.finish(run_id, "finished")
    return run_id


def removed(run_id: str) -> str:
    return f"DELETE FROM metrics WHERE run_uuid = '{run_id}'"


@pytest.fixture
def database(home: Path) -> Path:
    return home / "mlflow.db"


@pytest.mark.parametrize("more", [0, STEPS * 20])
@pytest.mark.parametrize("vacuum", [False, True])
def test_a_group_is_seen_though_rows_were_removed_and_others_have_their_numbers(
    store: RunStore, database: Path, vacuum: bool, more: int
) -> None:
    first, last = many_rows(store), finished(store, "kept")
    reader = RunStore(store.uri)
    assert reader.runs() == whole(store)
    # Without VACUUM the numbers of the newest rows are free again, with it all that came later.
    changed(database, removed(first if vacuum else last), *(["VACUUM"] if vacuum else []))
    store.join(last, "group")
    if more:  # the numbers go on beyond those that were seen
        live = store.create(Experiment(), name="live")
        store.log(live, [snapshot(step) for step in range(more)])
    assert [run.group for run in reader.runs() if run.id == last] == ["group"]
    assert reader.runs() == whole(store)


def test_a_store_that_is_put_back_is_read_as_it_was(
    store: RunStore, database: Path, tmp_path: Path
) -> None:
    run_id = finished(store, "run")
    shutil.copy(database, tmp_path / "before.db")
    store.join(run_id, "group")
    reader = RunStore(store.uri)
    assert [run.group for run in reader.runs()] == ["group"]
    (tmp_path / "before.db").replace(database)
    assert [run.group for run in reader.runs()] == [""]


def test_a_state_knows_whether_the_one_before_still_holds(store: RunStore, database: Path) -> None:
    rows = Rows(database, EXPERIMENT)
    changed(database, "DELETE FROM metrics")
    empty = rows.state(None)
    assert (empty.newest, empty.renumbered) == (None, False)
    run_id = many_rows(store)
    begun = rows.state(empty)
    assert (set(begun.changed), begun.renumbered) == ({run_id}, False)
    assert rows.state(begun).changed == []
    changed(database, "UPDATE metrics SET value = value + 1 WHERE rowid = 1")
    assert not rows.state(begun).renumbered
    changed(database, "UPDATE metrics SET rowid = rowid + 1000")
    assert rows.state(begun).renumbered
    changed(database, "DELETE FROM metrics")
    assert rows.state(begun).renumbered


def test_all_ended_runs_are_read_anew_once_and_not_again(store: RunStore, database: Path) -> None:
    runs = [finished(store, name) for name in "abc"]
    source = DatabaseRuns(database)
    assert {one.id for one in source.changes().ended} >= set(runs)
    assert source.changes().ended == []
    changed(database, removed(runs[-1]))
    assert {one.id for one in source.changes().ended} >= set(runs)
    assert source.changes().ended == []


def test_a_run_whose_epochs_are_lost_keeps_its_other_curves(
    store: RunStore, database: Path
) -> None:
    run_id = many_rows(store)
    store.seal_curves(run_id)
    assert len(store.curves(run_id)["train/epoch"].steps) == STEPS
    lost = f"run_uuid = '{run_id}' AND key = 'train/epoch'"
    changed(database, f"DELETE FROM metrics WHERE {lost} AND step = 0")
    curves = RunStore(store.uri).curves(run_id)
    assert "train/epoch" not in curves  # it is not as it was when the run ended
    assert len(curves["train/loss/loss"].steps) == STEPS
    changed(
        database, *(f"DELETE FROM {table} WHERE {lost}" for table in ("metrics", "latest_metrics"))
    )
    reader = RunStore(store.uri)
    (run,) = (run for run in reader.runs() if run.id == run_id)
    assert "scores" in run.damaged
    assert "train/epoch" not in reader.curves(run_id)
    assert len(reader.curves(run_id)["train/loss/loss"].steps) == STEPS
