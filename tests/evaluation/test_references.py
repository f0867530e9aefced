"""The predictors to stand beside: hand-worked values, awkward corpora, published figures."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
import scipy.sparse as sp

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.errors import DataError
from hmlc_core.evaluation import references as module
from hmlc_core.evaluation.references import (
    cached_references,
    chance,
    frequency,
    linear,
    references,
)
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import CorpusSettings

SETTINGS = CorpusSettings(min_count=1)


def small(train: list[tuple[str, tuple[int, ...]]], labels: int = 3, **splits) -> Prepared:
    """A prepared corpus of these (text, labels); tested on the training documents."""
    documents = tuple(Document(str(n), text, marks) for n, (text, marks) in enumerate(train))
    graph = LabelGraph(tuple(f"label {n}" for n in range(labels)))
    splits = {"dev": documents, "test": documents, **splits}
    corpus = Corpus(name="small", title="Small", graph=graph, train=documents, **splits)
    return prepare(corpus, SETTINGS, 0)


def test_order_of_the_references(corpus):
    found = references(prepare(corpus, SETTINGS, 0))
    assert list(found) == ["chance", "frequency", "linear", "ceiling"]
    for score in found["linear"]:
        assert found["chance"][score] < found["linear"][score] <= found["ceiling"][score]
    # The root and half of the inner labels are common; the leaves are not.
    assert found["chance"]["P@1"] < found["frequency"]["P@1"] == 1
    assert found["frequency"]["nDCG@5"] < found["linear"]["nDCG@5"]


def test_chance_is_the_mean_of_random_probabilities():
    random = np.random.default_rng(0)
    truth = sp.csr_matrix(random.random((200, 6)) < [0.7, 0.4, 0.3, 0.2, 0.1, 0.1])
    drawn = [evaluate(random.random((200, 6)), truth) for _ in range(200)]
    for score, expected in chance(truth).items():
        assert np.mean([scores[score] for scores in drawn]) == pytest.approx(expected, abs=0.01)


def test_chance_with_fewer_labels_than_k():
    # All labels are always among the first five, so chance finds all there are.
    scores = chance(sp.csr_matrix([[1, 0], [1, 1]]))
    assert scores["P@1"] == pytest.approx(0.75)
    assert scores["P@5"] == pytest.approx(1.5 / 5)


def test_frequency_ranks_by_training_share_and_predicts_the_common():
    known = sp.csr_matrix([[1, 0, 1], [1, 0, 0], [1, 0, 1], [0, 1, 0]])
    shares = frequency(known, 2)
    np.testing.assert_allclose(shares, [[0.75, 0.25, 0.5]] * 2)
    scores = evaluate(shares, sp.csr_matrix([[1, 0, 1], [0, 1, 0]]))
    assert scores["P@1"] == 0.5
    assert scores["micro_f1"] == pytest.approx(2 * 2 / (4 + 3))  # labels 0 and 2, everywhere


def test_ceiling_is_what_the_truth_itself_scores():
    found = references(small([("a b", (0,)), ("c d", (1, 2)), ("a c", (0, 2)), ("b d", ())]))
    assert found["ceiling"] == {
        "P@1": 0.75,
        "P@3": pytest.approx(5 / 12),
        "P@5": pytest.approx(5 / 20),
        "nDCG@3": 1,
        "nDCG@5": 1,
        "micro_f1": 1,
        "macro_f1": 1,
    }


def test_linear_learns_words_and_decides_at_a_half():
    train = ["cat purrs", "cat sleeps", "dog barks", "dog sleeps"]
    known = sp.csr_matrix([[1, 0], [1, 0], [0, 1], [0, 1]])
    probabilities = linear(train, known, ["cat", "dog"])
    np.testing.assert_array_equal(probabilities > 0.5, [[True, False], [False, True]])


def test_linear_with_labels_that_none_or_all_have():
    known = sp.csr_matrix([[1, 0, 1], [1, 0, 0]])
    probabilities = linear(["cat purrs", "dog purrs"], known, ["cat"])
    np.testing.assert_array_equal(probabilities[0, :2], [1, 0])


@pytest.mark.parametrize("texts", [["", ""], ["one", "two"]])
def test_linear_with_few_words_or_none(texts: list[str]):
    probabilities = linear(texts, sp.csr_matrix([[1], [0]]), texts)
    assert np.isfinite(probabilities).all()


def test_references_learn_from_held_out_training_documents_but_not_from_dev(corpus: Corpus):
    seen = {}

    def spy(train, known, test, **kind):
        seen["train"] = set(train)
        return linear(train, known, test, **kind)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "linear", spy)
        references(prepare(corpus, SETTINGS, 0))
        assert seen["train"] == {document.text for document in corpus.train}
        references(prepare(dataclasses.replace(corpus, dev=()), SETTINGS, 0))
        assert seen["train"] == {document.text for document in corpus.train}
        few = prepare(corpus, CorpusSettings(min_count=1, documents=7), 0)
        references(few)
        assert len(seen["train"]) == 7


def test_without_test_documents_the_corpus_is_named():
    prepared = small([("a", (0,)), ("b", (1,))], test=())
    with pytest.raises(DataError, match=r"small: there are no test documents.*Add a test split"):
        references(prepared)


def test_cache_computes_once_and_again_when_documents_change(corpus, tmp_path: Path):
    prepared = prepare(corpus, SETTINGS, 0)
    folder = tmp_path / "not" / "yet"
    first = cached_references(prepared, folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "references", lambda _: pytest.fail("computed twice"))
        assert cached_references(prepared, folder) == first
    changed = dataclasses.replace(corpus, test=corpus.test[1:])
    assert cached_references(prepare(changed, SETTINGS, 0), folder) != first
    assert len(list(folder.iterdir())) == 2


def test_cache_that_is_damaged_is_computed_anew(corpus, tmp_path: Path):
    prepared = prepare(corpus, SETTINGS, 0)
    first = cached_references(prepared, tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_text(path.read_text()[:50])
    assert cached_references(prepared, tmp_path) == first
    assert cached_references(prepared, tmp_path) == first


def test_cache_that_cannot_be_written_costs_time_only(corpus, tmp_path: Path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    prepared = prepare(corpus, SETTINGS, 0)
    assert cached_references(prepared, blocked) == references(prepared)


FIGURES = {  # in hundredths, as measured independently on the same files
    "reuters21578": {
        "frequency": {"P@1": 59.7, "P@3": 39.9, "P@5": 28.7, "nDCG@3": 57.7, "nDCG@5": 62.8},
        "linear": {"P@1": 96.4, "P@5": 41.8, "nDCG@5": 97.1, "micro_f1": 90.4},
    },
    "clinc150": {
        "frequency": {"P@1": 10.0, "P@3": 10.0, "P@5": 10.0, "nDCG@3": 13.1, "nDCG@5": 18.1},
        "linear": {"P@1": 96.4, "P@5": 39.0, "nDCG@5": 96.5, "micro_f1": 91.7},
    },
    "rcv1_hyperim_sample": {
        "frequency": {"P@1": 49.0, "P@3": 35.5, "P@5": 27.8, "nDCG@3": 42.3, "nDCG@5": 45.0},
        "linear": {"P@1": 95.5, "P@5": 52.3, "nDCG@5": 88.3},
    },
}


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", FIGURES)
def test_figures_of_real_corpora(name: str, data_dir: Path):
    from hmlc_core.data.registry import load_corpus

    found = references(prepare(load_corpus(str(data_dir / name)), CorpusSettings(), 0))
    for reference, figures in FIGURES[name].items():
        # The linear machine's words are ours; the frequency table leaves nothing to choose.
        tolerance = 0.6 if reference == "linear" else 0.06
        for score, expected in figures.items():
            assert 100 * found[reference][score] == pytest.approx(expected, abs=tolerance), score
