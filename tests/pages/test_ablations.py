"""Ablations: what a grid costs, queuing it, and what its seeds say."""

from __future__ import annotations

import pytest

from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from pages.ui.ablation.form import Plan, command
from pages.ui.ablation.groups import groups
from pages.ui.shell import resources
from tests.pages.conftest import sent
from tests.pages.trained import GROUP, harmless, opened, texts, trained_home


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


@pytest.fixture
def untrained(monkeypatch):
    """Queued runs stay queued."""
    from concurrent.futures import Executor, Future

    from hmlc_core.runs.queue.service import RunService

    class Idle(Executor):
        def submit(self, fn, /, *args, **kwargs):
            return Future()

    made = {}
    monkeypatch.setattr(
        resources,
        "service",
        lambda: made.setdefault("it", RunService(resources.store(), Idle(), limit=20)),
    )


def start(at):
    return next(button for button in at.button if button.label == "Start the ablation")


def test_an_empty_store_says_how_to_begin(app):
    at = opened(app, "ablations")
    assert "No ablation has been started yet" in at.info[0].value
    assert "**12 runs**; no run like these has finished yet" in texts(at)
    assert not start(at).disabled


def test_a_grid_beyond_the_queue_is_refused_with_a_way_out(app):
    at = opened(app, "ablations")
    at.multiselect(key="dims").set_value([2, 5, 10]).run()
    assert start(at).disabled
    assert "The queue takes 20 runs" in at.warning[0].value
    assert "Dask" in at.warning[0].value
    assert "--dims 2,5,10 --seeds 3" in at.code[0].value
    at.multiselect(key="variants").set_value([]).run()
    assert "at least one variant" in texts(at)


@pytest.mark.slow
def test_one_press_queues_the_grid_as_a_group_and_shows_it(app, untrained):
    at = opened(app, "ablations")
    at.multiselect(key="variants").set_value(["E-rand", "H-rand"])
    at.number_input(key="seeds").set_value(2).run()
    start(at).click().run()
    assert not at.exception
    runs = RunStore().runs()
    (group,) = {run.group for run in runs}
    assert group.startswith("newsroom ")
    cells = {(run.experiment.model.geometry, run.experiment.seed) for run in runs}
    assert cells == {(g, s) for g in ("euclidean", "poincare") for s in (0, 1)}
    assert at.selectbox(key="group").value == group
    assert "Results appear here" in texts(at)
    next(button for button in at.button if button.label == "Stop the rest").click().run()
    assert {run.status for run in RunStore().runs()} == {"stopped"}


def test_results_have_intervals_tests_and_references(app, trained):
    at = opened(app, "ablations", group=GROUP)
    assert not at.error
    matrix, means, tests, further = (table.value for table in at.dataframe)
    assert list(matrix[""]) == ["E-rand 2-D", "E-hier 2-D", "H-rand 2-D", "H-hier 2-D"]
    assert matrix.shape == (4, 3)
    rows = list(means["variant"])
    variants = ["E-rand", "E-hier", "H-rand", "H-hier"]
    assert rows[:4] == [f"{name} (2 seeds)" for name in variants]
    assert {"TF-IDF + linear", "label frequency", "chance", "perfect predictor"} <= set(rows)
    assert "±" in means["nDCG@5"][0]
    assert len(tests) == 6
    assert tests["p (Holm)"].between(0, 1).all()
    assert list(further["variant"]) == variants
    assert "±" in further["edge F1"][0]
    said = texts(at)
    assert "noise" in said
    assert "same nominal rate" in said
    assert "--tune" in said
    assert len(at.get("plotly_chart")) == 2
    harmless(at)


def test_four_disks_of_one_seed(app, trained):
    at = opened(app, "ablations", group=GROUP)
    assert len(at.get("bidi_component")) == 4
    assert sent(at)[0]["scene"]["mode"] == "poincare"
    assert "H-hier" in sent(at)[0]["scene"]["title"]


def test_groups_that_try_learning_rates_are_no_ablations(trained):
    runs = RunStore().runs()
    members = groups(runs)[GROUP]
    assert len(members) == 8
    twice = [*runs, members[0]]
    assert groups(twice) == {}


def test_the_command_repeats_the_grid():
    base = preset("quick").assign(
        ["corpus.name=it's", "seed=3", "training.epochs=2", "model.dim=7"]
    )
    line = command(base, "quick", Plan("ablations", ["E-rand"], [2, 5], 4))
    assert line.endswith("--dims 2,5 --seeds 4 --seed 3 --set training.epochs=2 --tune")
    assert "'it'\"'\"'s'" in line


def test_one_seed_is_said_to_tell_nothing(app, trained, monkeypatch):
    runs = [run for run in RunStore().runs() if run.experiment.seed == 0]
    monkeypatch.setattr(RunStore, "runs", lambda self: runs)
    at = opened(app, "ablations", group=GROUP)
    assert "One seed cannot tell a difference" in texts(at)
    assert "±" not in at.dataframe[1].value["nDCG@5"][0]
