"""The documents with many labels can be learned from, and every method is measured on them."""

from __future__ import annotations

import json

import pytest
import typer

from benchmarks import many_labels
from hmlc_core.data.prepare import prepare
from hmlc_core.evaluation.references import simple_references
from hmlc_core.experiment import CorpusSettings

SMALL = {"labels": 60, "documents": 100, "seed": 3}


def test_documents_have_the_labels_above_theirs_and_are_made_by_the_seed() -> None:
    corpus = many_labels.made_corpus(**SMALL)
    graph = corpus.graph
    assert len(graph) == 60
    assert [len(corpus.split(name)) for name in ("train", "dev", "test")] == [100, 20, 20]
    for document in corpus.train:
        assert {above for each in document.labels for above in graph.ancestors(each)} <= set(
            document.labels
        )
    assert many_labels.made_corpus(**SMALL) == corpus
    assert many_labels.made_corpus(**{**SMALL, "seed": 4}) != corpus


def test_its_score_of_label_frequency_is_the_reference() -> None:
    corpus = many_labels.made_corpus(**SMALL)
    prepared = prepare(corpus, CorpusSettings(), 0)
    truth = prepared.test.labels
    expected = simple_references(prepared.train.labels, truth)["frequency"]["P@1"]
    assert many_labels.frequency_score(corpus) == pytest.approx(expected)


@pytest.mark.slow
def test_a_method_is_measured_and_a_failure_is_a_result(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit):
        many_labels.main(
            methods="linear,unknown", labels=20, documents=60, seed=0, change=[], as_json=True
        )
    told = json.loads(capsys.readouterr().out)
    assert told["methods"]["linear"]["P@1"] > told["P@1"]
    assert "failed" in told["methods"]["unknown"]
