"""Pairs come as far apart as they want, where they can."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.geometry import PoincareBall
from hmlc_core.pictures.stress import Pairs, descend
from tests.pictures.trees import pairwise


def wants(distances: np.ndarray) -> Pairs:
    first, second = np.triu_indices(len(distances), 1)
    lengths = distances[first, second]
    return Pairs(first, second, lengths, np.ones(len(first)))


def test_distances_of_the_plane_are_found_again() -> None:
    random = np.random.default_rng(1)
    angle, depth = random.uniform(0, 2 * np.pi, 12), random.uniform(0.2, 2.5, 12)
    true = np.tanh(depth / 2) * np.exp(1j * angle)
    points = np.stack([true.real, true.imag], axis=-1)
    wanted = pairwise(points, PoincareBall(2))
    places = true + 0.05 * (random.normal(size=12) + 1j * random.normal(size=12))
    places /= np.maximum(1, np.abs(places) / 0.95)
    descend(places, np.zeros(12, bool), wants(wanted), passes=60, boldness=1.0)
    found = pairwise(np.stack([places.real, places.imag], axis=-1), PoincareBall(2))
    np.testing.assert_allclose(found, wanted, atol=0.02)


def test_the_still_ones_do_not_move_and_the_other_ends_do_all_of_it() -> None:
    places = np.array([0.3 + 0.1j, -0.2j])
    pair = Pairs(np.array([0]), np.array([1]), np.array([2.0]), np.ones(1))
    descend(places, np.array([True, False]), pair, passes=1, boldness=1.0)
    assert places[0] == 0.3 + 0.1j
    distance = pairwise(np.stack([places.real, places.imag], axis=-1), PoincareBall(2))[0, 1]
    assert distance == pytest.approx(2.0)


def test_both_ends_of_a_pair_move_by_the_same_distance() -> None:
    before = np.array([0.5 + 0j, -0.1 + 0.4j])
    places = before.copy()
    pair = Pairs(np.array([0]), np.array([1]), np.array([0.5]), np.ones(1))
    descend(places, np.zeros(2, bool), pair, passes=1, boldness=1.0)
    moved = 2 * np.arctanh(np.abs((places - before) / (1 - before.conj() * places)))
    assert moved[0] == pytest.approx(moved[1])
    assert moved[0] > 0.1


def test_points_in_one_place_stay_finite() -> None:
    places = np.zeros(3, complex)
    descend(places, np.zeros(3, bool), wants(np.ones((3, 3))), passes=3, boldness=1.0)
    assert np.isfinite(places).all()
