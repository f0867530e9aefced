"""What is said of labels that no test document has is what a perfect predictor gets."""

from __future__ import annotations

from dataclasses import replace

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.learnable import absent, read_of_two
from hmlc_core.data.newsroom import generate
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import CorpusSettings


def corpus(test: int) -> Corpus:
    """Newsroom with so many test documents."""
    whole = generate()
    return replace(whole, test=whole.test[:test])


def test_a_perfect_predictor_has_the_macro_f1_that_is_said_to_be_the_most() -> None:
    some = corpus(test=5)
    truth = some.label_matrix("test")
    best = evaluate(truth.toarray(), truth, threshold=0.5)
    there = int((truth.sum(axis=0) > 0).sum())
    assert 0 < there < len(some.graph)
    assert f"{there:,} of {len(some.graph):,} labels occur in test documents." in absent(some)
    assert f" {100 * best['macro_f1']:.1f} % at most" in absent(some)
    assert best["macro_ap"] == 1


def test_nothing_is_said_where_all_labels_occur_or_none() -> None:
    everywhere = corpus(test=10**6)
    missing = set(range(len(everywhere.graph))) - {i for d in everywhere.test for i in d.labels}
    assert not missing
    assert absent(everywhere) == ""
    assert absent(replace(everywhere, test=())) == ""


def test_of_documents_with_a_text_and_a_vector_it_is_said_which_is_read() -> None:
    both = replace(generate(), vectors=32)
    (said,) = read_of_two(both, CorpusSettings())
    assert "a vector of 32 numbers. Read are the texts" in said
    (said,) = read_of_two(both, CorpusSettings(input="vectors"))
    assert "Read are the vectors" in said
    assert read_of_two(generate(), CorpusSettings()) == ()
