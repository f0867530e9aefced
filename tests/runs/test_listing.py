"""The list of runs is what MLflow says, though only what has changed is read."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from mlflow import MlflowClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from hmlc_core.experiment import Experiment
from hmlc_core.runs.run import Run
from hmlc_core.runs.store import changes
from hmlc_core.runs.store.changes import ServerRuns
from hmlc_core.runs.store.kept import Kept
from hmlc_core.runs.store.rows import Rows
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import read_run
from hmlc_core.runs.store.tracking import Tracking
from tests.runs.handmade import snapshot

pytestmark = pytest.mark.slow


@pytest.fixture(params=["database", "server"])
def reader(request: pytest.FixtureRequest, store: RunStore) -> RunStore:
    """Another program's view of the store, as of a file, or by what a server's API offers."""
    other = RunStore(store.uri)
    if request.param == "server":
        other._listing._source = ServerRuns(other._tracking)
    return other


def finished(store: RunStore, name: str) -> str:
    run_id = store.create(Experiment(), name=name)
    store.start(run_id)
    store.record(run_id, snapshot(3, scores={"test/P@1": 0.1 + 0.2}))
    store.finish(run_id, "finished")
    return run_id


def whole(store: RunStore) -> list[Run]:
    """The list as MLflow's own search gives it, newest first."""
    tracking = Tracking(store.uri)
    found = tracking("search_runs", [tracking.experiment_id()])
    return [read_run(Kept.of(run)) for run in found]


CHANGES: dict[str, Callable[[RunStore, str, str], object]] = {
    "nothing": lambda store, ended, live: None,
    "a step": lambda store, ended, live: store.record(live, snapshot(2)),
    "its end": lambda store, ended, live: store.finish(live, "failed", "no more"),
    "another name": lambda store, ended, live: store.rename(ended, "better"),
    "a group": lambda store, ended, live: store.join(ended, "group"),
    "deleted": lambda store, ended, live: store.delete(ended),
    "a new one": lambda store, ended, live: store.create(Experiment(), name="new"),
    "a new one that ended": lambda store, ended, live: finished(store, "new"),
    "stopped and resumed": lambda store, ended, live: (
        store.finish(live, "stopped"),
        store.requeue(live),
    ),
}


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_whatever_happens_to_a_run_is_in_the_next_list(
    store: RunStore, reader: RunStore, change: str
) -> None:
    ended, live = finished(store, "ended"), store.create(Experiment(), name="live")
    store.start(live)
    store.record(live, snapshot(1))
    assert {run.id for run in reader.runs()} == {ended, live}
    CHANGES[change](store, ended, live)
    assert reader.runs() == whole(store)
    assert {run.id for run in reader.active()} == {run.id for run in whole(store)} - {
        run.id for run in whole(store) if run.status in ("finished", "failed")
    }


@contextmanager
def read_after_each_commit(reader: RunStore) -> Iterator[None]:
    """Whenever MLflow has committed something, the list is read from the file."""

    def read(session: Session) -> None:
        reader.runs()

    event.listen(Session, "after_commit", read)
    try:
        yield
    finally:
        event.remove(Session, "after_commit", read)


@pytest.mark.parametrize("change", sorted(CHANGES))
def test_a_list_read_in_the_middle_of_a_change_misses_nothing_of_it(
    store: RunStore, change: str
) -> None:
    reader = RunStore(store.uri)
    ended, live = finished(store, "ended"), store.create(Experiment(), name="live")
    store.start(live)
    assert len(reader.runs()) == 2
    with read_after_each_commit(reader):
        CHANGES[change](store, ended, live)
    assert reader.runs() == whole(store)


def test_damage_noted_while_the_list_is_read_is_in_the_next(store: RunStore, home: Path) -> None:
    reader = RunStore(store.uri)
    run_id = finished(store, "run")
    assert not reader.runs()[0].damaged
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        database.execute("UPDATE params SET value = '12345' WHERE key = 'training.epochs'")
    with read_after_each_commit(reader):
        assert store.check(run_id).damage
    assert reader.runs()[0].damaged


