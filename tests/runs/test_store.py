"""The store keeps what it is given, and says in plain words when it cannot."""

from __future__ import annotations

import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from mlflow import MlflowClient

from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.store import owner as owners
from hmlc_core.runs.store.files import LocalFiles, ServerFiles
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tracking import Tracking
from tests.runs.handmade import folder_of, made_checkpoint, of_elsewhere, snapshot

pytestmark = pytest.mark.slow


def test_a_store_that_does_not_exist_is_empty_and_reading_does_not_create_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path / "none"))
    assert RunStore().runs() == []
    with pytest.raises(StoreError, match="no such run"):
        RunStore().get("abc")
    assert not (tmp_path / "none").exists()


def test_a_new_run_is_queued_under_a_name_that_tells_it_apart(store: RunStore) -> None:
    experiment = Experiment(seed=3).assign(["model.geometry=euclidean", "model.dim=7"])
    run_id = store.create(experiment, group="grid")
    run = store.get(run_id)
    assert run.experiment == experiment
    assert (run.status, run.name, run.group) == ("queued", "newsroom E-hier 7-D seed 3", "grid")
    assert (run.progress, run.eta, run.scores) == (0.0, None, {})
    written = store.files(run_id).read("experiment.json")
    assert written is not None
    assert Experiment.from_json(written.decode()) == experiment


def test_mlflow_shows_the_experiment_as_parameters(store: RunStore) -> None:
    run_id = store.create(Experiment().assign(["model.dim=7"]))
    params = Tracking(store.uri)("get_run", run_id).data.params
    assert params["model.dim"] == "7"
    assert params["model.released.batch_means"] == "False"


