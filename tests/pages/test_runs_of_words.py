"""Pages with runs that have stages of words: of words alone, and of words before labels."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

import pytest

from hmlc_core.data.formats import folder
from hmlc_core.data.registry import named_texts
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.shell.routes import ROUTES
from tests.conftest import make_corpus
from tests.pages.conftest import sent
from tests.pages.trained import QUICK, _home, opened, run_called, texts

pytestmark = pytest.mark.slow

SMALL = ["corpus.min_count=1", "words.epochs=3", "hypernyms.epochs=2", "model.dim=2"]
ALONE = ("alone", "texts")


@cache
def trained_home() -> Path:
    """Runs of words alone, on a corpus and on a text, and one of HyperIM that begins with words."""
    home = Path(tempfile.mkdtemp(prefix="hyperlabel-words-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    corpus = make_corpus()
    folder.write(corpus, home / "corpora" / "tiny")
    text = home / "plain.txt"
    text.write_text("\n".join(document.text for document in corpus.train) + "\n")
    above = home / "above.tsv"
    above.write_text("".join(f"noise0\t{leaf}{n}\n" for leaf in "abcd" for n in range(4)))
    words = [*SMALL, "model.hypernyms=true", f"hypernyms.source={above}"]
    with _home(home):
        store = RunStore()
        for name, experiment in {
            "alone": preset("words").assign([*words, "corpus.name=tiny"]),
            "texts": preset("words").assign([*SMALL, f"corpus.name={named_texts([text])}"]),
            "before": preset("quick").assign(
                [*QUICK, *words, "model.word_init=glove", "corpus.name=tiny"]
            ),
        }.items():
            run = store.create(experiment, name=name)
            assert train_run(store.uri, run) == "finished", store.runs()[0].message
    return home


@pytest.fixture(autouse=True)
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


@pytest.mark.parametrize("url", sorted(ROUTES))
@pytest.mark.parametrize("name", ["alone", "texts", "before"])
def test_no_page_fails_with_a_run_that_has_words(app, name, url):
    at = opened(app, url, run=run_called(name))
    assert not at.error, at.error[0].value
    assert "went wrong" not in texts(at)


@pytest.mark.parametrize("name", ALONE)
def test_train_draws_words_and_says_that_nothing_is_labelled(app, name):
    at = opened(app, "train", run=run_called(name))
    header, arrays = sent(at)
    assert {name[0] for name in header["scene"]["names"]} & set("abcd")
    assert len(arrays["frames"]) > 1
    said = texts(at)
    assert "labels no documents, so this run has no scores of them" in said
    assert "loss per pair" in said
    assert ("mean rank" in said) == (name == "alone")
    assert "test documents" not in said


def test_a_run_on_texts_is_watched_and_no_form_trains_another_corpus_instead(app):
    at = opened(app, "train", run=run_called("texts"))
    said = texts(at)
    assert "named in a terminal" in said
    assert "not among the choices" not in said
    assert "corpus" not in at.query_params
    labels = [item.label for item in at.button]
    assert "Train" not in labels
    next(item for item in at.button if item.label == "Set up another run").click().run()
    assert "Train" in [item.label for item in at.button]
    assert "run" not in at.query_params


def test_a_run_with_words_before_labels_has_its_scores_and_those_of_words(app):
    said = texts(opened(app, "train", run=run_called("before")))
    assert "on test documents" in said
    assert "of a word: mean rank" in said
    assert "when the labels had been trained" in said


@pytest.mark.parametrize("name", ALONE)
@pytest.mark.parametrize(
    ("url", "lacks"),
    [
        ("interactions", "has no scores of labels for documents"),
        ("trajectories", "has no places of its labels"),
        ("hierarchy", "has no places of its labels"),
    ],
)
def test_what_is_about_documents_says_that_there_are_none(app, name, url, lacks):
    assert lacks in texts(opened(app, url, run=run_called(name)))


def test_losses_of_the_stages_of_words_are_curves(app):
    at = opened(app, "runs", run=run_called("before"))
    assert len(at.get("plotly_chart")) >= 4
    at = opened(app, "runs", run=run_called("alone"))
    assert len(at.get("plotly_chart")) == 2


@pytest.mark.parametrize("name", ["alone", "before"])
def test_words_across_training_begin_with_their_own(app, name):
    at = opened(app, "words", run=run_called(name), topic=ROUTES["words"].widgets["topic"][-1])
    assert not at.error
    header, _ = sent(at)
    captions = " ".join(caption for _, caption in header["stops"])
    assert "training the words" in captions
    assert "drawing words to their hypernyms" in captions
