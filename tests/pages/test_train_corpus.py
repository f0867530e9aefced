"""Train: what is known of a corpus before a method learns from it."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from hmlc_core.data import registry
from hmlc_core.data.formats import folder
from hmlc_core.data.learnable import UNSCORED
from hmlc_core.runs.store.store import RunStore
from pages.ui.experiment import fit
from tests.conftest import make_corpus
from tests.pages.form import LOOK, button, looked_through
from tests.pages.trained import hostile_corpus, opened, run_called, texts

pytestmark = pytest.mark.slow


def unfit_corpora():
    corpus = make_corpus()
    return {
        "bags": (replace(corpus, bags=True), "bags of words without order"),
        "few": (replace(corpus, train=corpus.train[:1], dev=()), "one to validate on"),
        "unlabelled": (
            replace(corpus, train=tuple(replace(item, labels=()) for item in corpus.train)),
            "no training document has a label",
        ),
    }


@pytest.fixture
def unread(monkeypatch):
    """No corpus is read in the background until this event is set, or a press waits for it."""
    read, seen, begun = registry.load_corpus, fit.seen, threading.Event()

    def wait(*args, **kwargs):
        if threading.current_thread().name == LOOK:
            begun.wait(60)
        return read(*args, **kwargs)

    def press(experiment):
        begun.set()
        return seen(experiment)

    monkeypatch.setattr(registry, "load_corpus", wait)
    monkeypatch.setattr(fit, "seen", press)
    yield begun
    begun.set()


@pytest.mark.parametrize("name", unfit_corpora())
@pytest.mark.parametrize("at_once", [False, True])
def test_what_cannot_learn_from_the_corpus_is_told_and_nothing_starts(
    app, home, service, unread, name, at_once
):
    corpus, reason = unfit_corpora()[name]
    folder.write(corpus, home / "corpora" / name)
    at = opened(app, "train", corpus=name)
    if at_once:  # before the corpus is known
        button(at, "Train").click().run()
    else:
        unread.set()
        looked_through(at)
        assert button(at, "Train").disabled
    assert reason in at.warning[0].value
    assert not RunStore().runs()


def test_hypernyms_are_looked_for_before_a_run_and_a_list_upside_down_is_said(
    app, home, service, tmp_path, monkeypatch
):
    folder.write(make_corpus(), home / "corpora" / "tiny")
    recipe = "model.hypernyms=true;corpus.min_count=1"
    at = looked_through(opened(app, "train", corpus="tiny", recipe=recipe))
    assert "none of the words has a hypernym" in at.warning[0].value
    assert button(at, "Train").disabled
    path = tmp_path / "list.tsv"
    path.write_text("".join(f"{leaf}{n}\tnoise{n}\n" for leaf in "abc" for n in range(3)))
    monkeypatch.setattr("hmlc_core.data.hypernyms.reading.BUNDLED", path)
    at = looked_through(opened(app, "train", corpus="tiny", recipe=f"{recipe};seed=1"))
    assert not button(at, "Train").disabled
    assert "perhaps the child stands first" in texts(at)
    assert "--child-first" not in texts(at)


def test_a_preset_that_reads_bags_is_trained_on_them(app, home, service):
    folder.write(unfit_corpora()["bags"][0], home / "corpora" / "bags")
    at = looked_through(opened(app, "train", corpus="bags", preset="linear"))
    assert not at.warning
    button(at, "Train").click().run()
    assert len(RunStore().runs()) == 1


@pytest.mark.parametrize(("edges", "preset", "said"), [
    (False, "quick", True), (True, "quick", False), (False, "linear", False),
])  # fmt: skip
def test_that_there_is_no_hierarchy_to_be_given_is_told(app, home, edges, preset, said):
    folder.write(hostile_corpus(edges=edges), home / "corpora" / "own")
    at = looked_through(opened(app, "train", corpus="own", preset=preset))
    assert ("is given the hierarchy, and this corpus has none" in texts(at)) == said


@pytest.mark.parametrize("page", ["train", "systems"])
def test_a_test_split_without_labels_is_told_before_training(app, home, page):
    corpus = make_corpus()
    bare = tuple(replace(item, labels=()) for item in corpus.test)
    folder.write(replace(corpus, test=bare), home / "corpora" / "bare")
    at = looked_through(opened(app, page, corpus="bare"))
    assert UNSCORED in texts(at)


@pytest.mark.parametrize("many", [False, True])
def test_the_size_of_the_corpus_is_told_and_what_stands_beside_scores(app, home, monkeypatch, many):
    corpus = make_corpus()
    folder.write(corpus, home / "corpora" / "own")
    size = len(corpus.graph), len(corpus.train)
    limit = size[0] * size[1] - many  # labels times documents
    monkeypatch.setattr("hmlc_core.runs.references.LARGEST", limit)
    said = texts(looked_through(opened(app, "train", corpus="own")))
    assert f"{size[0]} labels, {size[1]} training documents." in said
    assert ("TF-IDF + centroids" in said) == many
    assert ("references: TF-IDF + linear" in said) != many


def test_a_corpus_that_cannot_be_read_is_told_once_beside_a_run_on_it(app, trained, home):
    (home / "corpora" / "hostile" / "train.jsonl").write_text('{"id": ')
    at = looked_through(opened(app, "train", run=run_called("gru")))
    assert texts(at).count("not valid JSON") == 1
    assert "not valid JSON" in at.warning[0].value
    assert "There is no picture" in texts(at)
    assert not at.error
