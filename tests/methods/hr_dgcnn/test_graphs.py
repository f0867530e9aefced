"""Graphs of words: the golden document, and every other as written down plainly."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.text import Vocabulary
from hmlc_core.methods.hr_dgcnn.graphs import WordGraphs, no_nodes

WORDS = ("trade", "oil", "price", "bank", "rate")
"""Ids 2 … 6, in order of first occurrence."""
DOCUMENT = ["trade", "oil", "price", "oil", "trade", "bank", "rate", "price"]
RANKED = ("trade", "price", "oil", "bank", "rate")

PAIRS = [[0, 2, 2, 1, 1], [2, 0, 2, 1, 0], [2, 2, 0, 1, 1], [1, 1, 1, 0, 1], [1, 0, 1, 1, 0]]
WINDOWS = [[0, 3, 2, 2, 1], [3, 0, 4, 1, 0], [2, 4, 0, 1, 1], [2, 1, 1, 0, 2], [1, 0, 1, 2, 0]]
"""How often two of WORDS come together in DOCUMENT, with windows of three words."""


def graphs(words: int = 7, window: int = 3, *, sliding: bool = False) -> WordGraphs:
    skipped = np.zeros(words, np.bool_)
    skipped[:2] = True
    return WordGraphs(skipped, window, sliding)


def batch(*documents: list[str]) -> tuple[Tensor, Tensor]:
    lengths = [len(words) for words in documents]
    tokens = torch.zeros(len(documents), max(lengths), dtype=torch.int64)
    for row, words in enumerate(documents):
        tokens[row, : len(words)] = torch.tensor([WORDS.index(word) + 2 for word in words])
    return tokens, torch.tensor(lengths)


def names(ids: Tensor) -> list[str]:
    return [WORDS[i - 2] if i else "" for i in ids.tolist()]


@pytest.mark.slow
@pytest.mark.parametrize(("sliding", "expected"), [(False, PAIRS), (True, WINDOWS)])
def test_words_of_the_golden_document_come_together_as_often(
    sliding: bool, expected: list[list[int]]
) -> None:
    nodes, together = graphs(sliding=sliding).adjacency(*batch(DOCUMENT), nodes=5)
    assert names(nodes[0]) == list(RANKED)
    order = [WORDS.index(word) for word in RANKED]
    np.testing.assert_array_equal(together[0], np.array(expected)[np.ix_(order, order)])


@pytest.mark.slow
def test_fields_of_the_golden_document_are_filled_breadth_first() -> None:
    fields = graphs().fields(*batch(DOCUMENT), nodes=3, size=4)[0]
    assert [" ".join(names(field)) for field in fields] == [
        "trade price oil bank",
        "price trade oil bank",
        "oil trade price bank",
    ]


@pytest.mark.slow
def test_fields_of_the_golden_document_repeat_words_where_the_released_script_does() -> None:
    """Its rows but for `price`, whose two rarest neighbours it orders by the alphabet."""
    fields = graphs(sliding=True).fields(*batch(DOCUMENT), nodes=5, size=5, repeats=True)[0]
    assert [" ".join(names(field)) for field in fields] == [
        "trade oil price bank rate",
        "price oil trade bank rate",
        "oil price trade bank oil",
        "bank trade rate price oil",
        "rate bank trade price trade",
    ]


def plainly(
    words: list[int], window: int, sliding: bool
) -> tuple[list[int], Counter[tuple[int, int]]]:
    """Words by importance, and how often two of them come together."""
    together: Counter[tuple[int, int]] = Counter()
    if sliding:
        span = min(window, len(words))
        starts = range(len(words) - span + 1)
        places = [pair for s in starts for pair in combinations(range(s, s + span), 2)]
    else:
        places = [(i, j) for i, j in combinations(range(len(words)), 2) if j - i < window]
    for i, j in places:
        if words[i] != words[j]:
            together[words[i], words[j]] += 1
            together[words[j], words[i]] += 1
    degree = Counter(one for one, _ in together)
    often = Counter(words)
    ranked = sorted(
        often, key=lambda word: (-degree[word] * often[word], -often[word], words.index(word))
    )
    return ranked, together


def field_of(
    ranked: list[int], together: Counter[tuple[int, int]], centre: int, size: int, repeats: bool
) -> list[int]:
    field, at = [centre], 0
    while at < len(field) < size:
        near = [word for word in ranked if together[field[at], word]]
        near.sort(key=lambda word: -together[field[at], word])  # stable: ranked among equals
        field += [word for word in near if repeats or word not in field]
        at += 1
    return field[:size]


@pytest.mark.slow
@pytest.mark.parametrize("window", [2, 5, 40])
@pytest.mark.parametrize("sliding", [False, True])
@pytest.mark.parametrize("repeats", [False, True])
def test_graphs_and_fields_are_those_of_the_plain_rules(
    window: int, sliding: bool, repeats: bool
) -> None:
    random = np.random.default_rng([window, sliding, repeats])
    lengths = torch.tensor([30, 12, 4, 1, 0])
    tokens = torch.from_numpy(random.integers(0, 14, (5, 30)))
    made, nodes, size = graphs(14, window, sliding=sliding), 8, 6
    fields = made.fields(tokens, lengths, nodes=nodes, size=size, repeats=repeats)
    chosen, together = made.adjacency(tokens, lengths, nodes=nodes)
    for row, length in enumerate(lengths.tolist()):
        words = [word for word in tokens[row, :length].tolist() if word > 1]
        ranked, expected = plainly(words, window, sliding)
        centres = ranked[:nodes]
        assert chosen[row].tolist() == centres + [0] * (nodes - len(centres))
        for at, centre in enumerate(centres):
            field = field_of(ranked, expected, centre, size, repeats)
            assert fields[row, at].tolist() == field + [0] * (size - len(field))
            for other, word in enumerate(centres):
                assert together[row, at, other] == expected[centre, word]
        assert not fields[row, len(centres) :].any()
        assert not together[row, len(centres) :].any()


def test_what_is_no_node_leaves_no_gap() -> None:
    tokens, lengths = batch(["trade", "oil", "price"])
    with_unknown = torch.tensor([[2, 1, 1, 3, 0, 4]])
    made = graphs(window=2)
    for one, other in zip(
        made.adjacency(tokens, lengths, nodes=4),
        made.adjacency(with_unknown, torch.tensor([6]), nodes=4),
        strict=True,
    ):
        torch.testing.assert_close(one, other)


def test_words_of_more_documents_than_the_share_are_no_nodes() -> None:
    documents = [["the", "oil"], ["the", "oil"], ["the", "bank"], ["the", "rate"]]
    vocabulary = Vocabulary.build(documents)
    skipped = no_nodes(vocabulary, 0.5)
    assert [word for word, out in zip(vocabulary.words, skipped, strict=True) if out] == [
        "<pad>",
        "<unk>",
        "the",
    ]
    assert no_nodes(vocabulary, 1.0).sum() == 2


def test_a_share_that_leaves_no_word_keeps_all() -> None:
    vocabulary = Vocabulary.build([["the", "same"], ["the", "same"]])
    assert no_nodes(vocabulary, 0.5).tolist() == [True, True, False, False]
