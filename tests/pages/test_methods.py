"""Pages show runs of any method: what it has, and in a sentence what it has not."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.grid import ablation_grid
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.ablation.form import Plan, command
from pages.ui.run.view import progress_line
from tests.conftest import make_corpus
from tests.pages.conftest import sent
from tests.pages.trained import _home, hostile_corpus, opened, run_called, texts

pytestmark = pytest.mark.slow

SHORT = ("corpus.name=hostile", "corpus.min_count=1", "training.epochs=1")


@cache
def _trained() -> Path:
    """Runs of a fitted method without places, alone and as an ablation, and of one with places."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-methods-"))
    folder.write(replace(hostile_corpus(), dev=()), home / "corpora" / "hostile")
    with _home(home):
        store = RunStore()
        fitted = preset("linear").assign(SHORT)
        assert train_run(store.uri, store.create(fitted, name="fitted")) == "finished"
        cascaded = preset("hidden").assign(
            [*SHORT, "model.dim=2", "model.regime=cascaded", "model.first_epochs=2"]
        )
        assert train_run(store.uri, store.create(cascaded, name="cascaded")) == "finished"
        for experiment in ablation_grid(fitted, [], [0, 1]):
            train_run(store.uri, store.create(experiment, group="costs"))
    return home


@pytest.fixture
def trained(home):
    shutil.copytree(_trained(), home)


@pytest.fixture(scope="module", autouse=True)
def _tidy():
    yield
    if _trained.cache_info().currsize:
        shutil.rmtree(_trained())


@pytest.mark.parametrize("page", ["train", "runs"])
def test_a_fitted_run_has_scores_and_no_empty_charts(app, trained, page):
    at = opened(app, page, run=run_called("fitted"))
    said = texts(at)
    assert "Fitted in" in said
    assert "epochs in" not in said
    assert "this run" in at.dataframe[-1].value
    at.session_state["outcome"] = "Curves"
    assert "it has no loss and no curves" in texts(at.run())
    assert not at.get("plotly_chart")
    assert not at.get("bidi_component")
    assert not at.error


def test_the_missing_picture_is_said_once(app, trained):
    at = opened(app, "train", run=run_called("fitted"))
    assert texts(at).count("no places of its labels") == 1


def test_scores_stand_on_the_stage_where_there_is_no_picture(app, trained):
    at = opened(app, "train", run=run_called("fitted"))
    assert not at.tabs
    assert not [item for item in at.get("html") if "rim" in item.proto.body]
    assert "this run" in at.dataframe[-1].value


def test_a_reference_is_not_measured_by_itself(app, trained):
    said = texts(opened(app, "train", run=run_called("fitted")))
    assert "label frequency. This is one seed" in said
    assert "level with" not in said


def test_documents_that_a_reference_saw_and_the_run_did_not_are_mentioned(app, trained):
    """The corpus has no development split."""
    said = texts(opened(app, "train", run=run_called("cascaded")))
    assert "was fitted to all of its training documents" in said


def test_no_hierarchy_is_read_off_a_method_without_places(app, trained):
    at = opened(app, "hierarchy", run=run_called("fitted"))
    assert "no hierarchy can be read off" in at.info[0].value
    assert not at.error
    assert not at.tabs


def test_stages_are_drawn_in_order_whatever_they_are(app, trained):
    at = opened(app, "hierarchy", run=run_called("cascaded"))
    captions = [caption for _, caption in sent(at)[0]["stops"]]
    assert captions[0].startswith("placing the labels")
    assert captions[-1].startswith("training")
    at.session_state["section"] = "Scores"
    assert "was given no hierarchy" in texts(at.run())
    at.session_state["section"] = "Use it"
    at.run()
    assert not at.exception
    assert "starts from labels that a hierarchy has placed" in texts(at)  # another method's preset


def test_fitted_and_trained_runs_are_compared_with_the_curves_there_are(app, trained):
    chosen = ",".join(run_called(name) for name in ("fitted", "cascaded"))
    at = opened(app, "runs", look="Compare", runs=chosen)
    assert "Without curves, because fitted" in texts(at)
    assert len(at.get("plotly_chart")) == 1


@pytest.mark.parametrize("page", ["train", "runs", "hierarchy"])
def test_a_run_whose_settings_cannot_be_read_says_why(app, trained, monkeypatch, page):
    run_id = run_called("fitted")
    read = RunStore.get

    def get(store, run_id):
        return replace(read(store, run_id), experiment=None, unreadable="**unknown** method")

    monkeypatch.setattr(RunStore, "get", get)
    runs = [get(RunStore(), run_id)]
    monkeypatch.setattr(RunStore, "runs", lambda store: runs)
    said = texts(opened(app, page, run=run_id))
    assert "settings cannot be read" in said
    assert "unknown" in said
    assert "**unknown**" not in said
    assert "went wrong" not in said


