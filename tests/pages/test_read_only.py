"""HMLC_READ_ONLY: every page can be looked at, and nothing on it changes what others see."""

from __future__ import annotations

import hashlib
import shutil

import pytest

from hmlc_core.data import hierarchies, upload
from hmlc_core.data import home as places
from hmlc_core.data.registry import load_corpus
from hmlc_core.errors import ReadOnlyError
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.examples import arrival
from hmlc_core.runs.store import register
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell.changing import READ_ONLY, UNWRITABLE
from pages.ui.shell.routes import ROUTES
from tests.pages.trained import opened, run_called, texts, trained_home

REFUSED = "nothing can be changed here"
GUARDED = (register, upload, hierarchies, arrival)
"""Modules that ask whether they may change something."""


@pytest.fixture
def runs(home, monkeypatch):
    """A home with runs in every state that has buttons, read-only from now on."""
    shutil.copytree(trained_home(), home)
    store = RunStore()
    quick = preset("quick")
    waiting = store.create(quick, name="waiting")
    store.start(store.create(quick.assign(["seed=1"]), name="working"))
    monkeypatch.setenv("HMLC_READ_ONLY", "1")
    return {"waiting": waiting, "failed": run_called("failed"), "finished": run_called("gru")}


@pytest.fixture
def refusals(monkeypatch):
    """How often something was refused; grows while a test goes on."""
    heard = []

    def listening():
        try:
            places.check_writable()
        except ReadOnlyError as error:
            heard.append(error)
            raise

    for module in GUARDED:
        monkeypatch.setattr(module, "check_writable", listening)
    return heard


def content(home):
    """Every file that people's doings leave in the home, but caches."""
    return {
        str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("artifacts", "corpora", "hierarchies")
        for path in sorted((home / part).rglob("*"))
        if path.is_file()
    }


def forged(widget):
    """The widget as a client sees it that does not care what is off."""
    widget.proto.disabled = False
    widget.disabled = False
    return widget


def states():
    return {(run.id, run.name, run.status) for run in RunStore().runs()}


PLACES = [
    *((url, None, {}) for url in ROUTES),
    ("corpus", None, {"part": "Bring your own"}),
    ("hierarchy", "finished", {"section": "Use it"}),
    *((url, run, {}) for url in ("train", "runs") for run in ("waiting", "failed", "finished")),
]


@pytest.mark.slow
@pytest.mark.parametrize(("url", "run", "query"), PLACES)
def test_no_button_that_would_be_refused_is_on(app, runs, refusals, home, url, run, query):
    query = query | ({"run": runs[run]} if run else {})
    before, known = content(home), states()
    at = opened(app, url, **query)
    assert not any(REFUSED in error.value for error in at.error)  # of looking alone
    for number in range(len(at.button)):
        if number >= len(at.button):  # one of those before is no longer offered
            break
        button = at.button[number]
        off, label = button.disabled, button.label
        refusals.clear()
        forged(button).click().run()
        assert not at.exception, label
        assert off or not refusals, f"{label} is on, and refused"
        # What was queued counts as interrupted when its process ends, so states are compared too.
        assert (content(home), states()) == (before, known), label
        at = opened(app, url, **query)


CHANGES = pytest.mark.parametrize(
    ("url", "run", "query", "label"),
    [
        ("train", None, {"recipe": "seed=9"}, "Train"),
        ("train", "waiting", {}, "Stop"),
        ("train", "failed", {}, "Resume"),
        ("systems", None, {}, "Start the comparison"),
        ("ablations", None, {}, "Start the ablation"),
        ("hierarchy", "finished", {"section": "Use it"}, "Train"),
    ],
)


def labelled(at, label):
    return next(button for button in at.button if button.label == label)


@pytest.mark.slow
@CHANGES
def test_what_changes_something_is_off_and_says_why(app, runs, url, run, query, label):
    at = opened(app, url, **query, **({"run": runs[run]} if run else {}))
    assert labelled(at, label).disabled
    assert labelled(at, label).help == READ_ONLY


@pytest.mark.slow
@CHANGES
def test_a_page_that_forgot_to_turn_it_off_gets_a_message(
    app, runs, home, monkeypatch, url, run, query, label
):
    monkeypatch.setattr("pages.ui.shell.changing.read_only", lambda: False)
    before = content(home), states()
    at = opened(app, url, **query, **({"run": runs[run]} if run else {}))
    labelled(at, label).click().run()
    for sure in (button for button in at.button if button.label.endswith("for good")):
        sure.click().run()
    assert not at.exception
    assert any(REFUSED in error.value for error in at.error)
    assert (content(home), states()) == before


@pytest.mark.parametrize("elsewhere", [False, True])
def test_where_nothing_can_be_kept_it_is_said_before_somebody_presses(
    app, home, monkeypatch, elsewhere
):
    monkeypatch.setattr("os.access", lambda path, mode: not home.is_relative_to(path))
    if elsewhere:
        store = RunStore(f"sqlite:///{home.parent / 'other.db'}")
        monkeypatch.setenv("HMLC_TRACKING_URI", store.uri)
    at = opened(app, "train")
    train = labelled(at, "Train")
    assert train.disabled != elsewhere
    assert (train.help == UNWRITABLE) != elsewhere
    assert (UNWRITABLE in texts(at)) != elsewhere


@pytest.mark.slow
def test_a_run_cannot_be_deleted(app, runs, home, monkeypatch):
    at = opened(app, "runs", run=runs["failed"])
    assert labelled(at, "Delete …").help == READ_ONLY
    monkeypatch.setattr("pages.ui.shell.changing.read_only", lambda: False)
    before = content(home), states()
    labelled(opened(app, "runs", run=runs["failed"]), "Delete …").click().run()
    labelled(app, "Delete 1 run for good").click().run()
    assert any(REFUSED in error.value for error in app.error)
    assert (content(home), states()) == before


@pytest.mark.slow
def test_a_name_cannot_be_changed(app, runs):
    at = opened(app, "runs", run=runs["failed"])
    field = at.text_input(key=f"new name {runs['failed']}")
    assert field.disabled
    forged(field).set_value("other").run()
    assert RunStore().get(runs["failed"]).name == "failed"


def test_nothing_can_be_uploaded(app, runs):
    at = opened(app, "corpus", part="Bring your own")
    assert labelled(at, "Check and add").disabled
    assert all(item.proto.disabled for item in at.get("file_uploader"))


def test_no_stories_are_made_however_they_are_asked_for(app, runs):
    at = opened(app, "corpus", corpus="newsroom", recipe="corpus.documents=50000")
    stories = at.number_input(key="corpus stories")
    assert stories.disabled
    assert stories.value < 50_000
    forged(stories).set_value(60_000).run()
    assert at.number_input(key="corpus stories").value < 50_000


def test_reading_goes_on(app, runs):
    at = opened(app, "interactions", run=runs["finished"], corpus="hostile")
    assert not at.error
    assert READ_ONLY not in texts(at)  # there is nothing on this page to be told about
    assert load_corpus("hostile").train
