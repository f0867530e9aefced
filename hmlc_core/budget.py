"""How long finding out what words do may take, who hears how far it is, and what is known already.

Some methods score a text anew for every word that is left out. Words are measured in reading
order, in growing blocks; what there was no time for is NaN, *not measured*, and a later call goes
on there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

SECONDS = 10.0
"""What a reader is made to wait at most before it is said what has not been measured."""

PULSE = 0.5
"""Seconds that a block of words takes at most, about, so that `tell` is called that often."""

Numbers = NDArray[np.floating]
Effect = Callable[[NDArray[np.int64]], Numbers]
"""Places of n words in a text -> (labels, n), what each label's score loses without each."""


def unheard(_: object) -> None:
    """What is told to nobody: the default of all that tell how far they are."""


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Budget:
    """seconds: after which no word is begun; 0 measures nothing. tell: called after each block with
    the (labels, words) found so far, an array that goes on changing. known: of an earlier call for
    the same text, which is not measured again. clock: seconds from any moment on.
    """

    seconds: float = SECONDS
    tell: Callable[[Numbers], None] = unheard
    known: Numbers | None = None
    clock: Callable[[], float] = time.monotonic

    def measured(self, labels: int, words: int, effect: Effect, *, at_once: int) -> Numbers:
        """(labels, words) what each word does, NaN for those that there was no time for.

        at_once: words that `effect` is asked for together, at most. A first word is begun whenever
        there is any time, another only if it will be done in time, as far as the last ones tell.
        """
        found = np.full((labels, words), np.nan) if self.known is None else self.known.copy()
        assert found.shape == (labels, words), "what is known is of the same text"
        left = np.flatnonzero(unmeasured(found))
        end, size, pace = self.clock() + self.seconds, 1, 0.0
        while len(left) and (remaining := end - self.clock()) > pace:
            if pace > 0:
                size = max(1, min(size, int(min(remaining, PULSE) / pace)))
            block, left = left[:size], left[size:]
            begun = self.clock()
            found[:, block] = effect(block)
            pace = (self.clock() - begun) / len(block)
            size = min(2 * size, at_once)
            self.tell(found)
        return found

    def measured_by_row(
        self, labels: int, row_of: Sequence[int], effect: Effect, *, at_once: int
    ) -> Numbers:
        """The same where words may do the same, and each row of them is measured once.

        row_of: for each word its row, numbered from 0 as they come, or −1 for a word that does
        nothing. effect: of rows, in place of words.
        """
        rows = np.array(row_of, dtype=np.int64)
        heads = np.flatnonzero(rows >= 0)
        heads = heads[np.unique(rows[heads], return_index=True)[1]]

        def of_words(found: Numbers) -> Numbers:
            return np.concatenate([found, np.zeros((labels, 1))], axis=1)[:, rows]

        each = replace(
            self,
            tell=lambda found: self.tell(of_words(found)),
            known=None if self.known is None else self.known[:, heads],
        )
        return of_words(each.measured(labels, len(heads), effect, at_once=at_once))


WHOLE = Budget(seconds=float("inf"))
"""Everything, however long it takes."""

SCORES_ONLY = Budget(seconds=0.0)
"""For those who do not ask what words do."""


def unmeasured(contributions: Numbers) -> NDArray[np.bool_]:
    """(T,) which words of (C, T) were not measured."""
    found: NDArray[np.bool_] = np.logical_and.reduce(np.isnan(contributions), axis=0)
    return found
