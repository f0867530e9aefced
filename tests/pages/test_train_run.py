"""Train: a run as it goes on, and what came of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmlc_core.data.learnable import UNSCORED
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot
from pages.ui.run import view as run_view
from tests.pages.conftest import sent
from tests.pages.form import button, labels
from tests.pages.messages import check_places, page_of
from tests.pages.trained import HOSTILE, harmless, opened, run_called, texts

pytestmark = pytest.mark.slow


PLAIN = f"plain {HOSTILE[0]}"


def test_a_finished_run_shows_disk_scores_and_what_they_mean(app, trained):
    at = opened(app, "train", run=run_called(PLAIN))
    header, _ = sent(at)
    assert tuple(header["scene"]["names"][1:4]) == HOSTILE
    table = at.dataframe[0].value
    beside = {"TF-IDF + linear", "label frequency", "chance", "perfect predictor"}
    assert {"this run", *beside} < set(table.columns)
    assert any("on test documents: " in item.value for item in at.markdown)
    at.session_state["outcome"] = "Curves"
    assert len(at.run().get("plotly_chart")) == 2
    assert "Stop" not in labels(at)
    assert "Resume" not in labels(at)
    harmless(at)


def test_a_failed_run_says_why(app, trained):
    at = opened(app, "train", run=run_called("failed"))
    assert "made to fail" in at.error[0].value
    assert "<b>" not in at.error[0].value
    assert "Resume" in labels(at)


def test_an_interrupted_run_offers_to_go_on(app, trained, service, monkeypatch):
    store = RunStore()
    run_id = store.create(preset("quick"), name="lost")
    store.start(run_id)
    with monkeypatch.context() as crash:
        crash.setattr("hmlc_core.runs.store.owner.Owner._ended", lambda self: True)
        at = opened(app, "train", run=run_id)
        assert "ended without a word" in at.warning[0].value
        assert store.get(run_id).status == "interrupted"
        resume = button(at, "Resume").click()
        crash.setattr("hmlc_core.runs.store.owner.Owner._ended", lambda self: False)
        store._log(run_id, tags={"heartbeat": "0"})  # long ago
        resume.run()
    assert store.get(run_id).status == "queued"


def test_a_run_without_test_labels_says_so(app, trained, monkeypatch):
    monkeypatch.setattr("pages.ui.run.scores.unscored", lambda corpus: True)
    store = RunStore()
    run_id = store.create(store.get(run_called(PLAIN)).experiment)
    store.start(run_id)
    store.finish(run_id, "finished")
    at = opened(app, "train", run=run_id)
    assert UNSCORED in texts(at)
    assert "before it was scored" not in texts(at)


def test_a_run_says_which_implementation_trained_it(app, trained):
    at = opened(app, "train", run=run_called(PLAIN))
    assert "on the readable torch path; scored" in texts(at)


def test_of_a_run_whose_steps_are_done_it_is_said_what_it_is_at(home):
    def said(stage, early=False):
        run_id = store.create(experiment)
        store.start(run_id)
        shot = Snapshot(stage=stage, step=7, steps=7 + early, epoch=7.0, seconds=3.0, early=early)
        store.log(run_id, [shot])
        now = run_view.progress_line(store.get(run_id))
        store.finish(run_id, "finished")
        return now, run_view.progress_line(store.get(run_id))

    store, experiment = RunStore(), preset("quick").assign(["training.epochs=9"])
    assert said("labels")[0] == "Placing the labels · epoch 7 · 3 s · done"
    assert said("train") == (
        "Training · epoch 7 of at most 9 · 3 s · scoring",
        "Trained 7 epochs in 3 s; scored at its best epoch.",
    )
    lost = replace(store.runs()[0], stage="", epoch=0.0, lost_progress=True)
    assert run_view.progress_line(lost) == "Trained in 3 s; how far it came is damaged."
    lost = replace(lost, status="stopped")
    assert (
        run_view.progress_line(lost) == "Ended after 3 s of training; how far it came is damaged."
    )
    assert said("train", early=True) == (
        "Training · epoch 7 of at most 9 · 3 s · ended early, as its scores got no better "
        "· scoring",
        "Trained 7 epochs, until its scores got no better, in 3 s; scored at its best epoch.",
    )


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.4, "0 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")]
)
def test_durations(seconds, text):
    assert run_view.duration(seconds) == text


def test_every_part_of_a_run_at_work_keeps_the_place_of_what_is_beside_it(app, service, heard):
    run_id = service().submit(preset("quick"))
    opened(app, "train", run=run_id)
    assert check_places(page_of(heard))


@pytest.mark.parametrize(("status", "looks"), [("stopped", True), ("finished", False)])
def test_a_run_that_another_tab_may_resume_is_looked_at_now_and_then(
    app, service, heard, status, looks
):
    store = RunStore()
    run_id = store.create(preset("quick"))
    store.start(run_id)
    store.finish(run_id, status)
    opened(app, "train", run=run_id)
    times = {message.auto_rerun.interval for message in heard if message.HasField("auto_rerun")}
    assert times == {2.0, 4.0} if looks else {2.0}  # every two seconds: other runs


@pytest.mark.parametrize("page", ["trajectories", "words", "interactions"])
def test_of_a_run_that_has_only_begun_nothing_is_shown_yet(app, service, page):
    at = opened(app, page, run=service().submit(preset("quick")))
    assert "it has learned nothing yet" in texts(at)
    assert button(at, "Look again")
    assert not at.error