def test_a_snapshot_comes_back_as_curves_frames_progress_and_checkpoint(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.start(run_id)
    for step in range(3):
        store.record(run_id, snapshot(step, checkpoint=True))
    curves = store.curves(run_id)
    assert curves["train/loss/loss"].values.tolist() == [1.0, 0.5, 1 / 3]
    assert curves["validation/nDCG@5"].steps.tolist() == [0, 1, 2]
    assert curves["train/health/gradient_norm"].values.tolist() == [2.0] * 3
    frames = store.frames(run_id)
    assert frames.steps.tolist() == [0, 1, 2]
    assert frames.epochs.tolist() == [0.0, 0.5, 1.0]
    assert frames.label_points is not None
    assert frames.label_points.shape == (3, 3, 2)
    assert np.array_equal(frames.label_points[2], np.full((3, 2), 0.2, np.float32))
    assert frames.word_points is None
    run = store.get(run_id)
    assert (run.status, run.stage, run.step, run.steps, run.epoch) == ("running", "train", 2, 4, 1)
    assert run.progress == 0.5
    assert run.seconds == 1.0
    assert run.eta == pytest.approx(1.0)
    assert run.scores == {"validation/nDCG@5": pytest.approx(0.2)}
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state == made_checkpoint(2).state
    store.record(run_id, snapshot(4))
    assert store.get(run_id).eta is None  # of this stage nothing is left
    assert np.array_equal(checkpoint.tensors["model/w"], made_checkpoint(2).tensors["model/w"])
    assert checkpoint.tensors["random/g"].dtype == np.uint8


def test_arrays_that_do_not_lie_in_rows_are_kept_as_they_read(store: RunStore) -> None:
    run_id = store.create(Experiment())
    points = np.arange(6, dtype=np.float32).reshape(2, 3).T
    store.record(run_id, snapshot(0, label_points=points))
    kept = store.frames(run_id).label_points
    assert kept is not None
    assert np.array_equal(kept[0], points)


def test_only_new_frames_are_read_after_a_step(store: RunStore) -> None:
    run_id = store.create(Experiment())
    for step in (0, 5, 10):
        store.record(run_id, snapshot(step))
    store.record(run_id, snapshot(7, stage="labels"))
    assert store.frames(run_id, after_step=5).steps.tolist() == [10]
    assert store.frames(run_id, "labels").steps.tolist() == [7]
    assert store.frames(run_id, after_step=10).label_points is None


def test_only_wanted_curves_are_read(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.record(run_id, snapshot(0))
    wanted = ["validation/nDCG@5", "test/P@1"]
    assert list(store.curves(run_id, wanted)) == ["validation/nDCG@5"]


def test_a_repeated_step_counts_with_its_newest_value(store: RunStore) -> None:
    run_id = store.create(Experiment())
    for step, loss in ((0, 1.0), (1, 0.9), (2, 0.8), (1, 0.7)):
        store.record(run_id, snapshot(step, losses={"loss": loss}))
        time.sleep(0.002)
    curve = store.curves(run_id)["train/loss/loss"]
    assert curve.steps.tolist() == [0, 1, 2]
    assert curve.values.tolist() == [1.0, 0.7, 0.8]


def test_of_a_step_that_is_told_twice_together_the_later_counts(store: RunStore) -> None:
    """The last look at a run has the step of the one before, and its lower values, too."""
    run_id = store.create(Experiment())
    told = [snapshot(step, losses={"loss": loss}) for step, loss in ((1, 0.9), (2, 0.8), (2, 0.3))]
    store.log(run_id, told)
    assert store.curves(run_id)["train/loss/loss"].values.tolist() == [0.9, 0.3]


def test_more_numbers_than_one_request_takes_are_kept(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.log(run_id, [snapshot(step) for step in range(200)])
    assert len(store.curves(run_id)["train/loss/loss"].steps) == 200
    assert store.get(run_id).step == 199


def test_seconds_add_up_over_stages(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.record(run_id, snapshot(5, stage="labels", seconds=3.0))
    store.record(run_id, snapshot(1, seconds=2.0))
    assert store.get(run_id).seconds == 5.0


def test_values_that_are_not_finite_do_not_stop_the_record(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.record(run_id, snapshot(0, health={"gradient_norm": float("nan")}))
    assert np.isnan(store.curves(run_id)["train/health/gradient_norm"].values[0])


def test_a_run_is_found_by_the_beginning_of_its_id(store: RunStore) -> None:
    first, second = store.create(Experiment()), store.create(Experiment())
    length = next(n for n in range(1, 33) if first[:n] != second[:n])
    assert store.get(first[:length]).id == first
    with pytest.raises(StoreError, match="several runs begin like this"):
        store.get("" if length == 1 else first[: length - 1])
    with pytest.raises(StoreError, match="no such run"):
        store.get("f" * 32)


def test_rename_and_delete(store: RunStore, home: Path) -> None:
    run_id = store.create(Experiment())
    store.rename(run_id, " <b>mine</b> ")
    assert store.get(run_id).name == "<b>mine</b>"
    with pytest.raises(StoreError, match="needs a name"):
        store.rename(run_id, "  ")
    with pytest.raises(StoreError, match="still at work"):
        store.delete(run_id)
    store.finish(run_id, "stopped")
    store.delete(run_id)
    assert store.runs() == []
    assert not (home / "artifacts" / run_id / "artifacts").exists()
    for ask in (store.get, store.delete, store.requeue, store.request_stop):
        for name in (run_id, run_id[:8]):
            with pytest.raises(StoreError, match="no such run"):
                ask(name)


def test_references_round_trip(store: RunStore) -> None:
    run_id = store.create(Experiment())
    assert store.references(run_id) == {}
    store.save_references(run_id, {"frequency": {"P@1": 0.25}})
    assert store.references(run_id) == {"frequency": {"P@1": 0.25}}


def test_runs_are_listed_newest_first_and_active_ones_oldest_first(store: RunStore) -> None:
    ids = []
    for _ in range(3):
        ids.append(store.create(Experiment()))
        time.sleep(0.002)
    store.finish(ids[1], "finished")
    assert [run.id for run in store.runs()] == ids[::-1]
    assert [run.id for run in store.active()] == [ids[0], ids[2]]


def test_a_run_of_another_version_is_listed_without_its_experiment(store: RunStore) -> None:
    run_id = store.create(Experiment())
    of_elsewhere(store, run_id, {"future": 1})
    (run,) = store.runs()
    assert run.experiment is None
    assert "future" in run.unreadable


def test_a_run_somebody_else_made_is_left_alone(store: RunStore) -> None:
    tracking = Tracking(store.uri)
    foreign = tracking("create_run", tracking.experiment_id()).info.run_id
    assert store.runs() == []
    with pytest.raises(StoreError, match="not made by Hyperlabel"):
        store.get(foreign)


def test_a_stop_is_seen_by_the_owner_and_by_readers(store: RunStore) -> None:
    run_id = store.create(Experiment())
    me = store.start(run_id)
    assert me is not None
    assert store.orders(run_id, me) == "continue"
    store.request_stop(run_id)
    assert store.orders(run_id, me) == "stop"
    assert store.get(run_id).status == "stopping"
    store.finish(run_id, "stopped")
    with pytest.raises(StoreError, match="not running"):
        store.request_stop(run_id)


def test_a_waiting_run_is_stopped_at_once(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.request_stop(run_id)
    assert store.get(run_id).status == "stopped"


def test_a_run_resumed_elsewhere_is_no_longer_ours(store: RunStore) -> None:
    run_id = store.create(Experiment())
    me = store.start(run_id)
    assert me is not None
    store.finish(run_id, "stopped")
    store.requeue(run_id)
    assert store.orders(run_id, me) == "leave"
    store.finish(run_id, "failed", "its old owner's end", owner=me)
    assert store.get(run_id).status == "queued"


def test_a_run_that_has_begun_is_not_begun_again(store: RunStore) -> None:
    run_id = store.create(Experiment())
    me = store.start(run_id)
    assert me is not None
    assert store.start(run_id) is None
    assert store.orders(run_id, me) == "continue"


def test_only_a_run_that_ended_early_is_resumed(store: RunStore) -> None:
    run_id = store.create(Experiment())
    with pytest.raises(StoreError, match="found queued"):
        store.requeue(run_id)
    store.finish(run_id, "failed", "no luck")
    store.requeue(run_id)
    run = store.get(run_id)
    assert (run.status, run.message) == ("queued", "")
    store.finish(run_id, "finished")
    with pytest.raises(StoreError, match="found finished"):
        store.requeue(run_id)


# Crashes


def _run_in_a_process_that_dies(store: RunStore) -> str:
    code = (
        "import os, sys\n"
        "from hmlc_core.experiment import Experiment\n"
        "from hmlc_core.runs.store.store import RunStore\n"
        "store = RunStore(sys.argv[1])\n"
        "run_id = store.create(Experiment())\n"
        "store.start(run_id)\n"
        "print(run_id, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, store.uri], capture_output=True, text=True)
    return done.stdout.strip()


def test_a_run_whose_process_died_is_interrupted_and_can_be_resumed(store: RunStore) -> None:
    run_id = _run_in_a_process_that_dies(store)
    assert store.get(run_id).status == "interrupted"
    assert store.active() == []
    store.requeue(run_id)
    assert store.get(run_id).status == "queued"


def test_a_queue_dies_with_its_process(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = store.create(Experiment())
    here = owners.Owner.here()
    gone = owners.Owner(here.host, here.pid, "before", here.token)
    monkeypatch.setattr(owners.Owner, "here", lambda: gone)
    theirs = store.create(Experiment())
    assert store.get(mine).status == "queued"
    assert store.get(theirs).status == "interrupted"


def test_a_run_that_cannot_be_written_whole_is_failed(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: LocalFiles, path: str, content: bytes) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr(LocalFiles, "write", full)
    with pytest.raises(StoreError, match="the disk is full"):
        store.create(Experiment())
    assert [(run.status, run.message) for run in store.runs()] == [("failed", "the disk is full")]


def test_a_run_on_another_machine_is_interrupted_when_its_heart_stands_still(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(owners, "_host", lambda: "elsewhere")
    run_id = store.create(Experiment())
    store.start(run_id)
    monkeypatch.undo()
    assert store.get(run_id).status == "running"
    late = repr(time.time() - owners.STALE - 1)
    Tracking(store.uri)("set_tag", run_id, "hyperlabel.heartbeat", late)
    assert store.get(run_id).status == "interrupted"
    store.beat(run_id)
    assert store.get(run_id).status == "running"


# Stores that cannot be used


def test_a_store_from_the_future_is_recognised(store: RunStore, home: Path) -> None:
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = 'ffff00000000'")
    with pytest.raises(StoreError, match=r"newer MLflow.*found schema ffff.*pip install --upgrade"):
        store.create(Experiment())


def test_a_store_from_the_past_says_how_to_migrate_it(store: RunStore, home: Path) -> None:
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '451aebb31d03'")
    with pytest.raises(StoreError, match=r"older MLflow.*mlflow db upgrade sqlite"):
        store.runs()


def test_a_file_that_is_no_database_is_refused_and_left_alone(store: RunStore, home: Path) -> None:
    (home / "mlflow.db").write_bytes(b"not a database, but long enough to look at" * 100)
    before = (home / "mlflow.db").read_bytes()
    with pytest.raises(StoreError, match="not a run store, or it is damaged"):
        store.runs()
    assert (home / "mlflow.db").read_bytes() == before


def test_a_locked_store_says_who_may_hold_it(
    store: RunStore, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.runs.store.tracking.PATIENCE", 0.05)
    holder = sqlite3.connect(home / "mlflow.db", isolation_level=None)
    with closing(holder):
        holder.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match=r"locked by another program.*database viewer"):
            RunStore().runs()
    assert RunStore().runs() == []


def test_a_busy_store_is_asked_again(store: RunStore, monkeypatch: pytest.MonkeyPatch) -> None:
    from mlflow.exceptions import MlflowException

    tracking = Tracking(store.uri)
    answers = iter([MlflowException("database is locked"), MlflowException("database is locked")])

    def busy_twice(run_id: str) -> str:
        for error in answers:
            raise error
        return run_id

    monkeypatch.setattr(tracking.client(), "get_run", busy_twice)
    assert tracking("get_run", "abc") == "abc"


@pytest.mark.parametrize(
    ("uri", "message"),
    [
        ("http://127.0.0.1:9", r"the tracking server does not answer.*unset HMLC_TRACKING_URI"),
        ("http://127.0.0.1:9", r"\(found \[Errno \d+\] Connection refused\)"),
        ("http://nowhere.invalid", r"\(found .*nowhere\.invalid[^…]*\)"),
        ("htp://nonsense", r"no address of a run store.*sqlite:///"),
    ],
)
def test_an_address_without_a_store_says_what_to_set(
    monkeypatch: pytest.MonkeyPatch, uri: str, message: str
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("HMLC_TRACKING_URI", uri)
    with pytest.raises(StoreError, match=message):
        RunStore().runs()


def test_a_server_that_takes_calls_and_stays_silent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")  # what somebody has set stays
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        with pytest.raises(StoreError, match="the tracking server does not answer"):
            RunStore(f"http://127.0.0.1:{port}").runs()


def test_a_database_that_is_not_there_is_told_at_once_without_its_password() -> None:
    pytest.importorskip("psycopg2")
    with pytest.raises(StoreError, match="the tracking server does not answer") as told:
        RunStore("postgresql+psycopg2://u:secret@localhost:9/runs").runs()
    assert "secret" not in str(told.value)


def test_a_database_whose_driver_is_missing_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "MySQLdb", None)
    with pytest.raises(StoreError, match=r"driver of that database.*MySQLdb") as told:
        RunStore("mysql://u:secret@localhost:9/runs").runs()
    assert "secret" not in str(told.value)


def test_stores_made_one_after_the_other_have_nothing_in_common(tmp_path: Path) -> None:
    first, second = (RunStore(f"sqlite:///{tmp_path}/{name}/mlflow.db") for name in "ab")
    run_id = first.create(Experiment())
    assert second.create(Experiment()) != run_id
    assert [run.id for run in first.runs()] == [run_id]
    assert len(second.runs()) == 1
    assert sorted(path.name for path in (tmp_path / "b").iterdir()) == ["artifacts", "mlflow.db"]


def test_a_home_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = RunStore(f"sqlite:///{tmp_path}/file/mlflow.db")
    with pytest.raises(StoreError, match=r"cannot be written.*HMLC_HOME"):
        store.create(Experiment())


def test_a_run_whose_folder_has_become_a_file_says_so(store: RunStore, home: Path) -> None:
    run_id = store.create(Experiment())
    folder = home / "artifacts" / run_id
    shutil.rmtree(folder)
    folder.write_text("in the way")
    with pytest.raises(StoreError, match=f"{run_id}: .*expected a folder; found a file.*Move it"):
        store.files(run_id).read("experiment.json")
    with pytest.raises(StoreError, match=f"{run_id}: .*expected a folder; found a file.*Move it"):
        store.files(run_id).write("experiment.json", b"{}")


@pytest.mark.parametrize("inside", ["artifacts", "."])
def test_deletion_removes_a_file_in_the_place_of_the_folder(
    store: RunStore, home: Path, inside: str
) -> None:
    run_id, other = store.create(Experiment()), store.create(Experiment())
    store.finish(run_id, "stopped")
    place = home / "artifacts" / run_id / inside
    shutil.rmtree(place)
    place.write_text("in the way")
    store.delete(run_id)
    assert not place.exists()
    assert store.files(other).read("experiment.json")


def test_a_folder_in_the_place_of_a_file_is_the_cause_that_is_told(store: RunStore) -> None:
    run_id = store.create(Experiment())
    place = folder_of(store, run_id) / "experiment.json"
    place.unlink()
    place.mkdir()
    with pytest.raises(StoreError) as reading:
        store.files(run_id).read("experiment.json")
    with pytest.raises(StoreError) as writing:
        store.files(run_id).write("experiment.json", b"{}")
    for told in map(str, (reading.value, writing.value)):
        assert told.startswith(f"{place}: ")
        assert "cannot be" in told
        assert "(expected a file; found a folder). Move it away" in told
        assert "permission" not in told


def test_a_full_disk_leaves_the_last_checkpoint_whole(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.create(Experiment())
    store.save_checkpoint(run_id, made_checkpoint(1), 1)

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match=r"the disk is full.*then resume the run"):
        store.save_checkpoint(run_id, made_checkpoint(2), 2)
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state["counters"] == {"step": 1}
    assert store.files(run_id).names(".") == [
        "checkpoint.safetensors",
        "experiment.json",
        "experiment.json.sha256",
    ]


def test_a_full_disk_under_the_database_is_told_as_such(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    from mlflow.exceptions import MlflowException

    tracking = Tracking(store.uri)

    def full(run_id: str) -> None:
        raise MlflowException("(sqlite3.OperationalError) database or disk is full")

    monkeypatch.setattr(tracking.client(), "get_run", full)
    with pytest.raises(StoreError, match="the disk is full"):
        tracking("get_run", "abc")


# Places


def test_a_store_that_was_moved_goes_on_working(
    store: RunStore, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = store.create(Experiment())
    store.record(run_id, snapshot(0))
    moved = home.rename(home.with_name("moved"))
    elsewhere = RunStore(f"sqlite:///{moved}/mlflow.db")
    assert elsewhere.frames(run_id).steps.tolist() == [0]


def test_files_travel_through_a_tracking_server_too(store: RunStore) -> None:
    """MLflow's artifact interface is the same for a server and for a folder."""
    run_id = store.create(Experiment())
    files = ServerFiles(Tracking(store.uri), run_id)
    assert files.read("frames/train-1.bin") is None
    files.write("frames/train-1.bin", b"points")
    files.write("top.json", json.dumps({}).encode())
    assert files.read("frames/train-1.bin") == b"points"
    assert files.read("top.json") == b"{}"
    assert files.names("frames") == ["train-1.bin"]
    assert files.names("nowhere") == []


def test_two_processes_that_start_together_make_one_store(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from hmlc_core.experiment import Experiment\n"
        "from hmlc_core.runs.store.store import RunStore\n"
        "print(RunStore(sys.argv[1]).create(Experiment()))\n"
    )
    uri = f"sqlite:///{tmp_path}/new/mlflow.db"
    command = [sys.executable, "-c", code, uri]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    ids = {process.communicate()[0].strip() for process in both}
    assert {run.id for run in RunStore(uri).runs()} == ids
    assert len(ids) == 2
    left = {path.name for path in (tmp_path / "new").iterdir()}
    assert left == {"mlflow.db", "artifacts"}


def test_the_experiment_of_a_server_may_be_made_by_another_program_meanwhile(
    store: RunStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    tracking, other = Tracking(store.uri), MlflowClient(store.uri)
    other.rename_experiment(tracking.experiment_id(), "another")
    create, made = tracking.client().create_experiment, list[str]()

    def create_too_late(name: str) -> str:
        made.append(other.create_experiment(name))
        number: str = create(name)
        return number

    late = Tracking(store.uri)
    monkeypatch.setattr(late.client(), "create_experiment", create_too_late)
    assert [late.experiment_id()] == made
