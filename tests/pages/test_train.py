"""Train: the one button, and which run is looked at."""

from __future__ import annotations

import pytest

from hmlc_core.errors import StoreError
from hmlc_core.experiment.presets import default_preset, preset
from hmlc_core.runs.recorder import STOPPED_WITH_PROGRAM
from hmlc_core.runs.store.store import RunStore
from pages.ui.run import queue as run_queue
from tests.pages.form import button, labels, recipe_of
from tests.pages.test_app import first_paint
from tests.pages.trained import opened, texts

pytestmark = pytest.mark.slow


def test_one_button_is_enough(app, service):
    at = opened(app, "train")
    assert "Press Train" in texts(at)
    button(at, "Train").click().run()
    assert not at.error
    (run,) = RunStore().runs()
    assert run.experiment == preset(default_preset())
    assert at.query_params["run"] == run.id
    assert "Waiting for its turn" in str(at.get("progress")[0].proto)
    assert "Stop" in labels(at)


def test_the_default_begins_from_the_hierarchy_in_the_ball():
    assert preset(default_preset()).model.given_hierarchy()
    assert preset(default_preset()).model.geometry == "poincare"


def test_the_form_needs_no_heavy_library():
    """It is drawn without any; what warms up afterwards does so in the background."""
    more = 'at.switch_page("pages/train.py").run()\nassert at.button and not at.error'
    assert first_paint(more) == "[]"


def test_a_run_that_does_not_exist_is_told_and_the_form_stays(app, trained):
    at = opened(app, "train", run="0" * 32)
    assert "there is no such run" in at.error[0].value
    assert "Train" in labels(at)


def test_a_run_can_be_stopped_while_it_waits(app, service):
    at = opened(app, "train")
    button(at, "Train").click().run()
    button(at, "Stop").click().run()
    assert RunStore().runs()[0].status == "stopped"
    button(at, "Resume").click().run()
    assert RunStore().runs()[0].status == "queued"


def test_without_a_choice_the_run_at_work_is_shown(app, service):
    run_id = service().submit(preset("quick"))
    assert opened(app, "train").query_params["run"] == run_id


def test_an_address_with_a_recipe_is_the_form_also_while_a_run_is_at_work(app, service):
    run_id = service().submit(preset("quick"))
    at = opened(app, "train", preset="linear")
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("linear")
    assert at.expander[0].label == "1 run at work or waiting"
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    assert recipe_of(at) == preset("quick")


def test_whoever_is_at_the_form_stays_there_and_is_told_of_a_run_that_begins_elsewhere(
    app, service
):
    at = opened(app, "train", preset="linear")
    assert not at.expander
    run_id = service().submit(preset("quick"), name="elsewhere")
    at.run()
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("linear")
    assert at.expander[0].label == "1 run at work or waiting"
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    assert not at.expander


def test_back_from_a_run_leads_to_the_form_as_it_was(app, service, monkeypatch):
    monkeypatch.setattr("pages.ui.shell.late.LATE", -1)  # whoever presses Back took their time
    at = opened(app, "train", preset="quick", recipe="seed=4")
    button(at, "Train").click().run()
    del at.query_params["run"]  # as the browser does
    at.run()
    assert "run" not in at.query_params
    assert recipe_of(at) == preset("quick").assign(["seed=4"])
    assert at.expander[0].label == "1 run at work or waiting"
    at.number_input(key="set seed").set_value(5).run()
    assert recipe_of(at) == preset("quick").assign(["seed=5"])
    assert "run" not in at.query_params


def test_the_form_leads_to_the_run_that_it_began_once_that_has_ended(app, service, monkeypatch):
    monkeypatch.setattr("pages.ui.shell.late.LATE", -1)  # whoever presses Back took their time
    at = opened(app, "train", preset="quick")
    button(at, "Train").click().run()
    run_id = at.query_params["run"]
    del at.query_params["run"]  # as the browser does
    at.run()
    assert labels(at).count("Show") == 1  # in the queue
    service().stop(run_id)
    at.run()
    assert not at.expander
    button(at, "Show").click().run()
    assert at.query_params["run"] == run_id
    del at.query_params["run"]
    RunStore().delete(run_id)
    at.run()
    assert "Show" not in labels(at)
    assert not at.exception
    assert not at.error


@pytest.mark.parametrize("watched", [False, True])
def test_the_corpus_of_the_address_is_trained_on_whatever_run_is_at_work(
    app, trained, service, watched
):
    run_id = service().submit(preset("quick").assign(["corpus.name=hostile"]))
    if watched:
        assert opened(app, "train").selectbox(key="choose corpus").value == "hostile"
    at = opened(app, "train", corpus="flat")
    assert at.query_params["run"] == run_id
    assert at.query_params["corpus"] == "flat"
    assert at.selectbox(key="choose corpus").value == "flat"
    button(at, "Train").click().run()
    assert RunStore().runs()[0].experiment.corpus.name == "flat"


def test_the_queue_is_seen_bounded_and_can_be_stopped(app, service, monkeypatch):
    monkeypatch.setattr(run_queue, "SHOWN", 3)
    for seed in range(run_queue.SHOWN + 3):
        service().submit(preset("quick").assign([f"seed={seed}"]), name=f"**{seed}**")
    at = opened(app, "train")
    assert at.expander[-1].label.startswith(f"{run_queue.SHOWN + 2} other runs")
    assert labels(at).count("Show") == run_queue.SHOWN
    assert "**5**" not in texts(at)
    stop = [item for item in at.button if str(item.key).startswith("stop queued")]
    stop[0].click().run()
    assert sum(run.status == "stopped" for run in RunStore().runs()) == 1


def test_a_full_queue_is_told_and_keeps_what_was_set(app, service, monkeypatch):
    def full(experiment):
        raise StoreError("too many runs are waiting", where="queue")

    monkeypatch.setattr(service(), "submit", full)
    at = opened(app, "train", recipe="seed=8")
    button(at, "Train").click().run()
    assert "too many runs are waiting" in at.error[0].value
    assert at.query_params["recipe"] == "seed=8"


def test_where_no_run_is_at_work_an_interrupted_one_is_told(app, service, monkeypatch):
    store = RunStore()
    store.start(store.create(preset("quick"), name="lost"))
    monkeypatch.setattr("hmlc_core.runs.store.owner.Owner._ended", lambda self: True)
    assert "lost was interrupted after" in texts(opened(app, "train"))


def test_a_run_that_ended_with_the_server_is_told_and_one_that_was_stopped_is_not(app, service):
    store = RunStore()
    run_id = store.create(preset("quick"), name="left")
    store.start(run_id)
    store.finish(run_id, "stopped", STOPPED_WITH_PROGRAM)
    assert "left was stopped with the program that trained it, after" in texts(opened(app, "train"))
    store.finish(store.create(preset("quick"), name="stopped"), "stopped")
    assert "stopped with the program" not in texts(opened(app, "train"))
