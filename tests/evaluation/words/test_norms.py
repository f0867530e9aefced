"""Distances from the centre beside frequency and depth."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.stats import spearmanr

from hmlc_core.evaluation.recovery import radii
from hmlc_core.evaluation.words.norms import norms, rank_correlation
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls


@pytest.mark.parametrize(
    "geometry", [Euclidean(4), PoincareBall(4), ProductOfBalls(4)], ids=lambda g: g.name
)
def test_norms_are_distances_from_the_origin(
    geometry: Euclidean | PoincareBall | ProductOfBalls,
) -> None:
    places = np.random.default_rng(0).uniform(-0.4, 0.4, (20, 4))
    np.testing.assert_array_equal(norms(places, geometry), radii(places, geometry))


def test_a_correlation_has_the_interval_of_bonett_and_wright() -> None:
    random = np.random.default_rng(0)
    one = random.normal(size=103)
    other = one + random.normal(size=103)
    found = rank_correlation(one, other)
    assert found.rho == pytest.approx(spearmanr(one, other).statistic)
    reach = 1.959964 * math.sqrt((1 + found.rho**2 / 2) / 100)
    assert math.atanh(found.high) - math.atanh(found.rho) == pytest.approx(reach)
    assert math.atanh(found.rho) - math.atanh(found.low) == pytest.approx(reach)
    assert found.beyond_chance
    assert found.n == 103


def test_the_interval_of_noise_misses_chance_about_once_in_twenty() -> None:
    random = np.random.default_rng(0)
    missed = [
        rank_correlation(random.normal(size=30), random.normal(size=30)).beyond_chance
        for _ in range(400)
    ]
    assert 0.02 < np.mean(missed) < 0.09


def test_only_words_with_both_numbers_count_and_what_is_undefined_is_nan() -> None:
    found = rank_correlation([1, 2, 3, 4, np.nan, 6], [2, 4, 6, 8, 9, np.nan])
    assert (found.rho, found.n) == (1, 4)
    assert found.beyond_chance
    for one, other in (([1, 2, 3], [1, 2, 3]), ([1, 1, 1, 1], [1, 2, 3, 4]), ([], [])):
        nothing = rank_correlation(one, other)
        assert math.isnan(nothing.rho)
        assert not nothing.beyond_chance
