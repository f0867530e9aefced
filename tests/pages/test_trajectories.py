"""Word trajectories: one text, one word in two texts, and words across training."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.prepare import prepare
from hmlc_core.evaluation.contrast import Contrast
from hmlc_core.experiment import CorpusSettings
from hmlc_core.runs.opened import open_run
from hmlc_core.runs.store.store import RunStore
from pages.ui.reading.examples import Tried, clearest
from pages.ui.reading.word_contexts import documents_with
from tests.conftest import make_corpus
from tests.pages.conftest import sent
from tests.pages.trained import HOSTILE, harmless, opened, run_called, texts, trained_home

pytestmark = pytest.mark.slow

TWO, TRAINING = "One word, two texts", "Words across training"


@pytest.fixture
def trained(home, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(trained_home()))


def own_text(at, text: str):
    at.segmented_control(key="source").select("Your own text").run()
    return at.text_area(key="own text").set_value(text).run()


def test_an_empty_store_leads_to_train(app):
    assert "no run to look at yet" in opened(app, "trajectories").info[0].value


def test_a_document_becomes_a_trail_with_the_nearest_labels_at_each_step(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"))
    header, arrays = sent(at)
    (trail,) = header["scene"]["trails"]
    steps = at.dataframe[0].value
    assert list(steps["word"]) == trail["texts"]
    assert arrays["trails"].shape == (1, len(steps), 2)
    assert (steps["moved"] > 0).all()
    strongest = steps["word"][steps["moved"].idxmax()]
    assert f"“{strongest}”" in texts(at)
    assert "**True labels:**" in texts(at)
    harmless(at)


def test_true_and_predicted_labels_stand_beside_the_text_and_out_of_the_picture(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"), doc="test-0")
    scene = sent(at)[0]["scene"]
    (mark,) = scene["marks"]
    run = open_run(RunStore(), run_called("gru"))
    document = run.corpus.test[0]
    probabilities = run.predictor.explain(document.text).probabilities
    above = np.flatnonzero(probabilities >= run.threshold).tolist()
    assert mark["truth"] == list(document.labels)
    assert sorted(mark["predicted"]) == (above or [int(probabilities.argmax())])
    assert set(scene["strong"]) == {*mark["truth"], *mark["predicted"]}
    right = set(mark["truth"]) & set(mark["predicted"])
    said = texts(at)
    assert f"{len(right)} of {len(mark['truth'])} predicted" in said
    assert ("✓ right" in said) == bool(right)
    assert ("○ missed" in said) == bool(set(mark["truth"]) - right)
    assert ("✗ wrong" in said) == bool(set(mark["predicted"]) - right)
    assert f"from {run.threshold:.1%} on" in said
    own_text(at, "a1 a2")
    assert sent(at)[0]["scene"]["marks"][0]["truth"] == []
    assert "**Predicted labels:**" in texts(at)


def test_the_page_opens_with_the_text_whose_labels_lead_and_says_what_chance_gives(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"))
    run = open_run(RunStore(), run_called("gru"))
    documents = [document for document in run.corpus.test if document.labels]
    away = [-run.predictor.explain(document.text).scores[:, -1] for document in documents]
    own = [each[list(document.labels)].mean() for each, document in zip(away, documents)]
    rest = [
        np.mean([each[list(other.labels)].mean() for other in documents if other is not document])
        for each, document in zip(away, documents)
    ]
    best = int(np.argmax(np.subtract(rest, own)))
    assert at.query_params["doc"] == documents[best].id
    further = sum(
        away[best][list(other.labels)].mean() > own[best]
        for other in documents
        if other is not documents[best]
    )
    said = texts(at)
    assert f"**{further} of {len(documents) - 1}** other texts" in said
    assert f"by chance it would be {(len(documents) - 1) / 2:g}" in said
    at.selectbox(key="choose doc").select(documents[best - 1].id).run()
    assert at.query_params["doc"] == documents[best - 1].id
    assert "by chance it would be" in texts(at)


def test_without_an_encoder_words_are_points_and_a_sentence_says_why(app, trained):
    at = opened(app, "trajectories", run=run_called(f"plain {HOSTILE[0]}"))
    scene = sent(at)[0]["scene"]
    assert scene["trails"] == []
    assert len(set(scene["wordNames"])) == len(scene["wordNames"]) > 0
    assert "no recurrent encoder" in at.info[0].value
    assert "moved" not in at.dataframe[0].value


def test_a_text_of_ones_own_is_read_and_unknown_words_are_marked(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"))
    own_text(at, "a1 a2 zebra <b>a3</b>")
    assert list(at.dataframe[0].value["word"]) == ["a1", "a2", "zebra*", "b*", "a3", "b*"]
    assert "unknown to the method" in texts(at)


def test_a_text_without_words_is_told_in_a_sentence(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"))
    own_text(at, "… !!!")
    assert "nothing that a method could read" in at.info[0].value
    at.text_area(key="own text").set_value("").run()
    assert not at.error
    assert "Ctrl + Enter" in texts(at)
    at.segmented_control(key="source").select("A document").run()
    opened(at, "trajectories", doc="wordless")
    assert "nothing that a method could read" in at.info[0].value


def test_a_million_characters_are_cut_and_that_is_said(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"))
    own_text(at, "a1 b2 " * 166_667)
    assert len(at.dataframe[0].value) == 200
    assert "Only the first 200 of 333,334 words" in texts(at)


def test_the_same_word_in_two_documents(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"), way=TWO)
    assert not at.error
    first, second = sent(at)[0]["scene"]["trails"]
    assert first["texts"][-1] == second["texts"][-1] == at.text_input[0].value
    said = texts(at)
    assert "before it they" in said
    assert said.count("**True labels:**") == 2
    assert "by chance it would be" in said
    assert len(sent(at)[0]["scene"]["marks"]) == 2
    assert len(at.dataframe) == 2
    at.text_input[0].set_value("nonsense").run()
    assert "does not know the word" in texts(at)


def test_the_same_word_in_two_texts_of_ones_own(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"), way=TWO, source="Your own text")
    at.text_area(key="own first").set_value("a1 noise1").run()
    at.text_area(key="own second").set_value("b1 b2").run()
    assert "no word in common" in at.info[0].value
    at.text_area(key="own second").set_value("b1 b2 noise1 b3").run()
    assert [trail["texts"] for trail in sent(at)[0]["scene"]["trails"]] == [
        ["a1", "noise1"],
        ["b1", "b2", "noise1"],
    ]
    at.text_area(key="own second").set_value("b1 " * 300 + "noise1").run()
    assert "comes after the first 200" in at.info[0].value


def test_words_move_with_the_labels_through_training(app, trained):
    at = opened(app, "trajectories", run=run_called("gru"), way=TRAINING)
    header, arrays = sent(at)
    assert arrays["words"].shape[:2] == (len(arrays["frames"]), len(header["scene"]["wordNames"]))
    table = at.dataframe[0].value
    assert list(table["word"]) == header["scene"]["wordNames"]
    assert table["moved"].is_monotonic_decreasing
    at.multiselect[0].set_value([]).run()
    assert not at.exception
    assert not at.dataframe


def test_a_run_without_a_model_says_so(app, trained):
    at = opened(app, "trajectories", run=run_called("failed"))
    assert "no trained model yet" in at.error[0].value


def test_documents_with_a_word_are_found_unseen_ones_first():
    corpus = make_corpus()
    prepared = prepare(corpus, CorpusSettings(min_count=1), 0)
    found = [document.id for document in documents_with(prepared, "noise1")]
    wanted = {d.id for part in ["train", "dev", "test"] for d in corpus.split(part)
              if "noise1" in d.text.split()}  # fmt: skip
    assert set(found) == wanted
    splits = [name.partition("-")[0] for name in found]
    assert splits == sorted(splits, key=["test", "dev", "train"].index)
    assert documents_with(prepared, "unheard") == ()


def tried(*leads: tuple[float, float]) -> list[Tried]:
    return [Tried(f"word{n}", Contrast(1, 0.5, pair)) for n, pair in enumerate(leads)]


def say(*, pairs) -> None:
    from hmlc_core.evaluation.contrast import Contrast
    from pages.ui.reading.examples import Tried, say_tried

    shown = Contrast(1, 0.7)
    say_tried([Tried(word, Contrast(1, after, leads)) for word, after, leads in pairs], shown)


def test_the_example_is_the_pair_whose_weaker_side_is_strongest():
    assert clearest(tried((9, 0.1), (0.3, 0.2), (-1, 8))).word == "word1"
    assert clearest([]) is None


def test_a_run_that_reads_words_by_their_texts_is_told_from_one_that_does_not(script):
    good = [(f"w{n}", 0.5, (0.2, 0.1)) for n in range(20)]
    said = texts(script(say, pairs=good).run())
    assert "In **20 of 20**" in said
    assert "by chance it would be 10" in said
    assert "more than chance would give" in said
    assert "no more than chance" not in said
    assert "more than for 20 of the 20 words" in said
    none = [(f"w{n}", 0.9, (0.1, -0.2) if n % 2 else (-0.1, 0.2)) for n in range(20)]
    said = texts(script(say, pairs=none).run())
    assert "no more than chance would give: this run shows no difference" in said
    assert "In 0 this holds for each" in said
    assert "Nothing could be measured" in texts(script(say, pairs=[]).run())
