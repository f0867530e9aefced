"""The page Words: a word among words and labels, and what is asked about it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from hmlc_core.data.formats import folder
from hmlc_core.evaluation.words.is_a import ends_by_frequency, gaussians
from hmlc_core.evaluation.words.neighbours import neighbours
from hmlc_core.evaluation.words.norms import norms
from hmlc_core.evaluation.words.relatives import ranks_among
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import methods_with
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.words import lexicon_of
from hmlc_core.training.watch import watched_words
from hmlc_core.wording import signed
from tests.conftest import make_corpus
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, opened, run_called, texts, train, trained_home

pytestmark = pytest.mark.slow

KNOWN = {"a1", "a2", "b1", "b2", "noise1"}
PLAIN = f"plain {HOSTILE[0]}"


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def lexicon(name: str):
    return lexicon_of(open_run(RunStore(), run_called(name)))


def test_an_empty_store_leads_to_train(app):
    assert "no run to look at yet" in opened(app, "words").info[0].value


@pytest.mark.parametrize("name", [PLAIN, "product", "euclidean"])
def test_a_word_stands_among_its_neighbours_and_labels(app, trained, name):
    at = opened(app, "words", run=run_called(name), word="a1")
    words = lexicon(name)
    row = words.row("a1")
    near = neighbours(row, words.points, words.geometry, 15)
    listed = at.dataframe[0].value
    assert list(listed["word"]) == [words.names[n] for n in near.rows.tolist()]
    np.testing.assert_allclose(listed["distance"], near.values)
    assert len(at.dataframe[1].value) == min(8, len(words.labels))
    header, arrays = sent(at)
    scene = header["scene"]
    assert scene["wordNames"] == list(words.names)
    assert scene["wordNamed"] == [row, *near.rows.tolist()]
    assert arrays["words"].shape == (1, len(words), 2)
    assert "Half of the" in texts(at)
    assert ("words by" in header["note"]) == (words.geometry.width > 2)
    harmless(at)


def test_the_page_opens_with_the_frequent_word_that_lies_nearest_to_a_label(app, trained):
    at = opened(app, "words", run=run_called("gru"))
    words, run = lexicon("gru"), open_run(RunStore(), run_called("gru"))
    known = run.prepared.vocabulary.words
    frequent = [known[entry] for entry in watched_words(run.prepared)]
    places = torch.tensor(words.points[[words.row(word) for word in frequent]]).double()
    away = words.geometry.pairwise(places, torch.tensor(words.labels).double())
    assert at.query_params["word"] == frequent[int(away.min(dim=1).values.argmin())]


def test_it_opens_with_a_word_that_has_a_hypernym_where_one_has(app, trained, taxonomy):
    at = opened(app, "words", run=run_called("gru"))
    assert at.query_params["word"] in {"b1", "b2", "a2", "noise1"}


def test_another_word_is_chosen_by_typing_and_kept_in_the_address(app, trained):
    at = opened(app, "words", run=run_called(PLAIN), word="a1")
    at.selectbox(key="look at word").set_value("b2").run()
    assert at.query_params["word"] == "b2"
    scene = sent(at)[0]["scene"]
    assert scene["wordNames"][scene["wordNamed"][0]] == "b2"


def test_an_unknown_word_is_told_its_nearest_spellings(app, trained):
    at = opened(app, "words", run=run_called(PLAIN), word="nois1<b>")
    assert "does not know the word" in at.info[0].value
    assert "Did you mean noise1" in at.info[0].value
    far = opened(app, "words", run=run_called(PLAIN), word="nonsense")
    assert "Did you mean" not in far.info[0].value
    assert "Choose a word" in texts(at)
    assert "<b>" not in texts(at)
    at = opened(app, "words", run=run_called(PLAIN), word="A1")
    assert not at.info


@pytest.fixture
def taxonomy(tmp_path, monkeypatch):
    """The bundled list is another one: some words of the tiny corpus, and two that it has not."""
    path = tmp_path / "list.tsv"
    pairs = [("a1", "b1"), ("a1", "b2"), ("a1", "a2"), ("b1", "noise1"), ("entity", "<i>a1")]
    path.write_text("".join(f"{upper}\t{word}\n" for upper, word in pairs))
    monkeypatch.setattr("hmlc_core.data.hypernyms.reading.BUNDLED", path)


def test_words_above_and_below_are_right_or_wrong_beside_chance(app, trained, taxonomy):
    at = opened(app, "words", run=run_called(PLAIN), word="b1", topic="Hypernyms")
    words = lexicon(PLAIN)
    norm, row = norms(words.points, words.geometry), words.row("b1")
    above, below = (table.value for table in at.dataframe)
    for table, further, right in ((above, -1, {"a1"}), (below, 1, {"noise1"})):
        for said, word in zip(table["verdict"], table["word"], strict=True):
            assert np.sign(norm[words.row(word)] - norm[row]) == further
            assert said == ("right" if word in right else "wrong" if word in KNOWN else "–")
    said = texts(at)
    rank = ranks_among(row, [words.row("a1")], words.points, words.geometry)[0]
    read = gaussians(words.points, words.geometry, *ends_by_frequency(len(words), first=0))
    (score,) = read.scores([row], [words.row("a1")])
    assert "The bundled list has of “b1”: **Hypernyms**: a1" in said
    assert f"a1 ({rank:,.0f}, {signed(score, 2)})" in said
    assert f"by chance {len(words) / 2:,.0f}" in said
    assert "by chance 50%" in said
    assert "Gaussian reading" in said
    scene = sent(at)[0]["scene"]
    named = [scene["wordNames"][n] for n in scene["wordNamed"]]
    assert named == ["b1", *above["word"], *below["word"]]


def test_what_the_list_does_not_know_is_neither_right_nor_wrong(app, trained):
    at = opened(app, "words", run=run_called("product"), word="a1", topic="Hypernyms")
    assert {said for table in at.dataframe for said in table.value["verdict"]} == {"–"}
    assert "neither a hypernym nor a hyponym of “a1”" in texts(at)


def test_without_wordnet_a_message_says_how_to_get_it(app, trained, monkeypatch):
    monkeypatch.delenv("HMLC_WORDNET", raising=False)
    at = opened(app, "words", run=run_called(PLAIN), word="a1", topic="Hypernyms")
    at.selectbox(key="taxonomy").set_value("wordnet").run()
    assert "WordNet is not on this machine" in at.error[0].value
    assert len(at.dataframe) == 2


def test_norms_stand_beside_frequency_with_an_interval_and_chance(app, trained):
    at = opened(app, "words", run=run_called(PLAIN), word="a1", topic="Norms")
    said = texts(at)
    assert "Spearman's ρ = **" in said
    assert "chance" in said
    assert "from the centre, further out than" in said
    assert len(at.get("plotly_chart")) == 1


def test_analogies_have_two_answers_without_the_three_words(app, trained):
    at = opened(app, "words", run=run_called(PLAIN), word="a1", topic="Analogies")
    assert "Write two words" in texts(at)
    at.text_input(key="analogy a").set_value("b1").run()
    at.text_input(key="analogy b").set_value("B2").run()
    translated, cosine = (table.value for table in at.dataframe)
    assert len(translated) == len(cosine) == 5
    assert translated["distance"].is_monotonic_increasing
    assert cosine["cosine"].is_monotonic_decreasing
    assert not {"a1", "b1", "b2"} & {*translated["word"], *cosine["word"]}
    assert "By chance one certain word" in texts(at)
    assert "Cosines of two coordinates say little" in texts(at)
    at.text_input(key="analogy b").set_value("zzz").run()
    assert "does not know the word" in texts(at)


def test_analogies_begin_with_an_example_of_the_list(app, trained, taxonomy):
    at = opened(app, "words", run=run_called(PLAIN), word="noise2", topic="Analogies")
    said = texts(at)
    first, second = (at.text_input(key=f"analogy {name}").value for name in "ab")
    assert (second, first) in {("b1", "noise1"), ("a1", "b1"), ("a1", "b2"), ("a1", "a2")}
    assert f"“{first}” is a kind of “{second}”. What is “noise2” a kind of?" in said
    assert len(at.dataframe) == 2
    assert "There is nothing to judge the answers by" in said
    assert "verdict" not in at.dataframe[0].value


def test_answers_are_right_or_wrong_where_a_list_knows_the_relation(app, trained, taxonomy):
    at = opened(app, "words", run=run_called(PLAIN), word="noise1", topic="Analogies")
    at.text_input(key="analogy a").set_value("b2").run()
    at.text_input(key="analogy b").set_value("a1").run()
    assert "Right by The bundled list: “b1”; – of words" in texts(at)
    for table in at.dataframe:
        for said, word in zip(table.value["verdict"], table.value["word"], strict=True):
            assert said == ("right" if word == "b1" else "wrong" if word in KNOWN else "–")
    at.text_input(key="analogy a").set_value("noise3").run()
    assert "There is nothing to judge the answers by" in texts(at)
    assert "verdict" not in at.dataframe[0].value


def test_two_runs_stand_side_by_side_with_chance(app, trained):
    at = opened(app, "words", run=run_called(PLAIN), word="a1", topic="Two runs")
    assert len(at.get("bidi_component")) == 2
    assert "are the same in both runs; by chance it would be" in texts(at)
    harmless(at)
    assert set(at.dataframe[0].value) == {"left", "right"}


def test_the_word_is_followed_through_training(app, trained):
    at = opened(app, "words", run=run_called("gru"), word="a1", topic="Training")
    header, arrays = sent(at)
    assert arrays["words"].shape[:2] == (len(arrays["frames"]), len(header["scene"]["wordNames"]))
    if "a1" in header["scene"]["wordNames"]:
        assert header["scene"]["wordNames"][0] == "a1"


def test_a_run_without_a_model_says_so(app, trained):
    at = opened(app, "words", run=run_called("failed"))
    assert "no trained model yet" in at.error[0].value


@pytest.fixture
def words_alone(home, monkeypatch) -> str:
    """A run that has learned words and no labels; the most frequent of them is a function word."""
    corpus = make_corpus()
    spoken = [
        replace(document, text=document.text.replace("noise0", "the")) for document in corpus.train
    ]
    corpus = replace(corpus, train=tuple(spoken))
    folder.write(corpus, home / "corpora" / "tiny")
    store = RunStore()
    settings = ["corpus.name=tiny", "corpus.min_count=1", "model.dim=4", "words.epochs=2"]
    alone = next(kind() for kind in methods_with("words") if "scores" not in kind().capabilities)
    run_id = store.create(Experiment(model=alone).assign(settings))
    assert train_run(store.uri, run_id) == "finished"
    return run_id


def test_the_page_opens_on_the_newest_run_with_words_also_without_labels(app, home, request):
    folder.write(make_corpus(), home / "corpora" / "other")
    train(["corpus.name=other"], "among labels")
    newest = request.getfixturevalue("words_alone")
    at = opened(app, "words")
    assert at.query_params["run"] == newest
    at.segmented_control(key="topic").set_value("Two runs").run()
    assert not at.error
    assert len(at.get("bidi_component")) == 2


def test_it_does_not_open_with_a_function_word(app, words_alone):
    at = opened(app, "words", run=words_alone)
    run = open_run(RunStore(), words_alone)
    watched = [run.prepared.vocabulary.words[entry] for entry in watched_words(run.prepared)]
    assert watched[0] == "the"
    assert at.query_params["word"] == watched[1]


def test_words_without_labels_have_neighbours_and_a_way_through_training(app, words_alone):
    at = opened(app, "words", run=words_alone, word="a1")
    assert list(at.dataframe[0].value) == ["word", "distance"]
    assert len(at.dataframe) == 1
    header, arrays = sent(at)
    assert header["scene"]["names"] == []
    assert header["note"].startswith("off by")
    assert arrays["words"].shape == (1, len(header["scene"]["wordNames"]), 2)
    at.segmented_control(key="topic").set_value("Training").run()
    header, arrays = sent(at)
    assert len(header["stops"]) == len(arrays["frames"]) == len(arrays["words"]) > 1
    assert "training the words" in header["stops"][0][1]
    table = at.dataframe[0].value
    assert sorted(table["word"]) == sorted(header["scene"]["wordNames"])
    assert table["moved"].is_monotonic_decreasing
    assert "measuring" not in header["stops"][-1][1]  # which moves nothing