def test_progress_of_a_fitted_method_is_a_share(trained):
    store = RunStore()
    run_id = store.create(preset("linear"))
    store.start(run_id)
    run = store.get(run_id)
    assert progress_line(run) == "Getting ready"
    line = progress_line(replace(run, stage="train", step=31, steps=50, epoch=0.62, seconds=3))
    assert line == "Training · 62% · 3 s"


def test_a_method_is_chosen_by_title_and_brings_its_presets_and_variants(app):
    at = opened(app, "train", recipe="seed=3;model.label_init=random")
    starts = at.selectbox(key="choose preset")
    assert any("TF-IDF + linear" in option for option in starts.options)
    starts.set_value(("linear", "linear")).run()
    assert at.query_params["preset"] == "linear"
    assert at.query_params["recipe"] == "seed=3"  # what another method compares is no concern
    assert {item.key for item in at.number_input} == {"set seed"}
    named = at.selectbox(key="choose variant").options
    assert [option.rpartition(" · ")[2] for option in named] == ["C=0.1", "C=1", "C=10", "C=auto"]
    assert "Joachims" in at.selectbox(key="choose preset").help
    at.selectbox(key="choose preset").set_value(("hidden", "hidden")).run()
    assert "hidden" in at.query_params["preset"]


def test_settings_that_a_method_does_not_use_are_left_out(app):
    app.run()
    app.session_state["settings"] = True
    at = opened(app, "train", preset="linear")
    assert [tab.label for tab in at.tabs] == ["Corpus", "Model"]
    assert "no use for the settings of" in texts(at)


def test_a_plugin_that_cannot_be_used_is_named(app, monkeypatch):
    from hmlc_core.plugins import Problem

    broken = (Problem("mine", "toys 1.0", "ImportError: no <b>x</b>"),)
    monkeypatch.setattr("pages.ui.experiment.form.problems", lambda: broken)
    said = texts(opened(app, "train"))
    assert "Not offered: mine of toys" in said
    assert "<b>" not in said


def test_an_ablation_without_dimensions_or_pictures_says_so(app, trained):
    query = {"preset": "linear", "corpus": "hostile", "recipe": "corpus.min_count=1"}
    at = opened(app, "ablations", group="costs", **query)
    assert not at.error
    said = texts(at)
    assert "**12 runs**, about" in said
    assert "dimensions" not in said.replace("dimensions to choose", "")
    assert "same nominal rate" not in said
    means = at.dataframe[0].value
    assert means["variant"][0] == "Even weights · C=0.1 (2 seeds)"
    assert not [item for item in at.multiselect if item.key == "dims"]
    for aspect, sentence in (
        ("By dimension", "no dimensions to choose"),
        ("Labels", "no places of its labels"),
        ("Beyond the scores", "(no places of labels, or no true hierarchy)"),
    ):
        at.session_state["aspect"] = aspect
        at.run()
        assert sentence in texts(at)
        assert not at.get("plotly_chart")


def test_a_further_set_of_variants_is_chosen_and_named_in_the_command(app):
    at = opened(app, "ablations", preset="quick")
    at.segmented_control(key="set of variants").set_value("heads").run()
    assert at.multiselect(key="variants").value == ["position", "sorted", "pooled"]
    assert "--variants heads" in at.code[0].value


def test_commands_leave_out_what_a_method_has_not():
    line = command(preset("linear"), "linear", Plan("costs", ["C=1"], [], 3))
    assert line.endswith("ablate --preset linear --corpus newsroom --seeds 3")


def test_a_hierarchy_of_vectors_is_offered_to_a_method_that_reads_them(app, home):
    points = preset("hidden-synthetic").assign(["corpus.documents=300", "training.epochs=1"])
    store = RunStore()
    assert train_run(store.uri, store.create(points, name="points")) == "finished"
    at = opened(app, "hierarchy", run=run_called("points"), section="Use it")
    assert "Train" in [button.label for button in at.button]


def test_a_hierarchy_of_bags_is_not_offered_to_a_method_that_reads_words_in_order(app, home):
    folder.write(replace(make_corpus(), bags=True), home / "corpora" / "bags")
    bags = preset("hidden").assign(
        ["corpus.name=bags", "model.encoder.kind=tfidf", "training.epochs=1"]
    )
    store = RunStore()
    assert train_run(store.uri, store.create(bags, name="bags")) == "finished"
    at = opened(app, "hierarchy", run=run_called("bags"), section="Use it")
    assert "cannot be trained here" in texts(at)
    assert "Train" not in [button.label for button in at.button]


@pytest.mark.parametrize("page", ["trajectories", "interactions", "words"])
def test_of_vectors_it_is_said_that_coordinates_have_no_words(app, home, page):
    recipe = preset("disk").assign(
        ["corpus.name=synthetic", "corpus.documents=300", "training.epochs=1", "labels.epochs=5"]
    )
    store = RunStore()
    assert train_run(store.uri, store.create(recipe, name="vectors")) == "finished"
    at = opened(app, page, run=run_called("vectors"))
    assert "reads each document as a vector of 2 numbers" in texts(at)
    assert not at.exception
