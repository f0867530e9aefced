"""How far two methods put the same words next to each other."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.words.lexicon import Lexicon
from hmlc_core.evaluation.words.neighbours import neighbours

ASKED, FEWEST = 200, 20
"""Words that are asked for their neighbours, the most frequent of those that both have."""

DISTANCES = 1_000_000
"""Asked of a method at most: of more than 5,000 words fewer are asked, though `FEWEST` always."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of the `count` nearest words, the share that is the same for both methods.

    share: mean over `asked` words. chance: the same if neighbours were drawn at random. common:
    words that both methods have, among which neighbours are looked for.
    """

    share: float
    chance: float
    count: int
    asked: int
    common: int


def common_words(one: Lexicon, other: Lexicon) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows (common,) in each of the words that both have, in the order of the first."""
    both = [name for name in one.names if name in other]
    rows = [np.array([each.row(name) for name in both], dtype=np.int64) for each in (one, other)]
    return rows[0], rows[1]


def agreement(one: Lexicon, other: Lexicon, count: int = 10) -> Agreement | None:
    """None where the two have too few words in common to have `count` neighbours each."""
    first, second = common_words(one, other)
    if len(first) <= count:
        return None
    near, far = one.points[first], other.points[second]
    asked = min(ASKED, len(first), max(FEWEST, DISTANCES // len(first)))
    shares = [
        len(
            np.intersect1d(
                neighbours(row, near, one.geometry, count).rows,
                neighbours(row, far, other.geometry, count).rows,
            )
        )
        / count
        for row in range(asked)
    ]
    chance = count / (len(first) - 1)
    return Agreement(float(np.mean(shares)), chance, count, asked, len(first))
