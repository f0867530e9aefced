"""Reading pages for methods that have less than others, or something else."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.budget import SECONDS, WHOLE, Budget
from hmlc_core.data.formats import folder
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.linear.predictor import LinearPredictor
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.reading import measuring
from pages.ui.reading.text import DRAWN
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, _home, harmless, hostile_corpus, opened, run_called, texts

pytestmark = pytest.mark.slow

SHORT = ["corpus.name=hostile", "corpus.min_count=1", "training.epochs=1"]
METHODS = {
    "quick": ["model.dim=2", "labels.epochs=10", "training.kernels=torch"],
    "hidden": ["model.dim=3", "labels.epochs=2"],
    "linear": [],
}
"""Preset -> settings with which it takes a moment."""

PLACELESS = ("hidden", "linear")
"""Those that place no words."""


@cache
def trained_home() -> Path:
    """A finished run of each preset, called after it; that which places words is the oldest."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-methods-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    folder.write(hostile_corpus(), home / "corpora" / "hostile")
    with _home(home):
        store = RunStore()
        for name, changes in METHODS.items():
            run = store.create(preset(name).assign([*SHORT, *changes]), name=name)
            assert train_run(store.uri, run) == "finished", store.runs()[0].message
    return home


@pytest.fixture(autouse=True)
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def own_text(at, text: str):
    at.segmented_control(key="source").select("Your own text").run()
    return at.text_area(key="own text").set_value(text).run()


@pytest.fixture
def explained(monkeypatch):
    """`explained(**changes)`: the linear method explains with these fields instead of its own."""
    own = LinearPredictor.explain

    def change(**changes):
        def explain(self, text, budget=WHOLE):
            found = own(self, text, budget)
            fields = {name: value(found) for name, value in changes.items()}
            return replace(found, **fields)

        monkeypatch.setattr(LinearPredictor, "explain", explain)

    return change


@pytest.mark.parametrize("name", METHODS)
def test_every_method_has_predictions_a_map_and_contributions(app, name):
    at = opened(app, "interactions", run=run_called(name), doc="test-0", label=HOSTILE[0])
    assert not at.error
    likely = at.dataframe[0].value
    scale = "sigmoid of the margin" if name == "linear" else "probability"
    assert likely[scale].between(0, 100).all()
    if name not in PLACELESS:
        at.segmented_control(key="pulls picture").set_value("Words × labels").run()
    assert len(at.get("plotly_chart")) == 2
    assert "A contribution is" in texts(at)
    assert "Attention" not in texts(at)
    harmless(at)


@pytest.mark.parametrize("name", PLACELESS)
def test_a_text_without_a_place_among_the_labels_is_said(app, name):
    at = opened(app, "interactions", run=run_called(name), doc="test-0")
    assert "has no places of words among its labels" in texts(at)
    assert not at.info
    assert not at.get("bidi_component")


@pytest.mark.parametrize("name", PLACELESS)
@pytest.mark.parametrize("view", ["One text", "Words across training"])
def test_a_run_without_places_of_words_can_be_chosen_and_says_so(app, name, view):
    at = opened(app, "trajectories", run=run_called(name), way=view)
    assert not at.error
    assert "has no places of words among its labels" in at.info[0].value
    assert len(at.selectbox(key="choose run").options) == len(METHODS)


def test_trajectories_begin_with_a_run_that_has_them(app):
    at = opened(app, "trajectories")
    assert at.query_params["run"] == run_called("quick")
    assert sent(at)[0]["scene"]["wordNames"]


def test_the_words_that_speak_for_a_label_are_those_its_documents_have(app):
    at = opened(app, "interactions", run=run_called("linear"), label="d")
    own_text(at, "d1 noise1 d2 unheard")
    columns = [item for item in at.get("html") if "border-radius" in item.proto.body]
    (marked,) = [item.proto.body for item in columns]
    assert "unheard*" in marked
    assert "unknown to the method" in texts(at)


def test_scores_that_are_no_probabilities_are_called_scores(app, explained):
    explained(probabilities=lambda found: None)
    at = opened(app, "interactions", run=run_called("linear"), doc="test-0")
    table = at.dataframe[0].value
    assert table["score"].is_monotonic_decreasing or (table["true"] == "✓").any()
    assert "probability" not in table
    assert "probability " not in texts(at)
    assert "%" not in "".join(at.selectbox(key="choose label").options)


def test_attention_is_shown_level_by_level(app, explained):
    def attention(found):
        weights = np.arange(len(found.words), dtype=float)
        falling = weights[::-1] / weights.sum()
        return {"**upper**": weights / weights.sum(), "lower": falling}

    explained(attention=attention)
    at = opened(app, "interactions", run=run_called("linear"))
    own_text(at, "a1 b2 c1")
    assert "“c1” has most, 0.667" in texts(at)
    assert "**upper**" not in texts(at)
    at.segmented_control(key=f"attention {run_called('linear')}").select("lower").run()
    assert "“a1” has most" in texts(at)


def test_attention_of_one_level_needs_no_choice(app, explained):
    explained(attention=lambda found: {"all": np.ones(len(found.words)) / len(found.words)})
    at = opened(app, "interactions", run=run_called("linear"))
    assert "at the level “all”" in texts(at)
    assert not [item for item in at.segmented_control if item.label == "Level"]


def test_a_long_text_is_read_as_a_whole_and_drawn_in_part(app):
    at = opened(app, "interactions", run=run_called("linear"))
    own_text(at, "a1 noise2 " * 1000)
    assert not at.error
    assert f"Drawn are the first {DRAWN} of 2,000 words" in texts(at)
    assert "Only the first" not in texts(at)


@pytest.fixture
def slow(monkeypatch):
    """The linear method takes 3 seconds a text, on a clock that nothing else moves."""
    own, now = LinearPredictor._margins, [0.0]

    def margins(self, features):
        now[0] += 3.0 * features.shape[0]
        return own(self, features)

    monkeypatch.setattr(LinearPredictor, "_margins", margins)
    monkeypatch.setattr(measuring, "Budget", partial(Budget, clock=lambda: now[0]))


def test_words_of_a_slow_method_are_measured_within_a_bound_and_the_rest_when_asked_for(app, slow):
    at = opened(app, "interactions", run=run_called("linear"), label="d")
    own_text(at, "a1 noise1 b2 c1 d1 noise2 a2")
    assert not at.error
    assert at.dataframe[0].value["sigmoid of the margin"].between(0, 1).all()
    words = 1 + int(SECONDS // 3)  # the first at a quick look
    assert f"measured for {words} of 7 words" in texts(at)
    (marked,) = [item.proto.body for item in at.get("html") if "not measured" in item.proto.body]
    assert marked.count("not measured") == 7 - words
    more = [button for button in at.button if button.label == "Measure the rest"]
    more[0].click().run()
    assert not at.error
    assert "measured for" not in texts(at)
    assert not [button for button in at.button if button.label == "Measure the rest"]
    assert not [item for item in at.get("html") if "not measured" in item.proto.body]
