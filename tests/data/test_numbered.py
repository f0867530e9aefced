"""Words counted in bulk, beside the same counted one by one."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data import numbered
from hmlc_core.data.corpus import Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.numbered import Numbered
from hmlc_core.data.text import SPECIAL, UNK, Vocabulary, encode, ranked_words

pytestmark = pytest.mark.slow

WORDS = ["x", "y", "z", "rare", "ä", *SPECIAL]
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=9), max_size=12)


@pytest.fixture(autouse=True)
def few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that small texts are counted in several parts, too."""
    monkeypatch.setattr(numbered, "TOGETHER", 7)


def one_by_one(
    texts: list[list[str]], min_count: int, limit: int | None
) -> tuple[list[str], list[int]]:
    """Words and document frequencies by dictionaries of strings."""
    occurrences = Counter(word for words in texts for word in words)
    spread = Counter(word for words in texts for word in set(words))
    ranked = ranked_words(occurrences, min_count, limit)
    unknown = sum(not set(words) <= set(ranked) for words in texts)
    return [*SPECIAL, *ranked], [0, unknown, *(spread[word] for word in ranked)]


@given(TEXTS, st.integers(1, 4), st.none() | st.integers(1, 4))
def test_a_vocabulary_is_that_of_counting_one_by_one(texts, min_count, limit) -> None:
    found = Vocabulary.build(texts, min_count=min_count, limit=limit)
    words, frequency = one_by_one(texts, min_count, limit)
    assert found == Vocabulary(tuple(words), tuple(frequency), len(texts))
    assert all(type(number) is int for number in found.document_frequency)  # as JSON wants them


@given(TEXTS, st.lists(st.sampled_from(WORDS), max_size=4))
def test_documents_are_encoded_as_word_by_word(texts: list[list[str]], known: list[str]) -> None:
    vocabulary = Vocabulary.build([known])
    documents = [Document(str(n), " ".join(words), ()) for n, words in enumerate(texts)]
    found = encode(documents, LabelGraph(()), vocabulary, 5, lambda text, most: text.split()[:most])
    rows = [vocabulary.encode(words[:5] or [""]) for words in texts]
    assert found.tokens.tobytes() == b"".join(row.tobytes() for row in rows)
    assert found.tokens.dtype == np.int32
    assert found.offsets.tolist() == np.cumsum([0, *map(len, rows)]).tolist()
    assert found.offsets.dtype == np.int64


@given(TEXTS)
def test_words_come_back(texts: list[list[str]]) -> None:
    read = Numbered.of(iter(texts))
    words = list(read.ids)
    rows = [read.numbers[a:b] for a, b in zip(read.offsets, read.offsets[1:], strict=False)]
    assert [[words[number] for number in row] for row in rows] == texts
    assert len(read) == len(texts)


def test_a_text_longer_than_what_is_counted_together_is_counted_whole() -> None:
    read = Numbered.of([["x"], ["y", "x"] * 20, [], ["y"]])
    assert read.spread.tolist() == [2, 2]
    assert read.having(np.array([False, True])) == 2


def test_a_text_without_words_is_one_unknown_word() -> None:
    documents = [Document(str(n), text, ()) for n, text in enumerate(["", "x", "", ""])]
    found = encode(documents, LabelGraph(()), Vocabulary.build([["x"]]), 5)
    assert found.tokens.tolist() == [UNK, 2, UNK, UNK]
    assert found.offsets.tolist() == [0, 1, 2, 3, 4]
