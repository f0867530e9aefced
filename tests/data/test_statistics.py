"""Numbers that describe a corpus, on one small enough to count by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.statistics import gini, statistics

# top -> left, right; both -> low; alone
GRAPH = LabelGraph(("top", "left", "right", "low", "alone"), ((0, 1), (0, 2), (1, 3), (2, 3)))
CORPUS = Corpus(
    "made",
    "Made",
    GRAPH,
    train=(
        Document("1", "one two three", (0, 1)),  # one path
        Document("2", "one", (0, 1, 2)),  # two ends
        Document("3", "", ()),
        Document("4", "four words are here", (0, 1, 2, 3)),  # two ways up, one end
    ),
    test=(
        Document("5", "one", (0, 4)),  # two ends, and the text of document 2
        Document("6", "three", (1,)),  # without its only ancestor
    ),
)


def test_counts_and_shares() -> None:
    found = statistics(CORPUS)
    assert found.documents == {"train": 4, "dev": 0, "test": 2}
    assert (found.labels, found.levels, found.labels_per_level) == (5, 3, (2, 2, 1))
    assert (found.leaves, found.several_parents) == (2, 1)
    assert found.labels_per_document == pytest.approx(12 / 6)
    assert found.words_per_document == pytest.approx(10 / 6)
    assert found.multi_path == pytest.approx(2 / 6)
    assert (found.without_labels, found.without_words) == (1, 1)
    assert found.unclosed == pytest.approx(1 / 6)
    assert found.consistency == pytest.approx(7 / 8)
    assert found.repeated_texts == 1
    assert found.label_counts.tolist() == [3, 3, 2, 1, 0]
    assert found.unseen == 1
    assert found.max_over_median == pytest.approx(3 / 2.5)


def test_gini_of_known_distributions() -> None:
    assert gini(np.array([4, 4, 4])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(3 / 4)
    assert gini(np.array([1, 3])) == pytest.approx(1 / 4)
    assert math.isnan(gini(np.array([0, 0])))
