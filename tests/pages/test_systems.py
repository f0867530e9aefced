"""Systems: what a comparison costs, queuing it, and what its seeds and documents say."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError
from hmlc_core.evaluation.published import Published
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, labelling
from hmlc_core.experiment.presets import preset_for_method
from hmlc_core.runs.comparing import comparison_grid, comparison_group, comparisons_among
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.group.queueing import MANY
from pages.ui.shell import resources
from pages.ui.systems.form import command
from pages.ui.systems.groups import members_of
from pages.ui.systems.results import references_of
from tests.conftest import make_corpus
from tests.pages.test_ablations import untrained as untrained  # a fixture
from tests.pages.trained import GROUP, HOSTILE, QUICK, _home, hostile_corpus, opened, texts
from tests.pages.trained import trained_home as ablated_home

pytestmark = pytest.mark.slow

COMPARED = comparison_group("hostile")
LINEAR, HYPERIM, EXAM = (MODELS[name].title for name in ("linear", "hyperim", "exam"))


@cache
def _compared() -> Path:
    """Two seeds of two methods on the tiny corpus with hostile names."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-compared-"))
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    with _home(home):
        store = RunStore()
        for seed in (0, 1):
            quick = Experiment().assign([*QUICK, "corpus.name=hostile", f"seed={seed}"])
            fitted = preset_for_method("linear").with_values(
                {"corpus.name": "hostile", "corpus.min_count": 1, "seed": seed}
            )
            for experiment in (quick, fitted):
                run = store.create(experiment, group=COMPARED)
                assert train_run(store.uri, run) == "finished"
    return home


@pytest.fixture(scope="module", autouse=True)
def _tidy():
    yield
    if _compared.cache_info().currsize:
        shutil.rmtree(_compared())


@pytest.fixture
def compared(home):
    shutil.copytree(_compared(), home)


def labelled(at, label):
    return next(button for button in at.button if button.label == label)


def shown(at, subject="Scores", **query):
    return opened(at, "systems", corpus="hostile", subject=subject, **query)


def test_an_empty_store_shows_what_is_compared_and_what_was_published(app):
    at = opened(app, "systems")
    said = texts(at)
    assert "No comparison has been started yet" in said
    assert f"**{3 * len(labelling())} runs**." in said
    assert "How long they take is told here once" in said
    assert "AAAI 2020, Table 2" in said
    assert at.number_input(key="documents").value is None
    assert at.number_input(key="documents").placeholder == "all"
    once = said.replace("\\", "").partition("With each seed")[2].split("\n", 1)[0]
    assert once.count(LINEAR) == once.count(EXAM) == 1
    assert "not on the corpus compared here" in said
    (table,) = (item.value for item in at.dataframe)
    assert HYPERIM in set(table["method"])
    assert set(table["from"]) == {"paper"}
    assert not labelled(at, "Start the comparison").disabled


@pytest.mark.parametrize(("url", "runs"), [("systems", 3 * len(labelling())), ("ablations", 12)])
@pytest.mark.parametrize("labels", [MANY - 1, MANY])
def test_that_many_runs_with_many_labels_may_be_long_is_told_before(app, home, url, runs, labels):
    corpus = make_corpus()
    graph = corpus.graph
    more = [f"further {n}" for n in range(labels - len(graph))]
    large = replace(corpus, name="large", graph=LabelGraph((*graph.names, *more), graph.edges))
    folder.write(large, home / "corpora" / "large")
    at = opened(app, url, corpus="large")
    told = f"With {labels:,} labels, {runs} runs may take hours"
    assert any(told in item.value for item in at.warning) is (labels >= MANY)


@pytest.mark.parametrize("documents", ["0", "-1", "many"])
def test_a_number_of_documents_that_is_none_in_the_address_is_all_of_them(app, documents):
    at = opened(app, "systems", documents=documents)
    assert not at.exception
    assert at.number_input(key="documents").value is None
    assert "--documents" not in at.code[0].value


@pytest.mark.parametrize(
    ("corpus", "told"),
    [
        ("hostile", []),
        (
            "newsroom",
            ["There is no comparison of the corpus “newsroom” yet. Shown is one of “hostile”."],
        ),
    ],
)
def test_a_comparison_of_another_corpus_is_told(app, compared, corpus, told):
    at = opened(app, "systems", corpus=corpus)
    assert at.selectbox(key="choose comparison").value == COMPARED
    assert [item.value for item in at.info if "no comparison of" in item.value] == told


def test_a_comparison_beyond_the_queue_is_refused_with_a_way_out(app):
    at = opened(app, "systems")
    at.number_input(key="seeds").set_value(20).run()
    assert labelled(at, "Start the comparison").disabled
    assert "run the comparison in a terminal" in at.warning[0].value
    assert at.code[0].value.endswith("compare --corpus newsroom --seeds 20")


def test_the_command_says_all_that_the_form_does():
    line = command("it's", ["linear", "hyperim"], 4, 200)
    assert line.endswith("--seeds 4 --methods linear,hyperim --documents 200")
    assert "'it'\"'\"'s'" in line


