"""Texts as the numbers of their words: each is read once, and what is counted is counted in bulk.

A word that comes a million times is one object here and a million numbers of four bytes.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

TOGETHER = 2**20
"""Words that are counted at a time, so that counting needs little memory beside the numbers."""


@dataclass(frozen=True, eq=False)
class Numbered:
    """Words of texts, in their order.

    ids: word -> its number; numbers count different words as they first occur.
    numbers: (words of all texts,) int32. offsets: (texts + 1,) int64; text i is
        numbers[offsets[i]:offsets[i + 1]], which may be empty.
    """

    ids: Mapping[str, int]
    numbers: NDArray[np.int32]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, texts: Iterable[Sequence[str]]) -> Numbered:
        """The words of each text; texts are asked for one by one, and none is kept."""
        ids: defaultdict[str, int] = defaultdict()
        ids.default_factory = ids.__len__  # a word that is not there gets the next number
        numbers, ends = array("i"), array("q", [0])
        for words in texts:
            numbers.extend(map(ids.__getitem__, words))
            ends.append(len(numbers))
        return cls(
            dict(ids),
            np.frombuffer(numbers, dtype=np.int32) if numbers else np.zeros(0, dtype=np.int32),
            np.frombuffer(ends, dtype=np.int64),
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def occurrences(self) -> dict[str, int]:
        """How often each word is there."""
        counts = np.bincount(self.numbers, minlength=len(self.ids))
        return dict(zip(self.ids, counts.tolist(), strict=True))

    @property
    def spread(self) -> NDArray[np.int64]:
        """(different words,) in how many texts each is."""
        width = len(self.ids)
        found = np.zeros(width, dtype=np.int64)
        for part, offsets in self._parts():
            ones = np.ones(len(part), dtype=np.int8)
            once = sparse.csr_matrix((ones, part.copy(), offsets), (len(offsets) - 1, width))
            once.sum_duplicates()
            found += np.bincount(once.indices, minlength=width)
        return found

    def having(self, marked: NDArray[np.bool_]) -> int:
        """In how many texts a marked word is; marked: (different words,)."""
        found = 0
        for part, offsets in self._parts():
            there = np.append(0, np.cumsum(marked[part]))
            found += int(np.count_nonzero(np.diff(there[offsets])))
        return found

    def _parts(self) -> Iterator[tuple[NDArray[np.int32], NDArray[np.int64]]]:
        """Numbers and offsets of some texts at a time."""
        first = 0
        while first < len(self):
            end = self.offsets[first] + TOGETHER
            last = max(first + 1, int(np.searchsorted(self.offsets, end, side="right")) - 1)
            offsets = self.offsets[first : last + 1]
            yield self.numbers[offsets[0] : offsets[-1]], offsets - offsets[0]
            first = last