def test_an_ended_run_that_was_resumed_and_ended_again_shows_its_new_scores(
    store: RunStore, reader: RunStore
) -> None:
    run_id = finished(store, "run")
    store.finish(run_id, "stopped")
    assert reader.runs()[0].status == "stopped"
    store.requeue(run_id)
    assert reader.runs()[0].status == "queued"
    store.record(run_id, snapshot(4, scores={"test/P@1": 0.5}))
    store.finish(run_id, "finished")
    (run,) = reader.runs()
    assert (run.status, run.test_scores) == ("finished", {"P@1": 0.5})


def test_what_mlflow_itself_renames_or_deletes_is_seen_in_a_file(store: RunStore) -> None:
    renamed, deleted = finished(store, "a"), finished(store, "b")
    assert len(store.runs()) == 2
    client = MlflowClient(store.uri)
    client.update_run(renamed, name="by MLflow")
    client.delete_run(deleted)
    assert [run.name for run in store.runs()] == ["by MLflow"]


def test_a_server_is_asked_for_runs_that_ended_without_a_note(store: RunStore) -> None:
    live, lost = (store.create(Experiment(), name=name) for name in ("live", "lost"))
    reader = RunStore(store.uri)
    reader._listing._source = ServerRuns(reader._tracking)
    assert len(reader.runs()) == 2
    tracking = Tracking(store.uri)
    tracking("set_tag", live, "hyperlabel.status", "finished")
    tracking("set_terminated", live, "FINISHED")
    tracking("delete_run", lost)
    assert [(run.id, run.status) for run in reader.runs()] == [(live, "finished")]


def test_ended_runs_are_read_once(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(4):
        finished(store, str(number))
    live = store.create(Experiment(), name="live")
    asked: list[str] = []
    read = Rows.read

    def noting(self: Rows, ids: list[str]) -> list[Kept]:
        asked.extend(ids)
        return read(self, ids)

    monkeypatch.setattr(Rows, "read", noting)
    assert len(store.runs()) == 5
    assert len(asked) == 5
    store.beat(live)
    assert len(store.runs()) == 5
    assert asked[5:] == [live]


def test_numbers_are_read_to_their_last_bit(store: RunStore, home: Path) -> None:
    values = {"test/P@1": 0.1 + 0.2, "test/P@3": 1 / 3, "test/P@5": math.nan, "test/MRR": 1e-300}
    run_id = store.create(Experiment())
    store.record(run_id, snapshot(1, scores=values))
    (kept,) = Rows(home / "mlflow.db", "hyperlabel").read([run_id])
    wanted = Kept.of(Tracking(store.uri)("get_run", run_id))
    assert {key: str(value) for key, value in kept.metrics.items()} == {
        key: str(value) for key, value in wanted.metrics.items()
    }
    assert kept.tags == wanted.tags
    store.log(run_id, [snapshot(2, scores={"test/P@1": math.nan, "test/P@3": -math.inf})])
    history = Rows(home / "mlflow.db", "hyperlabel").history(run_id)
    for name, points in history.items():
        found = Tracking(store.uri)("get_metric_history", run_id, name)
        as_mlflow = [(point.step, point.timestamp, str(point.value)) for point in found]
        assert sorted((*when, str(value)) for *when, value in points) == sorted(as_mlflow)
    assert len(history["test/P_at_3"]) == 2


def test_bytes_that_are_no_text_and_no_number_do_not_stop_the_list(
    store: RunStore, home: Path
) -> None:
    run_id = finished(store, "run")
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        database.execute("UPDATE latest_metrics SET value = 9e999 WHERE key = 'test/P_at_1'")
        database.execute(
            "UPDATE tags SET value = CAST(x'ff41' AS TEXT) WHERE key = 'hyperlabel.message'"
        )
    (run,) = store.runs()
    assert (run.id, run.message, run.test_scores) == (run_id, "�A", {})
    assert "scores" in run.damaged
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        database.execute("DELETE FROM tags WHERE key = 'hyperlabel.metrics.sha256'")
    (run,) = RunStore().runs()  # as earlier versions have written it
    assert (run.id, run.message) == (run_id, "�A")
    assert math.isnan(run.test_scores["P@1"])


def test_clocks_that_differ_hide_no_change(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = RunStore(store.uri)
    reader._listing._source = ServerRuns(reader._tracking)
    run_id = finished(store, "run")
    assert reader.runs()[0].name == "run"
    now = time.time
    monkeypatch.setattr(time, "time", lambda: now() - changes.SLACK / 2)
    store.rename(run_id, "renamed by a clock that is late")
    assert reader.runs()[0].name == "renamed by a clock that is late"