def test_one_press_queues_methods_by_seeds_and_a_second_only_what_is_missing(app, untrained):
    at = opened(app, "systems")
    at.number_input(key="seeds").set_value(1).run()
    labelled(at, "Start the comparison").click().run()
    assert not at.exception
    runs = RunStore().runs()
    assert {run.group for run in runs} == {comparison_group("newsroom")}
    assert {run.experiment.model.name for run in runs} == set(labelling())
    assert at.query_params["comparison"] == comparison_group("newsroom")
    assert "Results appear here" in texts(at)
    at.run()
    assert f"({len(labelling())} at work or waiting)" in texts(at)
    assert not [button for button in at.button if button.label == "Start the comparison"]
    at.number_input(key="seeds").set_value(2).run()
    assert f"**{len(labelling())} runs**" in texts(at)
    labelled(at, "Stop the rest").click().run()
    assert {run.status for run in RunStore().runs()} == {"stopped"}
    labelled(at, "Resume them").click().run()
    assert {run.status for run in RunStore().runs()} == {"queued"}
    assert len(RunStore().runs()) == len(labelling())


def test_methods_that_cannot_learn_are_left_out_and_said(app, compared):
    at = opened(app, "systems", corpus="synthetic", documents="50")
    said = texts(at)
    assert f"**{EXAM}** is left out" in said
    assert "documents are read as vectors of 2 numbers" in said
    assert f"**{LINEAR}** is left out" not in said.replace("\\", "")


def test_scores_stand_beside_the_references_with_a_verdict_and_costs(app, compared):
    at = shown(app)
    assert not at.error
    means, costs = (item.value for item in at.dataframe)
    assert list(means["method"]) == [
        HYPERIM,
        LINEAR,
        "label frequency",
        "chance",
        "perfect predictor",
    ]
    assert list(means["seeds"])[:2] == ["2 of 2", "2 of 2"]
    assert "±" in means["nDCG@5"][0]
    said = texts(at)
    assert "against TF\\-IDF \\+ linear" in said
    assert "nDCG@5" in said
    assert list(costs["method"]) == [HYPERIM, LINEAR]
    assert all(" s" in time for time in costs["time"])
    assert len(at.get("plotly_chart")) == 1


def test_the_corpus_of_runs_without_references_is_looked_for_once(compared, monkeypatch):
    asked = []

    def gone(name, *, grow_to):
        asked.append(name)
        raise DataError("there is no such corpus", received=name)

    monkeypatch.setattr(resources, "corpus", gone)
    store = RunStore()
    runs = [run for run in store.runs() if run.group == COMPARED]
    kept = store.references(runs[0].id)
    assert references_of(runs, "P@1").keys() == kept.keys() - {"linear"}  # one of the methods
    assert asked == []
    monkeypatch.setattr(RunStore, "references", lambda self, run_id: {})
    assert references_of(runs, "P@1") == {}
    assert asked == ["hostile"]
    monkeypatch.setattr(
        RunStore, "references", lambda self, run_id: kept if run_id == runs[0].id else {}
    )
    found = references_of(runs, "P@1")
    assert found == {name: kept[name] for name in found}
    assert found
    assert asked == ["hostile", "hostile"]


def test_a_method_that_has_not_finished_has_a_row_without_numbers(app, compared, monkeypatch):
    every = RunStore().runs()
    running = [
        replace(run, status="stopped", scores={}) if run.experiment.model.name == "hyperim" else run
        for run in every
    ]
    monkeypatch.setattr(RunStore, "runs", lambda self: running)
    means = shown(app).dataframe[0].value
    assert means["seeds"][0] == "0 of 2"
    assert set(means.iloc[0, 2:]) == {"–"}


def test_a_method_no_better_than_label_frequency_is_said_to_have_learned_nothing(
    app, compared, monkeypatch
):
    low = {"test/nDCG@5": 0.0, "test/micro_auprc": 0.0}
    runs = [
        replace(run, scores={**run.scores, **low})
        if run.experiment.model.name == "hyperim"
        else run
        for run in RunStore().runs()
    ]
    monkeypatch.setattr(RunStore, "runs", lambda self: runs)
    (said,) = (item.value for item in shown(app).warning)
    assert said.startswith(HYPERIM)
    assert "no better than label frequency: it learned nothing from the texts" in said


@pytest.mark.parametrize("subject", ["Scores", "Differences"])
def test_a_verdict_that_says_nothing_says_why(app, compared, monkeypatch, subject):
    runs = [
        replace(run, scores={k: v for k, v in run.scores.items() if k != "test/macro_ap"})
        if run.experiment.model.name == "linear"
        else run
        for run in RunStore().runs()
    ]
    monkeypatch.setattr(RunStore, "runs", lambda self: runs)
    assert "has no macro-AP" not in texts(shown(app, subject))
    at = shown(app, subject)
    at.selectbox(key="judged by").set_value("macro_ap").run()
    said = texts(at)
    assert "has no macro-AP" in said
    assert "Nothing can be compared with" in said


