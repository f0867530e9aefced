"""SLEEC as a run: clusters, learners, awkward corpora, words left out, beside label frequency."""

from __future__ import annotations

from typing import cast

import numpy as np
import pytest

from hmlc_core.budget import SCORES_ONLY
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.data.synthetic import generate
from hmlc_core.errors import DataError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.sleec import SleecMethod
from hmlc_core.methods.sleec.predictor import SleecPredictor
from hmlc_core.methods.train import train
from hmlc_core.runs.references import references

SMALL = {"model.cluster_size": 25, "model.learners": 3, "model.neighbours": 5}


def recipe(**values: object) -> Experiment:
    return preset("sleec").with_values(SMALL | {f"model.{n}": of for n, of in values.items()})


def prepared_of(corpus: Corpus) -> Prepared:
    return prepare(corpus, recipe().corpus, 0)


def fitted(prepared: Prepared, **values: object) -> SleecPredictor:
    found = SleecMethod().fitted(recipe(**values), prepared, prepared.train)
    return cast(SleecPredictor, found)


def of(*train: tuple[str, tuple[int, ...]], labels: int = 3) -> Corpus:
    """Documents of these texts and labels, for training, validation and tests."""
    documents = tuple(Document(str(n), text, marks) for n, (text, marks) in enumerate(train))
    graph = LabelGraph(tuple(f"label {n}" for n in range(labels)))
    return Corpus("few", "Few", graph, train=documents, dev=documents, test=documents)


def precision(prepared: Prepared, scores: np.ndarray) -> float:
    best = scores.argmax(axis=1)
    return float(prepared.test.labels.toarray()[np.arange(len(best)), best].mean())


@pytest.mark.slow
@pytest.mark.parametrize("size", [3, 10, 25, 1000])
def test_labels_are_found_in_clusters_of_any_size(corpus: Corpus, size: int) -> None:
    """Also in clusters with fewer documents than neighbours, or than dimensions."""
    prepared = prepared_of(corpus)
    scores = fitted(prepared, cluster_size=size).scores(prepared.test)
    assert scores.shape == (20, 7)
    assert 0 <= scores.min() <= scores.max() <= 1
    assert precision(prepared, scores) == 1  # the root, which all have
    truth = prepared.test.labels.toarray()[:, 1:]
    assert np.mean(scores[:, 1:][truth == 1]) > 2 * np.mean(scores[:, 1:][truth == 0])


def test_there_is_one_learner_where_there_is_one_cluster(corpus: Corpus) -> None:
    prepared = prepared_of(corpus)
    one = fitted(prepared, cluster_size=60)
    assert one.diagnostics(prepared) == {"learners": 1, "clusters": 1}
    several = fitted(prepared)
    assert several.diagnostics(prepared)["learners"] == 3
    assert several.diagnostics(prepared)["clusters"] >= 9


@pytest.mark.slow
def test_scores_are_means_over_learners_that_differ() -> None:
    """Words that say nothing of labels can be clustered in many ways."""
    random = np.random.default_rng(0)
    words = [" ".join(f"w{word}" for word in random.integers(0, 20, 6)) for _ in range(40)]
    prepared = prepared_of(of(*[(text, (n % 3,)) for n, text in enumerate(words)]))
    predictor = fitted(prepared, cluster_size=7, learners=2)
    alone = [
        SleecPredictor(predictor.features, None, [learner], np.zeros(3)).scores(prepared.test)
        for learner in predictor.learners
    ]
    assert len(alone) == 2
    assert not np.allclose(*alone)
    assert np.allclose(np.mean(alone, axis=0), predictor.scores(prepared.test))


@pytest.mark.slow
@pytest.mark.parametrize("metric", ["euclidean", "cosine", "dot"])
@pytest.mark.parametrize("svd", [0, 8])
def test_scores_do_not_depend_on_what_else_is_asked(corpus: Corpus, metric: str, svd: int) -> None:
    prepared = prepared_of(corpus)
    predictor = fitted(prepared, metric=metric, svd=svd)
    together = predictor.scores(prepared.test)
    alone = [predictor.scores(prepared.test.take([row])) for row in range(len(prepared.test))]
    assert np.allclose(together, np.concatenate(alone), atol=1e-10)


def test_of_no_documents_there_are_no_scores(corpus: Corpus) -> None:
    prepared = prepared_of(corpus)
    assert fitted(prepared).scores(prepared.test.take([])).shape == (0, 7)


