"""Words above and below a word, and where given words stand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import rankdata

from hmlc_core.evaluation.words.neighbours import distances_from
from hmlc_core.evaluation.words.norms import norms
from hmlc_core.evaluation.words.relatives import ranks_among, relatives
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

SPACES = [Euclidean(4), PoincareBall(4), ProductOfBalls(4)]


def points(count: int = 40) -> np.ndarray:
    return np.random.default_rng(2).uniform(-0.4, 0.4, (count, 4))


@pytest.mark.parametrize("geometry", SPACES, ids=lambda space: space.name)
def test_every_other_word_is_above_or_below_nearest_first(geometry: Geometry) -> None:
    radius = norms(points(), geometry)
    found = relatives(5, points(), radius, geometry, 100)
    above, below = found.above.rows, found.below.rows
    assert sorted([*above, *below]) == [n for n in range(40) if n != 5]
    assert (radius[above] < radius[5]).all()
    assert (radius[below] > radius[5]).all()
    for side in (found.above, found.below):
        assert (np.diff(side.values) >= 0).all()
    assert len(relatives(5, points(), radius, geometry, 3).above.rows) == 3


def test_words_just_as_far_out_are_on_neither_side() -> None:
    places = np.array([[0.3, 0.0], [0.0, 0.3], [0.0, 0.1]])
    found = relatives(0, places, norms(places, PoincareBall(2)), PoincareBall(2), 5)
    assert found.above.rows.tolist() == [2]
    assert found.below.rows.tolist() == []


@pytest.mark.parametrize("geometry", SPACES, ids=lambda space: space.name)
def test_ranks_are_those_among_all_other_words(geometry: Geometry) -> None:
    places = points()
    places[9] = places[8]  # a tie
    away = distances_from(places[5], places, geometry)
    others = np.arange(40) != 5
    expected = np.full(40, np.nan)
    expected[others] = rankdata(away[others])
    rows = [n for n in range(40) if n != 5]
    found = ranks_among(5, rows, places, geometry)
    np.testing.assert_array_equal(found, expected[rows])
    assert found.mean() == 40 / 2
