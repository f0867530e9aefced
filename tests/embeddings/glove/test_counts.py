"""Counting windows: against the definition, wherever the stream is cut."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from hmlc_core.data.text import PAD, UNK
from hmlc_core.data.texts import END
from hmlc_core.embeddings.glove import counts as module
from hmlc_core.embeddings.glove.counts import Counts, count_stream, count_windows
from hmlc_core.errors import DataError

WORDS = 7
documents = some.lists(some.lists(some.integers(0, WORDS - 1), max_size=12), max_size=5)


def arrays(rows: Sequence[Sequence[int]]) -> list[NDArray[np.int32]]:
    return [np.array(row, np.int32) for row in rows]


def naive(rows: Sequence[Sequence[int]], window: int) -> NDArray[np.float64]:
    """Σ 1/|p − q| over all places p ≠ q of a document within the window, as it is defined."""
    table = np.zeros((WORDS, WORDS))
    for row in rows:
        for p, word in enumerate(row):
            for q, other in enumerate(row):
                if 0 < abs(p - q) <= window and word > UNK and other > UNK:
                    table[word, other] += 1 / abs(p - q)
    return table


def dense(counts: Counts) -> NDArray[np.float64]:
    table = np.zeros((counts.words, counts.words))
    table[counts.rows, counts.columns] = counts.values
    return table


@given(rows=documents, window=some.integers(1, 6))
def test_counts_are_those_of_the_definition(rows: list[list[int]], window: int) -> None:
    counts = count_windows(arrays(rows), words=WORDS, window=window)
    np.testing.assert_allclose(dense(counts), naive(rows, window), atol=1e-12)
    assert (counts.values > 0).all()
    places = counts.rows.astype(np.int64) * WORDS + counts.columns
    assert (np.diff(places) > 0).all()
    assert (dense(counts) == dense(counts).T).all()


@pytest.mark.slow
@given(
    rows=documents, window=some.integers(1, 6), cuts=some.lists(some.integers(0, 60), max_size=6)
)
def test_where_a_stream_is_cut_changes_not_even_the_last_digit(
    rows: list[list[int]], window: int, cuts: list[int]
) -> None:
    stream = np.array([token for row in rows for token in (*row, END)], np.int32)
    whole = count_windows(arrays(rows), words=WORDS, window=window)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_BLOCK", 1)
        cut = count_stream(np.split(stream, sorted(cuts)), words=WORDS, window=window)
    for name in ("rows", "columns", "values"):
        assert np.array_equal(getattr(whole, name), getattr(cut, name))


def test_padding_and_unknown_words_keep_their_distance() -> None:
    counts = count_windows(arrays([[2, PAD, UNK, 3]]), words=4, window=3)
    assert dense(counts)[2, 3] == pytest.approx(1 / 3)
    assert len(count_windows(arrays([[2, PAD, UNK, 3]]), words=4, window=2)) == 0


def test_no_window_reaches_into_the_next_document() -> None:
    assert len(count_windows(arrays([[2], [3]]), words=4, window=10)) == 0


def test_a_table_that_fills_grows_and_forgets_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ROOM", 1)
    random = np.random.default_rng(0)
    rows = [random.integers(0, 500, 400).tolist() for _ in range(3)]
    counts = count_windows(arrays(rows), words=500, window=4)
    expected = np.zeros((500, 500))
    for row in rows:
        for apart in range(1, 5):
            for left, right in zip(row, row[apart:]):
                if min(left, right) > UNK:
                    expected[left, right] += 1 / apart
                    expected[right, left] += 1 / apart
    np.testing.assert_allclose(dense(counts), expected, atol=1e-12)


def test_nothing_at_all_has_no_counts() -> None:
    for rows in ([], [[]], [[2]]):
        assert len(count_windows(arrays(rows), words=3, window=5)) == 0


@pytest.mark.parametrize("token", [4, -2])
def test_an_entry_outside_the_vocabulary_is_refused(token: int) -> None:
    with pytest.raises(DataError, match=r"not in the vocabulary.*0 to 3"):
        count_windows(arrays([[2, token]]), words=4, window=1)