AWKWARD = {
    "all alike": of(*[("the same words", (0, 2))] * 9),
    "a label with one document": of(*[("cat purrs", (0,))] * 8, ("dog barks", (1,))),
    "no labels": of(*[(f"cat {n % 2}", ()) for n in range(9)]),
    "one label": of(*[(f"cat {n % 2}", (0,)) for n in range(9)], labels=1),
    "one document": of(("cat purrs", (0,))),
    "some without words": of(*[("cat" * (n % 2), (n % 2,)) for n in range(9)]),
    "no word twice": of(*[(f"word{n}", (n % 3,)) for n in range(9)]),
}


@pytest.mark.slow
@pytest.mark.parametrize("corpus", AWKWARD.values(), ids=AWKWARD.keys())
@pytest.mark.parametrize(
    "values", [{}, {"cluster_size": 2, "metric": "cosine"}, {"svd": 2, "metric": "dot"}]
)
def test_it_learns_what_there_is_to_learn(corpus: Corpus, values: dict[str, object]) -> None:
    prepared = prepared_of(corpus)
    predictor = fitted(prepared, **values)
    scores = predictor.scores(prepared.test)
    assert np.isfinite(scores).all()
    assert 0 <= scores.min() <= scores.max() <= 1
    never = prepared.train.labels.getnnz(axis=0) == 0
    assert not scores[:, never].any()
    assert np.isfinite(predictor.explain("cat purrs unheard").contributions).all()


def test_a_run_of_awkward_documents_ends_with_scores() -> None:
    *_, end = train(recipe(cluster_size=2), AWKWARD["a label with one document"])
    assert end.last
    assert end.scores["test/P@1"] >= 8 / 9


def test_a_document_of_unknown_words_gets_the_shares_of_labels(corpus: Corpus) -> None:
    prepared = prepared_of(corpus)
    predictor = fitted(prepared)
    shares = prepared.train.labels.toarray().mean(axis=0)
    asked = prepared.encode([Document("a", "never heard of", ()), Document("b", "", ())])
    assert np.allclose(predictor.scores(asked), [shares, shares])
    explanation = predictor.explain("never heard")
    assert np.allclose(explanation.logits, shares)
    assert not explanation.contributions.any()
    assert any("No word of the text is known" in note for note in explanation.notes)


@pytest.mark.parametrize("svd", [0, 8])
def test_a_contribution_is_what_the_score_loses_without_the_word(corpus: Corpus, svd: int) -> None:
    """Recomputed by writing the text without it; an unknown word says nothing."""
    prepared = prepared_of(corpus)
    predictor = fitted(prepared, svd=svd, cluster_size=60, neighbours=30)
    words = ["a1", "noise3", "unheard", "b2", "a1"]
    explanation = predictor.explain(" ".join(words))
    assert explanation.words == tuple(words)
    assert explanation.probabilities is None
    assert explanation.unknown == {"unheard"}
    for place in range(len(words)):
        rest = " ".join(words[:place] + words[place + 1 :])
        lost = explanation.logits - predictor.explain(rest).logits
        assert np.allclose(explanation.contributions[:, place], lost, atol=1e-10)
    assert explanation.contributions.any()


def test_words_that_there_was_no_time_for_are_not_measured(corpus: Corpus) -> None:
    predictor = fitted(prepared_of(corpus))
    explanation = predictor.explain("a1 noise3", SCORES_ONLY)
    assert np.isnan(explanation.contributions).all()
    assert np.array_equal(explanation.logits, predictor.explain("a1 noise3").logits)


def test_a_text_without_words_is_refused(corpus: Corpus) -> None:
    with pytest.raises(DataError, match="no words"):
        fitted(prepared_of(corpus)).explain(" … ")


@pytest.mark.slow
def test_points_are_their_coordinates() -> None:
    prepared = prepared_of(generate(200))
    predictor = fitted(prepared)
    assert np.isfinite(predictor.scores(prepared.test)).all()
    with pytest.raises(DataError, match="coordinates have no words"):
        predictor.explain("0.5 -2")


@pytest.mark.slow
def test_it_beats_label_frequency_on_newsroom() -> None:
    """By ten points of P@1 at the least."""
    experiment = preset("sleec").assign(["corpus.name=newsroom"])
    corpus = load_corpus("newsroom")
    *_, end = train(experiment, corpus)
    frequency = references(prepare(corpus, experiment.corpus, 0))["frequency"]["P@1"]
    assert end.scores["test/P@1"] > frequency + 0.1
