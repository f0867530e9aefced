"""How often two words stand near each other, as GloVe counts it.

Pennington, Socher and Manning, *GloVe: Global Vectors for Word Representation* (2014), section
4.2: words n apart, n ≤ window, add 1/n to each other's count. What is no word of the vocabulary
(padding, unknown words) has no count and keeps its place: its neighbours are no nearer for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.text import SPECIAL
from hmlc_core.data.texts import END
from hmlc_core.errors import DataError

Tokens = NDArray[np.int32]

_BLOCK = 2**18
"""Tokens that are counted in one go, at least."""

_ROOM = 2**16
"""Entries of the first table; each that follows has twice as many."""


@dataclass(frozen=True, eq=False)
class Counts:
    """The pairs of words that stand near each other at all; symmetric, by rows, then columns.

    words: entries of the vocabulary. rows, columns: (pairs,) int32 entries. values: (pairs,)
    float64 counts > 0. A word near itself counts for both of the two.
    """

    words: int
    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.values)


def count_windows(documents: Iterable[Tokens], *, words: int, window: int) -> Counts:
    """Counts over documents, arrays of vocabulary entries; see `count_stream`."""
    ending = np.array([END], np.int32)
    return count_stream(
        (piece for document in documents for piece in (document, ending)),
        words=words,
        window=window,
    )


def count_stream(pieces: Iterable[Tokens], *, words: int, window: int) -> Counts:
    """Counts over a stream of vocabulary entries, in which `END` marks the ends of texts.

    pieces: cut anywhere; what stands on both sides of a cut is as near as anything else. Each is
    read once, and memory is that of a piece and of the counts.
    words: entries of the vocabulary; window: words on each side that are near.
    Where pieces are cut changes nothing, not even in the last digit.
    Raises `DataError` for an entry that is not in the vocabulary.
    """
    table = _Table(words, window)
    for block in _blocks(pieces):
        table.add(block)
    return table.counts()


def _blocks(pieces: Iterable[Tokens]) -> Iterator[Tokens]:
    """The same stream in larger pieces."""
    waiting: list[Tokens] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= _BLOCK:
            yield np.concatenate(waiting)
            waiting, size = [], 0
    if waiting:
        yield np.concatenate(waiting)


class _Table:
    """Counts of what was read so far, and the words before the place where reading goes on."""

    def __init__(self, words: int, window: int) -> None:
        from hmlc_core.embeddings.glove import table

        self._compiled, self._words, self._window = table, words, window
        self._before = np.zeros(0, np.int32)
        self._keys, self._sums = self._empty(_ROOM + 4 * window)
        self._filled = 0

    def _empty(self, wanted: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        room = 1 << (wanted - 1).bit_length()
        return np.full(room, self._compiled.EMPTY, np.int64), np.zeros(room)

    def add(self, block: Tokens) -> None:
        if len(block) and not END <= block.min() <= block.max() < self._words:
            raise DataError(
                "a word that is not in the vocabulary",
                where="words",
                expected=f"entries from 0 to {self._words - 1}",
                received=f"entries from {block.min()} to {block.max()}",
            )
        stream = np.concatenate([self._before, block]).astype(np.int32, copy=False)
        place = len(self._before)
        while True:
            place, self._filled = self._compiled.add_pairs(
                stream,
                place,
                self._window,
                self._words,
                len(SPECIAL),
                self._keys,
                self._sums,
                self._filled,
            )
            if place == len(stream):
                break
            keys, sums = self._empty(2 * len(self._keys))
            self._compiled.move(self._keys, self._sums, keys, sums)
            self._keys, self._sums = keys, sums
        self._before = stream[-self._window :]

    def counts(self) -> Counts:
        used = np.flatnonzero(self._keys != self._compiled.EMPTY)
        used = used[np.argsort(self._keys[used])]
        low, high = np.divmod(self._keys[used], self._words)
        apart = low != high
        values = self._sums[used] * np.where(apart, 1, 2)
        rows, columns = np.concatenate([low, high[apart]]), np.concatenate([high, low[apart]])
        order = np.lexsort((columns, rows))
        return Counts(
            words=self._words,
            rows=rows[order].astype(np.int32),
            columns=columns[order].astype(np.int32),
            values=np.concatenate([values, values[apart]])[order],
        )
