"""Ours are fitted and judged; a peer that is not installed is left out, and said."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks import estimators
from benchmarks.peers.classifiers import SinglePath, Trees
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.registry import load_corpus

TREE = LabelGraph(("all", "a", "b", "c"), ((0, 1), (0, 2), (2, 3)))
TEXTS = ["apple pear", "apple fig", "boat ship", "ship sail", "boat mast"] * 4
LABELS = [(0, 1), (0, 1), (0, 2, 3), (0, 2, 3), (0, 2)] * 4


@pytest.mark.slow
def test_each_is_judged_on_the_same_documents(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimators, "find_spec", lambda name: None)
    estimators.main(documents=150, ours="LinearClassifier", as_json=True)
    told = json.loads(capsys.readouterr().out)
    assert told["corpus"] == "newsroom"
    assert told["estimators"]["LinearClassifier"]["P@1"] > 0.5
    assert told["estimators"]["hiclass"] == {"skipped": "not installed"}


def test_as_many_documents_are_learned_from_as_are_asked_for() -> None:
    corpus = load_corpus("newsroom")
    few = estimators._few(corpus, 150)
    assert len({document.id for document in few.train}) == 150
    assert set(few.train) < set(corpus.train)
    assert few.test == corpus.test
    assert estimators._few(corpus, 0) is corpus


def test_hiclass_says_a_path_down_to_a_leaf() -> None:
    pytest.importorskip("hiclass")
    found = SinglePath(TREE).fit(TEXTS, LABELS).scores(["boat", "apple"])
    assert np.array_equal(found, [[1, 0, 1, 1], [1, 1, 0, 0]])


def test_omikuji_ranks_labels() -> None:
    pytest.importorskip("omikuji")
    found = Trees(len(TREE)).fit(TEXTS, LABELS).scores(["boat ship", "apple"])
    assert (found.argmax(axis=1) == 0).all()
    assert found[0, 2] > found[0, 1]
    assert found[1, 1] > found[1, 2]
