"""Whether a word's hypernyms are nearer to it than other words are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery.distances import distance_rows
from hmlc_core.evaluation.recovery.reconstruction import reconstruct

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

ASKED = 1_000
"""Words that are asked for their hypernyms at most; of more, as many are drawn, always the same."""

_BLOCK = 4_000_000
"""Distances held at a time: 32 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HypernymRank:
    """Where hypernyms stand among all words, ordered by their distance from a word.

    rank: mean over pairs of a word and a hypernym, each hypernym among the words that are no
        hypernym of the same word, ties counting half, so that 1 is perfect (the measure of
        `recovery.reconstruction`). NaN without pairs.
    chance: what a random order of the words has on average: with N words, h of them hypernyms of
        a word, 1 + (N − 1 − h)/2 for each of its pairs.
    words: that have a hypernym. asked: of them.
    """

    rank: float
    chance: float
    words: int
    asked: int


def mean_rank(
    points: ArrayLike, pairs: NDArray[np.int64], geometry: Geometry, *, first: int = len(SPECIAL)
) -> HypernymRank:
    """The mean rank of hypernyms among words at points (V, width).

    pairs: (n, 2) rows (hypernym, word), each once. first: rows before it are no words.
    Raises `DataError` for points that are nowhere.
    """
    place = np.asarray(points, dtype=np.float64)[first:]
    if not np.isfinite(place).all():
        raise DataError("some words are nowhere", where="words", expected="finite coordinates")
    related = np.asarray(pairs, np.int64).reshape(-1, 2) - first
    words = np.unique(related[:, 1])
    asked = words
    if len(words) > ASKED:
        asked = np.sort(np.random.default_rng(0).choice(words, ASKED, replace=False))
    found = list(_ranks(place, related[np.isin(related[:, 1], asked)], asked, geometry))
    weights = [count for _, count in found]
    return HypernymRank(
        rank=_mean([rank for rank, _ in found], weights),
        chance=_chance(related[np.isin(related[:, 1], asked)], len(place)),
        words=len(words),
        asked=len(asked),
    )


def _ranks(
    place: NDArray[np.float64],
    related: NDArray[np.int64],
    asked: NDArray[np.int64],
    geometry: Geometry,
) -> Iterator[tuple[float, int]]:
    """Mean rank and number of pairs, for some words at a time."""
    size = max(1, _BLOCK // max(1, len(place)))
    for start in range(0, len(asked), size):
        block = asked[start : start + size]
        # Those that are asked stand first, so that only their distances are taken.
        order = np.concatenate([block, np.setdiff1d(np.arange(len(place)), block)])
        row = np.empty_like(order)
        row[order] = np.arange(len(order))
        relevant: list[list[int]] = [[] for _ in block]
        for upper, word in related[np.isin(related[:, 1], block)]:
            relevant[row[word]].append(int(row[upper]))
        rows = distance_rows(place[order], geometry)
        yield reconstruct(rows, relevant).mean_rank, sum(map(len, relevant))


def _chance(related: NDArray[np.int64], words: int) -> float:
    if not len(related):
        return float("nan")
    of_word = np.bincount(related[:, 1])
    return float((1 + (words - 1 - of_word[related[:, 1]]) / 2).mean())


def _mean(ranks: list[float], weights: list[int]) -> float:
    return float(np.average(ranks, weights=weights)) if ranks else float("nan")
