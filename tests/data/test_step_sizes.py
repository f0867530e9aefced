"""Sizes of a training step, counted on a corpus."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.prepare import prepare
from hmlc_core.data.step_sizes import step_sizes
from hmlc_core.experiment import CorpusSettings


def test_sizes_are_those_of_the_largest_batch(corpus: Corpus) -> None:
    settings = CorpusSettings(min_count=1)
    found = step_sizes(corpus, settings, 16)
    assert found.documents == 16
    assert found.labels == len(corpus.graph)
    assert found.words == prepare(corpus, settings, 0).train.lengths.max()
    assert found.most_words == 200


def test_long_texts_are_cut_and_small_corpora_make_small_batches(corpus: Corpus) -> None:
    assert step_sizes(corpus, CorpusSettings(max_words=3), 16).words == 3
    assert step_sizes(corpus, CorpusSettings(), 1_000).documents == len(corpus.train)
    assert step_sizes(corpus, CorpusSettings(documents=10), 16).documents == 10


def test_the_labels_of_a_batch_are_those_of_batches_on_average(corpus: Corpus) -> None:
    """Documents are drawn with replacement in the formula, which hardly matters."""
    truth = corpus.label_matrix("train").toarray() > 0
    random = np.random.default_rng(0)
    drawn = [truth[random.permutation(len(truth))[:4]].any(0).sum() for _ in range(500)]
    assert step_sizes(corpus, CorpusSettings(), 4).own == pytest.approx(np.mean(drawn), abs=0.6)


def test_a_corpus_without_labels_or_words_has_sizes(corpus: Corpus) -> None:
    blank = Document("blank", "", ())
    graph = LabelGraph(("a",))
    found = step_sizes(replace(corpus, graph=graph, train=(blank,)), CorpusSettings(), 50)
    assert (found.documents, found.words, found.labels, found.own) == (1, 0, 1, 0)
    nothing = step_sizes(replace(corpus, train=()), CorpusSettings(), 50)
    assert (nothing.documents, nothing.words, nothing.own) == (0, 0, 0)
