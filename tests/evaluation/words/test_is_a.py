"""Points of disks as Gaussians: golden numbers, and what moving all points must not change."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.errors import DataError
from hmlc_core.evaluation.words.is_a import (
    CHANCE,
    disks,
    ends_by_depth,
    ends_by_frequency,
    gaussians,
    is_a,
)
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls
from hmlc_core.snapshot import Array
from tests.methods.formula import F

SPACE = ProductOfBalls(4, ball_dim=2)
GENERIC, SPECIFIC = np.array([0, 1]), np.array([4, 5])


def points() -> Array:
    return F((6, 4), 7, 3, 2, s=12).numpy()


def test_golden_gaussians() -> None:
    found = gaussians(points(), SPACE, GENERIC, SPECIFIC)
    assert found.means == pytest.approx(
        np.array(
            [
                (0.3391391024, -0.6072230144),
                (-0.5489771176, 0.2740806412),
                (0.08870771138, 0.8142976742),
                (0.4612233022, 0.1164923876),
                (-0.5688542576, 0.3645776709),
                (0.1536388241, -0.4584345206),
            ]
        ),
        abs=1e-9,
    )
    assert found.deviations == pytest.approx(
        np.array(
            [
                (0.6617465548, 1.338212036),
                (1.059026778, 0.627988743),
                (0.4510780765, 0.9435777193),
                (0.6944152864, 0.3340533489),
                (1.434932717, 0.7332267817),
                (0.5301230888, 0.7547877884),
            ]
        ),
        abs=1e-9,
    )
    scores = found.scores([3, 2, 4], [2, 3, 0])
    assert scores == pytest.approx([0.6069482934, -0.6069482934, -0.1723559466], abs=1e-9)


def test_one_disk_is_read_as_each_of_a_product() -> None:
    both = gaussians(points(), SPACE, GENERIC, SPECIFIC)
    for number in range(2):
        alone = gaussians(
            points()[:, 2 * number : 2 * number + 2], PoincareBall(2), GENERIC, SPECIFIC
        )
        assert np.array_equal(alone.deviations[:, 0], both.deviations[:, number])


@pytest.mark.parametrize("angle", [0.3, 2.0, np.pi])
def test_turning_all_points_changes_nothing(angle: float) -> None:
    disk = points()[:, :2]
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    one, other = (
        gaussians(place, PoincareBall(2), GENERIC, SPECIFIC) for place in (disk, disk @ turn.T)
    )
    assert one.means == pytest.approx(other.means, abs=1e-12)
    assert one.deviations == pytest.approx(other.deviations, abs=1e-12)


@pytest.mark.parametrize("space", [Euclidean(2), PoincareBall(3), ProductOfBalls(6, ball_dim=3)])
def test_spaces_without_disks_are_refused(space: object) -> None:
    assert disks(space) == ()
    with pytest.raises(DataError, match="only points of two-dimensional balls"):
        gaussians(np.zeros((6, space.width)), space, GENERIC, SPECIFIC)


def test_ends_are_words_and_do_not_meet() -> None:
    generic, specific = ends_by_frequency(11)
    assert (generic.tolist(), specific.tolist()) == ([2, 3, 4], [8, 9, 10])
    generic, specific = ends_by_frequency(10_000)
    assert (generic[0], generic[-1], specific[0], specific[-1]) == (2, 401, 9_600, 9_999)


def test_ends_by_depth_leave_out_words_without_one() -> None:
    nan = np.nan
    generic, specific = ends_by_depth([nan, nan, 4, nan, 0, 3, 1, 9, 4])
    assert (generic.tolist(), specific.tolist()) == ([4, 6], [8, 7])


@pytest.mark.parametrize("words", [0, 2, 4])
def test_too_few_words_have_no_ends(words: int) -> None:
    with pytest.raises(DataError, match="too few words"):
        ends_by_frequency(words)


def test_accuracies_stand_beside_chance_and_counting() -> None:
    """Words on a ray, the frequent ones in the middle."""
    place = np.zeros((8, 2))
    place[2:, 0] = [0.0, 0.1, 0.2, 0.5, 0.7, 0.9]
    pairs = np.array([(2, 6), (3, 7), (5, 4)])
    found = is_a(place, pairs, PoincareBall(2))
    assert found.pairs == 3
    assert found.norm == pytest.approx(2 / 3)
    assert found.frequency == pytest.approx(2 / 3)
    assert found.gaussian == pytest.approx(2 / 3)
    assert is_a(place, pairs[:, ::-1], PoincareBall(2)).gaussian == pytest.approx(1 / 3)
    flat = is_a(place, pairs, Euclidean(2))
    assert np.isnan(flat.gaussian)
    assert flat.norm == found.norm


def test_ties_count_half_and_no_pairs_are_no_accuracy() -> None:
    place = np.full((8, 2), 0.1)
    assert is_a(place, np.array([(2, 3)]), PoincareBall(2)).norm == CHANCE
    nothing = is_a(place, np.empty((0, 2), np.int64), PoincareBall(2))
    assert np.isnan([nothing.gaussian, nothing.norm, nothing.frequency]).all()
