"""Every page with a run of every method: what the method has, or what it has not, by name."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from hmlc_core.experiment.models import ModelSettings, method_name
from hmlc_core.experiment.presets import PRESETS
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.text import escape
from tests.contracts.conftest import run_of
from tests.pages.trained import opened, texts

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


@pytest.fixture
def app(trained: RunStore, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The whole app over a store with a run of every method, with nothing in the background."""
    warm: Future[None] = Future()
    warm.set_result(None)
    monkeypatch.setattr("pages.ui.shell.resources.warm_up", lambda: warm)
    st.cache_resource.clear()
    yield AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
    st.cache_resource.clear()


def said_on(app: AppTest, url: str, kind: type[ModelSettings], **query: str) -> str:
    """What the page says about the method's run, without a defect box, a blank or raw markup."""
    at = opened(app, url, run=run_of(kind), **query)
    said = texts(at)
    assert not at.error, at.error[0].value
    assert "went wrong" not in said
    assert "<b>toy</b>" not in said
    assert len(said) > 100, "a blank page"
    return said


def absence(kind: type[ModelSettings], capability: str) -> str:
    nouns = {"places": "places of its labels in a space", "words": "places of words among"}
    return f"**{escape(kind.title)}** has no {nouns[capability]}"


def disks(at: AppTest) -> int:
    return len(at.get("bidi_component"))


@pytest.mark.parametrize("url", sorted(ROUTES))
def test_no_page_fails_with_its_run(app: AppTest, kind: type[ModelSettings], url: str) -> None:
    said_on(app, url, kind)


def test_train_shows_its_places_or_their_absence_and_its_scores(
    app: AppTest, kind: type[ModelSettings]
) -> None:
    said = said_on(app, "train", kind)
    assert "on test documents" in said
    if "places" in kind().capabilities:
        assert disks(app) == 1
    else:
        assert disks(app) == 0
        assert "no places of its labels" in said
    scores = next(table.value for table in app.dataframe if "this run" in table.value)
    assert {"label frequency", "chance", "perfect predictor"} <= set(scores)


def test_runs_lists_it_and_shows_its_scores(app: AppTest, kind: type[ModelSettings]) -> None:
    said = said_on(app, "runs", kind)
    assert "on test documents" in said
    listed = app.dataframe[0].value
    assert method_name(kind) in listed["name"].tolist()


def test_label_hierarchy_has_a_disk_or_says_what_is_missing(
    app: AppTest, kind: type[ModelSettings]
) -> None:
    said = said_on(app, "hierarchy", kind)
    if "places" in kind().capabilities:
        assert disks(app) >= 1
        assert "edges read off" in said
    else:
        assert disks(app) == 0
        assert absence(kind, "places") in said
        assert "first snapshot" not in said
        assert "as soon as training has begun" not in said


def test_word_trajectories_has_a_disk_or_says_what_is_missing(
    app: AppTest, kind: type[ModelSettings]
) -> None:
    said = said_on(app, "trajectories", kind)
    if "words" in kind().capabilities:
        assert disks(app) == 1
    else:
        assert disks(app) == 0
        assert absence(kind, "words") in said


def test_interaction_scores_explains_every_method(app: AppTest, kind: type[ModelSettings]) -> None:
    said = said_on(app, "interactions", kind)
    table = app.dataframe[0].value
    opened_run = open_run(RunStore(), run_of(kind))
    explained = opened_run.predictor.explain(opened_run.corpus.test[0].text)
    column = explained.scale if "probabilities" in kind().capabilities else "score"
    assert table[column].is_monotonic_decreasing
    assert explained.meaning.split(".")[0] in said
    if "words" in kind().capabilities:
        app.segmented_control(key="pulls picture").set_value("Words × labels").run()
    assert len(app.get("plotly_chart")) == 2 + ("attention" in kind().capabilities)


def test_ablations_offer_its_variants_or_say_that_there_are_none(
    app: AppTest, kind: type[ModelSettings]
) -> None:
    preset = next(iter(kind.presets), None)
    if preset is None:  # without presets it is chosen by its title
        at = opened(app, "ablations")
        at.selectbox(key="choose preset").set_value((method_name(kind), None)).run()
    else:
        assert preset in PRESETS
        at = opened(app, "ablations", preset=preset)
    assert not at.error
    if kind.variants:
        first = next(iter(kind.variants.values()))
        assert at.multiselect(key="variants").options == list(first.variants)
    else:
        assert "has no variants to compare" in texts(at)
