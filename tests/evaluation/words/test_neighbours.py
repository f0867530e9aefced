"""Neighbours of words: laws of a distance, and what is left out."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.errors import DataError
from hmlc_core.evaluation.recovery import distance_rows
from hmlc_core.evaluation.words import lexicon
from hmlc_core.evaluation.words.agreement import agreement
from hmlc_core.evaluation.words.lexicon import Lexicon
from hmlc_core.evaluation.words.neighbours import distances_from, lowest, neighbours
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls

SPACES = [Euclidean(4), PoincareBall(4), ProductOfBalls(4)]
EVERY = pytest.mark.parametrize("geometry", SPACES, ids=lambda space: space.name)


def points(count: int = 30, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.4, 0.4, (count, 4)).astype(np.float32)


def words(places: np.ndarray, geometry: Geometry, names: list[str] | None = None) -> Lexicon:
    count = len(places)
    return Lexicon(
        names=tuple(names or [f"w{n}" for n in range(count)]),
        points=places,
        frequency=np.arange(count, 0, -1),
        labels=places[:0],
        geometry=geometry,
    )


@EVERY
def test_distance_is_symmetric_and_the_spaces_own(geometry: Geometry) -> None:
    found = np.stack([distances_from(place, points(), geometry) for place in points()])
    np.testing.assert_allclose(found, found.T, atol=1e-6)
    whole = distance_rows(points(), geometry)(slice(None))
    np.testing.assert_allclose(found, whole, atol=1e-12)


@EVERY
def test_a_word_is_none_of_its_neighbours_which_come_in_their_order(geometry: Geometry) -> None:
    near = neighbours(7, points(), geometry, 29)
    assert sorted(near.rows.tolist()) == [n for n in range(30) if n != 7]
    assert (np.diff(near.values) >= 0).all()
    few = neighbours(7, points(), geometry, 5)
    np.testing.assert_array_equal(few.rows, near.rows[:5])
    assert len(neighbours(7, points(), geometry, 100).rows) == 29


def test_many_points_are_looked_at_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = distances_from(points()[0], points(), PoincareBall(4))
    monkeypatch.setattr(lexicon, "BLOCK", 7)
    np.testing.assert_array_equal(distances_from(points()[0], points(), PoincareBall(4)), whole)


def test_equal_values_come_in_their_order_and_nan_never() -> None:
    found = lowest(np.array([2.0, np.nan, 1, 1, 1, 0]), 3, {5})
    assert found.rows.tolist() == [2, 3, 4]
    assert found.values.tolist() == [1, 1, 1]
    assert lowest(np.array([1.0, 2]), 0).rows.tolist() == []
    assert lowest(np.array([np.nan]), 3).rows.tolist() == []


def test_a_point_that_is_nowhere_is_nobodys_neighbour() -> None:
    places = points()
    places[3] = np.nan
    assert 3 not in neighbours(0, places, Euclidean(4), 29).rows


def test_an_unknown_word_is_told_its_nearest_spellings() -> None:
    known = words(points(3), Euclidean(4), ["bank", "banks", "river"])
    assert known.row("Bank") == 0
    assert "river" in known
    with pytest.raises(DataError, match=r"unknown word.*found 'bnak'.*Did you mean 'bank'"):
        known.row("bnak")
    with pytest.raises(DataError, match="none of the 3 words"):
        known.row("zzz" * 100)


def test_a_method_agrees_with_itself_and_with_noise_by_chance() -> None:
    one = words(points(200), PoincareBall(4))
    assert agreement(one, one).share == 1
    other = words(points(200, seed=1), PoincareBall(4))
    found = agreement(one, other)
    assert found.chance == pytest.approx(10 / 199)
    assert found.share == pytest.approx(found.chance, abs=0.03)
    assert (found.asked, found.common) == (200, 200)


def test_agreement_is_over_the_words_that_both_have() -> None:
    one = words(points(40), PoincareBall(4))
    kept = list(range(39, 9, -1))
    other = words(one.points[kept], PoincareBall(4), [one.names[n] for n in kept])
    assert agreement(one, other).share == 1
    assert agreement(one, other).common == 30
    assert agreement(one, words(points(5), PoincareBall(4))) is None
