"""The mean rank of hypernyms: by hand, by chance, and of spaces of any kind."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.errors import DataError
from hmlc_core.evaluation.words import hypernyms
from hmlc_core.evaluation.words.hypernyms import mean_rank
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls
from hmlc_core.snapshot import Array

LINE = np.array([[0.0], [1.0], [3.0], [7.0], [15.0]])
"""Words on a line, each further from the one before."""


def rank(*pairs: tuple[int, int], points: Array = LINE) -> float:
    return mean_rank(points, np.array(pairs), Euclidean(points.shape[1]), first=0).rank


def test_ranks_by_hand() -> None:
    assert rank((1, 0)) == 1
    assert rank((4, 0)) == 4
    assert rank((1, 0), (4, 0)) == (1 + 3) / 2  # the other hypernym is not in the way
    assert rank((1, 0), (0, 4)) == (1 + 4) / 2


def test_ties_count_half() -> None:
    points = np.array([[0.0], [1.0], [-1.0], [1.0], [5.0]])
    assert rank((1, 0), points=points) == 2  # 1, 2 or 3
    assert rank((1, 0), points=np.zeros((5, 1))) == 2.5


def test_rows_that_are_no_words_do_not_count() -> None:
    special = np.full((2, 1), 0.01)
    points = np.concatenate([special, LINE])
    found = mean_rank(points, np.array([(6, 2), (3, 2)]), Euclidean(1))
    assert found == mean_rank(LINE, np.array([(4, 0), (1, 0)]), Euclidean(1), first=0)


@pytest.mark.slow
def test_chance_is_what_random_points_have() -> None:
    random = np.random.default_rng(0)
    pairs = np.array([(0, 5), (1, 5), (2, 5), (0, 6), (3, 7), (8, 9), (9, 0)])
    found = [
        mean_rank(random.normal(size=(10, 3)), pairs, Euclidean(3), first=0) for _ in range(400)
    ]
    # 3 pairs of a word with 3 hypernyms, 4 of words with one: 1 + 6/2 and 1 + 8/2.
    assert {one.chance for one in found} == {(3 * 4 + 4 * 5) / 7}
    assert np.mean([one.rank for one in found]) == pytest.approx(found[0].chance, abs=0.15)


@pytest.mark.parametrize("space", [PoincareBall(4), ProductOfBalls(4), Euclidean(4)])
def test_blocks_do_not_change_it(space: object, monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(1)
    points = random.uniform(-0.3, 0.3, (40, 4))
    pairs = np.unique(random.integers(0, 40, (60, 2)), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    whole = mean_rank(points, pairs, space, first=0)
    monkeypatch.setattr(hypernyms, "_BLOCK", 100)
    apart = mean_rank(points, pairs, space, first=0)
    assert apart.rank == pytest.approx(whole.rank, rel=1e-12)
    assert (apart.chance, apart.words, apart.asked) == (whole.chance, whole.words, whole.words)


def test_of_many_words_some_are_asked_and_always_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hypernyms, "ASKED", 50)
    random = np.random.default_rng(2)
    points = random.normal(size=(500, 2))
    pairs = np.stack([np.zeros(499, np.int64), np.arange(1, 500)], axis=1)
    one, other = (mean_rank(points, pairs, Euclidean(2), first=0) for _ in range(2))
    assert one == other
    assert (one.words, one.asked) == (499, 50)
    assert one.chance == 1 + 498 / 2


def test_without_pairs_there_is_none() -> None:
    found = mean_rank(LINE, np.empty((0, 2), np.int64), Euclidean(1), first=0)
    assert np.isnan([found.rank, found.chance]).all()
    assert found.words == 0


def test_points_that_are_nowhere_are_refused() -> None:
    with pytest.raises(DataError, match="some words are nowhere"):
        rank((1, 0), points=np.full((3, 1), np.nan))
