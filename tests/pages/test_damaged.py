"""Files and tags that are damaged are told, and stop no page."""

from __future__ import annotations

import io
import shutil
import sqlite3
import zipfile
from contextlib import closing

import numpy as np
import pytest
import streamlit as st

from hmlc_core.data.formats import folder
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from pages.ui.run.scores import series
from tests.pages.trained import hostile_corpus, opened, run_called, texts, train
from tests.runs.handmade import folder_of

pytestmark = pytest.mark.slow

DEFECT = "Something went wrong that should not have"


@pytest.fixture(params=["finished"])
def damaged(home, request) -> str:
    """A run with a changed bit in each of its files, and one that is whole; finished, or at work
    where a test asks for it."""
    store = RunStore()
    store.finish(store.create(preset("linear")), "stopped")
    run_id = store.create(preset("quick"), name="damaged")
    store.start(run_id)
    for step in range(2):
        shot = Snapshot(
            stage="train",
            step=step,
            steps=1,
            epoch=float(step),
            seconds=1.0,
            losses={"loss": 1.0},
            label_points=frozen_copy(np.full((21, 20), 0.1 * step)),
            checkpoint=Checkpoint(tensors={"w": np.ones(3)}, state={}, trained=True),
        )
        store.record(run_id, shot)
    store.save_references(run_id, {"frequency": {"P@1": 0.25}})
    if request.param == "finished":
        store.finish(run_id, "finished")
    for path in (home / "artifacts" / run_id).rglob("*.*"):
        content = bytearray(path.read_bytes())
        content[-2] ^= 4
        path.write_bytes(content)
    return run_id


@pytest.mark.parametrize("url", ["runs", "hierarchy", "trajectories", "interactions", "systems"])
def test_damaged_files_stop_no_page(app, damaged, url) -> None:
    assert DEFECT not in texts(opened(app, url, run=damaged))


@pytest.mark.parametrize("url", ["train", "hierarchy"])
def test_pages_that_show_a_run_say_that_damaged_files_are_left_out(app, damaged, url) -> None:
    assert "damaged and left out" in texts(opened(app, url, run=damaged))


@pytest.mark.parametrize("url", ["train", "hierarchy"])
def test_a_finished_run_without_points_is_not_said_to_have_ended_before_them(
    app, damaged, url
) -> None:
    said = texts(opened(app, url, run=damaged))
    assert "The points of this run are damaged or gone. Put a copy" in said
    assert "No moment of labels and words is left." in said
    assert "ended before" not in said.replace("ended before it was scored", "")


def test_points_that_are_gone_are_told_wherever_they_are_missing(app, home) -> None:
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    train(["corpus.name=hostile"], "gone")
    run_id = run_called("gone")
    shutil.rmtree(folder_of(RunStore(), run_id) / "frames")
    said = texts(opened(app, "hierarchy", run=run_id, label="d"))
    assert "so none is known to be near it" in said
    assert "ended before" not in said
    told = "The points of this run are damaged or gone. Put a copy of its folder frames back, or "
    said = texts(opened(app, "hierarchy", run=run_id, section="Scores"))
    assert said.count(f"{told}train it again.") == 2  # in place of the picture and of the scores
    said = texts(opened(app, "trajectories", run=run_id, way="Words across training"))
    assert told in said
    assert "kept no pictures" not in said


@pytest.mark.parametrize("damaged", ["at work"], indirect=True)
@pytest.mark.parametrize("url", ["runs", "train", "hierarchy"])
def test_damage_to_a_run_at_work_stops_no_page(app, damaged, url) -> None:
    assert DEFECT not in texts(opened(app, url, run=damaged))


def test_the_page_of_runs_names_the_files(app, damaged) -> None:
    assert "damaged and left out" in texts(opened(app, "runs", run=damaged))


def test_the_list_marks_damaged_runs_once_they_were_checked(app, damaged) -> None:
    other = next(run.id for run in RunStore().runs() if run.id != damaged)
    at = opened(app, "runs", run=other)  # the damaged one is not
    assert "1 run damaged" not in texts(at)
    at.button(key="check runs").click().run()
    assert "1 run damaged: damaged." in texts(at)  # which is its name
    assert "experiment\\.json and others" in texts(at)
    states = dict(zip(at.dataframe[0].value["name"], at.dataframe[0].value["status"], strict=True))
    assert states["damaged"] == "finished, damaged"
    assert [state for name, state in states.items() if name != "damaged"] == ["stopped"]


def test_what_is_whole_can_be_downloaded_and_the_rest_is_named(app, damaged) -> None:
    at = opened(app, "runs", run=damaged)
    next(item for item in at.button if item.label == "Prepare").click().run()
    assert not at.error
    assert any("checkpoint, vectors and predictions" in item.value for item in at.warning)
    _, content, _ = at.session_state["export"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = {name.rpartition("/")[2] for name in archive.namelist()}
    assert names >= {"curves.csv", "scores.csv", "report.md"}
    assert "checkpoint.safetensors" not in names


@pytest.mark.parametrize("key", ["progress", "owner", "experiment", "status", "heartbeat"])
def test_a_damaged_tag_stops_no_page(app, damaged, key) -> None:
    database = RunStore().uri.removeprefix("sqlite:///")
    with closing(sqlite3.connect(database)) as file, file:
        file.execute(
            "UPDATE tags SET value = substr(value, 1, length(value) / 2) || '\x01' "
            "WHERE key = ? AND run_uuid = ?",
            (f"hyperlabel.{key}", damaged),
        )
    assert DEFECT not in texts(opened(app, "runs", run=damaged))


@pytest.mark.parametrize("damaged", ["at work"], indirect=True)
@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("progress", "5"),
        ("progress", "[" * 3000 + "]" * 3000),
        (
            "progress",
            '{"stage": {"a": 1}, "step": -3, "steps": [], "seconds": -1e300, "at": 1e300}',
        ),
        ("progress", '{"stage": "train", "step": 3, "steps": 4, "kernels": "<b>odd</b>"}'),
        ("progress", '{"stage": "train", "step": 1, "steps": 1e25, "seconds": 1e300}'),
        ("owner", "[" * 3000 + "]" * 3000),
        ("owner", '{"host": 5, "pid": 1e400, "started": [], "token": {}}'),
    ],
)
def test_nonsense_in_a_tag_of_a_run_at_work_stops_no_page(app, damaged, key, value) -> None:
    database = RunStore().uri.removeprefix("sqlite:///")
    with closing(sqlite3.connect(database)) as file, file:
        file.execute(
            "UPDATE tags SET value = ? WHERE key = ? AND run_uuid = ?",
            (value, f"hyperlabel.{key}", damaged),
        )
    assert len(RunStore().runs()) == 2
    said = texts(opened(app, "train", run=damaged))
    assert DEFECT not in said
    assert "<b>" not in said


def test_a_run_whose_epochs_are_lost_has_no_curve_and_the_page_stays(app, damaged, home) -> None:
    (run,) = (run for run in RunStore().runs() if run.id == damaged)
    epochs, losses = series(run, "train/loss/loss")
    assert (epochs.tolist(), losses.tolist()) == ([0.0, 1.0], [1.0, 1.0])
    with closing(sqlite3.connect(home / "mlflow.db")) as database, database:
        for table in ("metrics", "latest_metrics"):
            database.execute(
                f"DELETE FROM {table} WHERE run_uuid = ? AND key = 'train/epoch'", (damaged,)
            )
    st.cache_resource.clear()
    assert [len(found) for found in series(run, "train/loss/loss")] == [0, 0]
    assert DEFECT not in texts(opened(app, "train", run=damaged))