def test_the_verdict_is_of_scores_without_thresholds_alone(app, compared):
    at = shown(app)
    offered = at.selectbox(key="judged by").options
    assert "nDCG@5" in offered
    assert not [score for score in offered if score.startswith(("micro-F1", "macro-F1"))]


def test_differences_are_from_the_one_that_is_chosen_and_over_documents_when_asked(app, compared):
    at = shown(app, "Differences")
    (tests,) = (item.value for item in at.dataframe)
    assert list(tests["pair"]) == [f"{HYPERIM} − {LINEAR}"]
    at.selectbox(key="against").set_value("hyperim").run()
    assert list(at.dataframe[0].value["pair"]) == [f"{LINEAR} − {HYPERIM}"]
    at.toggle(key="over documents").set_value(True).run()
    assert not at.exception
    assert " to " in at.dataframe[1].value["95 % interval over documents"][0]
    assert "resamples of the test documents" in texts(at)


def test_rare_and_deep_labels_have_a_picture_and_a_table_each(app, compared, monkeypatch):
    parts = {
        "by_frequency/5-19/labels": 3.0,
        "by_frequency/5-19/macro_ap": 0.5,
        "by_frequency/100+/labels": 2.0,
        "by_frequency/20-99/macro_ap": 0.75,
        "by_depth/1/macro_ap": 0.25,
    }
    runs = [replace(run, scores={**run.scores, **parts}) for run in RunStore().runs()]
    monkeypatch.setattr(RunStore, "runs", lambda self: runs)
    at = shown(app, "Rare and deep labels")
    assert len(at.get("plotly_chart")) == 2
    frequency, depth = (item.value for item in at.dataframe)
    if "by_frequency/0/labels" not in runs[0].scores:
        assert list(frequency.iloc[:, 0])[:2] == ["5–19", "20–99"]
    assert "50.0 ± 0.0" in set(frequency[HYPERIM])
    assert "25.0 ± 0.0" in set(depth[LINEAR])


def test_runs_without_scores_by_kind_say_so(app, compared, monkeypatch):
    runs = [
        replace(run, scores={k: v for k, v in run.scores.items() if not k.startswith("by_")})
        for run in RunStore().runs()
    ]
    monkeypatch.setattr(RunStore, "runs", lambda self: runs)
    assert "not scored by kind of label" in texts(shown(app, "Rare and deep labels"))


def test_documents_on_which_two_disagree_can_be_opened_with_either_run(app, compared):
    at = shown(app, "Documents")
    assert not at.exception
    said = texts(at)
    assert "Whose best label is right" in said
    assert "True labels" in said
    assert "✓" in said
    for name in HOSTILE:
        assert name not in said
    links = [item.proto for item in at.get("page_link")]
    runs = {run.id for run in RunStore().runs()}
    asked = [link.query_string for link in links if link.label.startswith("Open with")]
    assert any(f"run={run}" in query for run in runs for query in asked)


def test_published_scores_stand_above_those_of_here(app, compared):
    table = shown(app, "Published").dataframe[0].value
    assert list(table["from"])[-2:] == ["here, hostile"] * 2
    assert "±" in table["P@1"].iloc[-1]


def test_published_orderings_are_held_against_the_seeds_of_here(app, compared, monkeypatch):
    from pages.ui.systems import published

    scores = {
        name: {"P@1": value, "nDCG@5": value}
        for name, value in {"hyperim": 0.9, "linear": 0.8}.items()
    }
    table = Published("a paper", "a note", {"RCV1": scores})
    monkeypatch.setattr(published, "published_table", lambda: table)
    at = shown(app, "Published")
    assert "Of 1 ordering by nDCG@5 published on RCV1" in texts(at)
    found = at.dataframe[1].value
    assert len(found) == 1
    assert " above " in found["published"][0]
    assert found["nDCG@5"][0][0] in "✓✗≈?"


def test_every_run_has_its_cell(app, compared):
    matrix = shown(app, "Every run").dataframe[0].value
    assert matrix.shape == (2, 3)


def test_ablations_and_comparisons_keep_apart(app, compared, monkeypatch):
    assert "No ablation has been started yet" in texts(opened(app, "ablations"))
    monkeypatch.setenv("HMLC_HOME", str(ablated_home()))
    runs = RunStore().runs()
    assert GROUP in {run.group for run in runs}
    assert comparisons_among(runs) == {}


def test_a_finished_run_of_no_group_counts_where_it_is_the_same(compared):
    store = RunStore()
    alone = comparison_grid("hostile", ["linear"], [1])[0]
    run = store.create(alone)
    assert train_run(store.uri, run) == "finished"
    members = members_of(store.runs(), COMPARED)
    assert run in {member.id for member in members}
    assert len(members) == 5


def test_a_comparison_that_is_gone_gives_way_to_one_that_is_there(app, compared):
    at = shown(app, comparison="Systems on nothing")
    assert at.query_params["comparison"] == COMPARED
    assert "not among the choices" in texts(at)
