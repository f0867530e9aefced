"""TF-IDF + linear: scikit-learn fed by hand, awkward labels and corpora, words left out."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sparse
from scipy.special import expit, logit
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.synthetic import generate
from hmlc_core.data.text import Encoded, tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.predictor import Predictor
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.linear import LinearMethod
from hmlc_core.methods.linear.predictor import CERTAIN

OPEN = preset("linear").assign(["corpus.min_count=1"])
RECIPE = OPEN.assign(["model.cost=1", "model.weights=none", "model.ngrams=1"])
"""With nothing left to choose."""


def prepared_of(corpus: Corpus, experiment: Experiment = RECIPE) -> Prepared:
    return prepare(corpus, experiment.corpus, experiment.seed)


def fitted(prepared: Prepared, experiment: Experiment = RECIPE) -> Predictor:
    return LinearMethod().fitted(experiment, prepared, prepared.train)


def small(*train: tuple[str, tuple[int, ...]], labels: int = 3) -> Prepared:
    """Documents of these texts and labels, for training and for validation."""
    documents = tuple(Document(str(n), text, marks) for n, (text, marks) in enumerate(train))
    graph = LabelGraph(tuple(f"label {n}" for n in range(labels)))
    corpus = Corpus(name="small", title="Small", graph=graph, train=documents, dev=documents)
    return prepared_of(corpus)


def vectoriser(least: int, longest: int = 1) -> TfidfVectorizer:
    """Words as networks see them, of `least` documents at least, or sequences of them."""
    return TfidfVectorizer(
        tokenizer=tokenize,
        token_pattern=None,
        lowercase=False,
        min_df=least,
        ngram_range=(1, longest),
        sublinear_tf=True,
    )


def machines(
    features: sparse.csr_matrix, documents: Encoded, cost: float, weights: str | None = None
) -> list[LinearSVC]:
    truth = documents.labels.toarray() > 0
    return [
        LinearSVC(C=cost, class_weight=weights, max_iter=10_000, random_state=0).fit(features, has)
        for has in truth.T
        if 0 < has.sum() < len(has)
    ]


@pytest.mark.parametrize(
    ("cost", "least", "weights", "ngrams"),
    [
        (1.0, 2, "none", "1"),
        (0.1, 1, "none", "1-2"),
        (10.0, 3, "balanced", "1"),
        (1.0, 2, "balanced", "1-2"),
    ],
)
def test_scores_are_those_of_scikit_learn_fed_by_hand(
    corpus: Corpus, cost: float, least: int, weights: str, ngrams: str
) -> None:
    """To the last digit: equal words, weights, machines and sigmoids."""
    experiment = RECIPE.assign(
        [
            f"model.cost={cost}",
            f"model.min_documents={least}",
            f"model.weights={weights}",
            f"model.ngrams={ngrams}",
        ]
    )
    prepared = prepared_of(corpus, experiment)
    words = vectoriser(least, 2 if ngrams == "1-2" else 1).fit(prepared.train.texts)
    features, asked = (words.transform(part.texts) for part in (prepared.train, prepared.test))
    by_hand = [
        expit((asked @ machine.coef_.T).ravel() + machine.intercept_)
        for machine in machines(
            features, prepared.train, cost, weights if weights != "none" else None
        )
    ]
    scores = fitted(prepared, experiment).scores(prepared.test)
    varied = [n for n in range(7) if 0 < prepared.train.labels[:, [n]].nnz < len(prepared.train)]
    assert len(varied) == len(by_hand) >= 5
    assert np.array_equal(scores[:, varied], np.array(by_hand).T)


def test_points_are_their_coordinates() -> None:
    corpus = generate(200)
    prepared = prepared_of(corpus)
    features = prepared.train.tokens.reshape(-1, 2).astype(np.float64)
    asked = prepared.test.tokens.reshape(-1, 2).astype(np.float64)
    predictor = fitted(prepared)
    scores = predictor.scores(prepared.test)
    truth = prepared.train.labels.toarray() > 0
    varied = (truth.any(0) & ~truth.all(0)).nonzero()[0]
    assert len(varied) > 10
    for label, machine in zip(varied, machines(features, prepared.train, 1.0), strict=True):
        assert np.allclose(scores[:, label], expit(machine.decision_function(asked)), atol=1e-14)
    with pytest.raises(DataError, match="coordinates have no words"):
        predictor.explain("0.5 -2")


def test_labels_that_none_or_all_have_are_certain() -> None:
    prepared = small(("cat purrs", (0,)), ("dog purrs", (0, 2)))
    predictor = fitted(prepared)
    scores = predictor.scores(prepared.train)
    assert scores[:, :2].tolist() == [[1, 0], [1, 0]]
    assert ((scores[:, 2] > 0) & (scores[:, 2] < 1)).all()
    explanation = predictor.explain("cat purrs")
    assert explanation.logits[:2].tolist() == [CERTAIN, -CERTAIN]
    assert explanation.probabilities is not None
    assert explanation.probabilities[:2].tolist() == [1, 0]
    assert not explanation.contributions[:2].any()


def test_its_size_is_the_weights_that_say_something_and_the_intercepts_of_machines() -> None:
    prepared = small(("up", (0, 2)), ("down", (1, 2)), ("up", (0, 2)), ("down", (1, 2)), labels=4)
    # Two machines of two words each; the labels that all have, and none, need no machine.
    assert fitted(prepared).parameters == 2 * (2 + 1)


def test_it_learns_words_and_decides_at_a_half() -> None:
    prepared = small(
        ("cat purrs", (0,)), ("cat sleeps", (0,)), ("dog barks", (1,)), ("dog sleeps", (1,))
    )
    asked = prepared.encode([Document("a", "cat", ()), Document("b", "dog", ())])
    assert (fitted(prepared).scores(asked) > 0.5)[:, :2].tolist() == [[True, False], [False, True]]


@pytest.mark.parametrize("texts", [("", "…"), ("one", "two")])
def test_few_words_or_none_give_finite_scores(texts: tuple[str, str]) -> None:
    """No word is in two documents: then one is enough; without any word there is one column."""
    prepared = small((texts[0], (0,)), (texts[1], ()))
    predictor = fitted(prepared)
    assert np.isfinite(predictor.scores(prepared.train)).all()
    explanation = predictor.explain("one unheard word")
    assert explanation.contributions.shape == (3, 3)
    assert np.isfinite(explanation.contributions).all()
    assert not explanation.contributions[:, 1:].any()


def test_a_contribution_is_what_one_occurrence_less_loses(corpus: Corpus) -> None:
    """Recomputed by writing the text without it, the inverse frequencies staying as they are."""
    prepared = prepared_of(corpus)
    predictor = fitted(prepared)
    words = ["a1", "noise3", "a1", "unheard", "a1", "noise3", "b2"]
    explanation = predictor.explain(" ".join(words))
    assert explanation.words == tuple(words)
    assert explanation.contributions.shape == (7, len(words))

    varied = np.abs(explanation.logits) < CERTAIN
    assert varied.sum() >= 5

    def margins(kept: list[str]) -> np.ndarray:
        asked = prepared.encode([Document("x", " ".join(kept), ())])
        return logit(predictor.scores(asked)[0, varied])

    full = margins(words)
    assert np.allclose(explanation.logits[varied], full, atol=1e-9)
    for place in range(len(words)):
        lost = full - margins([*words[:place], *words[place + 1 :]])
        assert np.allclose(explanation.contributions[varied, place], lost, atol=1e-9)
    assert not explanation.contributions[:, 3].any()
    assert np.array_equal(explanation.contributions[:, 0], explanation.contributions[:, 4])


def test_a_word_that_is_left_out_takes_its_pairs_along(corpus: Corpus) -> None:
    """Recomputed with another word in its place that is in no pair; its neighbours become none."""
    experiment = RECIPE.assign(["model.ngrams=1-2", "model.min_documents=1"])
    prepared = prepared_of(corpus, experiment)
    predictor = fitted(prepared, experiment)
    words = [*tokenize(corpus.train[0].text)[:6], "unheard", *tokenize(corpus.train[1].text)[:6]]
    explanation = predictor.explain(" ".join(words))
    varied = np.abs(explanation.logits) < CERTAIN
    for place in range(len(words)):
        other = [*words[:place], "silence", *words[place + 1 :]]
        lost = explanation.logits - predictor.explain(" ".join(other)).logits
        assert np.allclose(explanation.contributions[varied, place], lost[varied], atol=1e-9)
    assert np.abs(explanation.contributions[varied]).max() > 0


def test_a_text_without_words_is_refused(corpus: Corpus) -> None:
    with pytest.raises(DataError, match="the text has no words"):
        fitted(prepared_of(corpus)).explain(" … !")


def test_long_texts_are_read_to_their_end(corpus: Corpus) -> None:
    """`corpus.max_words` cuts what networks read, not this."""
    experiment = RECIPE.assign(["corpus.max_words=2"])
    prepared = prepared_of(corpus, experiment)
    predictor = fitted(prepared, experiment)
    short, long = (Document(name, text, ()) for name, text in (("s", "x y"), ("l", "x y a1 a2")))
    scores = predictor.scores(prepared.encode([short, long]))
    assert not np.allclose(scores[0], scores[1])
    assert len(predictor.explain(long.text).words) == 4


def test_a_method_without_places_has_none(corpus: Corpus) -> None:
    predictor = fitted(prepared_of(corpus))
    assert predictor.places is None
    assert predictor.calibrated
    assert "places" not in RECIPE.model.capabilities


def test_the_seed_moves_the_split_and_nothing_else(corpus: Corpus) -> None:
    """With a development split there is nothing left to draw."""
    one, two = (prepared_of(corpus, replace(RECIPE, seed=seed)) for seed in (0, 1))
    scores = [fitted(prepared).scores(prepared.test) for prepared in (one, two)]
    assert np.array_equal(*scores)


def test_a_text_of_unknown_words_alone_has_the_intercepts_and_says_so(corpus: Corpus) -> None:
    predictor = fitted(prepared_of(corpus))
    found = predictor.explain("zebra quagga zebra")
    assert "intercept" in found.notes[-1]
    assert np.array_equal(found.logits, predictor.explain("gnu").logits)
    assert not found.contributions.any()
    assert all("intercept of its" not in note for note in predictor.explain("a1 zebra").notes)
    assert found.scale == "sigmoid of the margin"
