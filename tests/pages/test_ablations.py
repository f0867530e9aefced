"""Ablations: what a grid costs, queuing it, and what its seeds say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.experiment import SCORES, score_title
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.store.store import RunStore
from pages.ui.ablation import groups as ablation
from pages.ui.ablation.form import Plan, command
from pages.ui.ablation.groups import Ablations, groups, members_of
from pages.ui.group.queueing import expected_time
from pages.ui.shell import resources
from tests.conftest import make_corpus
from tests.pages.conftest import sent
from tests.pages.trained import GROUP, harmless, opened, texts, trained_home

pytestmark = pytest.mark.slow


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
    assert "**12 runs**." in texts(at)  # nothing is known of how long they take
    assert at.multiselect(key="dims").value == [20]
    assert not start(at).disabled


def test_a_grid_beyond_the_queue_is_refused_with_a_way_out(app):
    at = opened(app, "ablations")
    at.multiselect(key="dims").set_value([2, 5, 10]).run()
    at.number_input(key="seeds").set_value(5).run()
    assert start(at).disabled
    assert "The queue takes 50 runs" in at.warning[0].value
    assert "Dask" in at.warning[0].value
    assert "--dims 2,5,10 --seeds 5" in at.code[0].value
    at.multiselect(key="variants").set_value([]).run()
    assert "at least one variant" in texts(at)


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
    assert at.selectbox(key="choose group").value == group
    assert at.query_params["group"] == group
    assert "Results appear here" in texts(at)
    next(button for button in at.button if button.label == "Stop the rest").click().run()
    assert {run.status for run in RunStore().runs()} == {"stopped"}


def test_a_variant_that_could_only_fail_is_told_and_nothing_is_queued(app, untrained, home):
    folder.write(make_corpus(), home / "corpora" / "tiny")  # whose words are in no list
    at = opened(app, "ablations", corpus="tiny")
    at.segmented_control(key="set of variants").set_value("words").run()
    start(at).click().run()
    assert "the variant glove+hypernyms cannot be trained" in at.error[0].value.replace("\\", "")
    assert not RunStore().runs()


CALLED = [
    "Flat, random start · E-rand",
    "Flat, from the hierarchy · E-hier",
    "Hyperbolic, random start · H-rand",
    "Hyperbolic, from the hierarchy · H-hier",
]


def shown(at, aspect, **query):
    """The ablation of the trained home at one of its tabs."""
    return opened(at, "ablations", group=GROUP, aspect=aspect, **query)


def test_results_come_first_with_spreads_references_and_what_is_noise(app, trained):
    at = opened(app, "ablations", group=GROUP)
    assert not at.error
    (means,) = (table.value for table in at.dataframe)
    rows = list(means["variant"])
    assert rows[:4] == [f"{name} (2 seeds)" for name in CALLED]
    assert {"TF-IDF + linear", "label frequency", "chance", "perfect predictor"} <= set(rows)
    assert "±" in means["nDCG@5"][0]
    assert list(means)[1:] == [score_title(score) for score in SCORES]
    said = texts(at)
    assert "mean ± standard deviation over seeds" in said
    assert "noise" in said
    assert "same nominal rate" in said
    assert "--tune" in said
    harmless(at)


def test_differences_have_tests(app, trained):
    at = shown(app, "Differences")
    assert len(at.get("plotly_chart")) == 1
    tests = at.dataframe[0].value
    assert len(tests) == 6
    assert tests["p (Holm)"].between(0, 1).all()


def test_scores_are_drawn_over_dimensions_beside_references(app, trained):
    at = shown(app, "By dimension", score="macro_f1")
    assert len(at.get("plotly_chart")) == 1
    assert "macro-F1 of the references" in texts(at)
    assert at.query_params["score"] == "macro_f1"


def test_columns_that_are_absent_are_explained(app, trained):
    at = shown(app, "Beyond the scores")
    further = at.dataframe[0].value
    assert list(further["variant"]) == CALLED
    assert "±" in further["edge F1"][0]
    assert "dead units" not in further
    assert "Not measured" in texts(at)
    assert "dead units (no hidden units to die)" in texts(at)


def test_every_run_has_its_cell(app, trained):
    matrix = shown(app, "Every run").dataframe[0].value
    assert list(matrix["variant"]) == [f"{name}, 2-D" for name in CALLED]
    assert matrix.shape == (4, 3)


def test_four_disks_of_one_seed(app, trained):
    at = shown(app, "Labels")
    assert len(at.get("bidi_component")) == 4
    assert sent(at)[0]["scene"]["mode"] == "poincare"
    assert "H-hier" in sent(at)[0]["scene"]["title"]


def test_an_ablation_that_is_gone_gives_way_to_one_that_is_there(app, trained):
    at = opened(app, "ablations", group="gone · 12 runs")
    assert at.query_params["group"] == GROUP
    assert "not among the choices" in texts(at)


def test_dimensions_follow_the_preset_until_they_are_chosen(app):
    at = opened(app, "ablations", preset="tuned")
    assert at.multiselect(key="dims").value == [20]
    at.query_params["preset"] = "disk"
    at.run()
    assert at.multiselect(key="dims").value == [2]
    at.multiselect(key="dims").set_value([3, 5]).run()
    at.query_params["preset"] = "quick"
    at.run()
    assert at.multiselect(key="dims").value == [3, 5]


def test_time_is_told_from_like_runs_alone(trained):
    runs = RunStore().runs()
    like = next(run for run in runs if run.group).experiment
    for experiment in (like, like.assign(["seed=7"]), like.assign(["model.geometry=product"])):
        assert "going by" in expected_time([experiment], runs)
    for change in ("model.dim=3", "training.epochs=3", "model.encoder=gru", "corpus.documents=5"):
        assert expected_time([like, like.assign([change])], runs) == ""


def test_groups_that_try_learning_rates_are_no_ablations(trained):
    runs = RunStore().runs()
    members = groups(runs)[GROUP]
    assert len(members) == 8
    twice = [*runs, members[0]]
    assert groups(twice) == {}


def test_groups_are_compared_anew_where_they_changed_alone(trained, monkeypatch):
    asked = []
    compare = ablation.compared_set

    def noting(experiments):
        asked.append(experiments)
        return compare(experiments)

    monkeypatch.setattr(ablation, "compared_set", noting)
    runs, ablations = RunStore().runs(), Ablations()
    runs += [replace(run, id=f"{run.id} again", group="other") for run in runs if run.group]
    found = ablations.among(runs)
    assert list(found) == [GROUP, "other"]
    assert len(asked) == 2
    assert ablations.among(list(map(replace, runs))) == found
    assert ablations.set_of(found[GROUP]) is not None
    assert len(asked) == 2
    fewer = [run for run in runs if run.id != found[GROUP][0].id]
    assert ablations.among(fewer) == found | {GROUP: found[GROUP][1:]}
    assert asked[2:] == [[run.experiment for run in found[GROUP][1:]]]
    assert GROUP not in ablations.among([*runs, found[GROUP][0]])
    assert ablations.among(runs) == found == Ablations().among(runs)


def test_the_members_of_one_ablation_are_those_among_all(trained):
    runs = RunStore().runs()
    found = groups(runs)
    assert {name: members_of(runs, name) for name in found} == found
    assert members_of([*runs, found[GROUP][0]], GROUP) == []
    assert members_of(runs, "no group") == members_of(runs, "") == []


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
    assert "±" not in at.dataframe[0].value["nDCG@5"][0]


def test_variants_that_a_preset_cannot_have_are_refused_in_the_form(app, trained):
    at = opened(app, "ablations", preset="held", corpus="hostile", group=GROUP)
    assert "labels can only be held where the hierarchy has put them" in at.error[0].value
    assert not at.exception
    assert len(at.dataframe), "the results stand below all the same"
    at.segmented_control(key="set of variants").set_value("hold").run()
    assert not at.error
