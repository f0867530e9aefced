"""Moments of a run follow on each other: little moves that need not."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.pictures.moving import Moment, arrange_like, arrange_moments, go_on
from tests.pictures.trees import BALL, branches


def growing(count: int = 6) -> dict[int, Moment]:
    """Branches that come out of the centre, moment by moment."""
    points = branches()
    return {n: (points * (n + 1) / count, BALL) for n in range(count)}


def moved(one: np.ndarray, two: np.ndarray) -> float:
    """Mean distance in the disk's own coordinates."""
    return float(np.linalg.norm(one - two, axis=1).mean())


def test_from_moment_to_moment_little_moves() -> None:
    moments = growing()
    pictures = arrange_moments(moments)
    assert list(pictures) == list(moments)
    alone = arrange_moments({3: moments[3]})[3]
    neighbours = moved(pictures[3].points, pictures[4].points)
    assert neighbours < 0.25
    assert neighbours < moved(alone.points, pictures[4].points[::-1])


def test_what_is_known_stays_when_more_moments_come() -> None:
    moments = growing()
    known = arrange_moments({n: moments[n] for n in range(4)})
    more = go_on(moments, known)
    assert list(more) == list(moments)
    assert all(more[n] is known[n] for n in known)
    assert moved(more[4].points, more[3].points) < 0.25


def test_a_picture_made_anew_is_turned_to_look_like_the_one_before() -> None:
    moments = growing(2)
    before = arrange_moments(moments)
    angle = 2.0
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    seen = before[1].__class__(
        points=before[1].points @ turn * [1, -1],
        scale=before[1].scale,
        common=before[1].common,
        tree=before[1].tree,
        along=before[1].along,
    )
    again = arrange_moments(moments, seen)
    np.testing.assert_allclose(again[1].points, seen.points, atol=1e-6)


def test_labels_that_are_nowhere_have_no_place_and_come_back() -> None:
    moments = growing(3)
    broken = moments[1][0].copy()
    broken[4] = np.nan
    pictures = arrange_moments({**moments, 1: (broken, BALL)})
    assert np.isnan(pictures[1].points[4]).all()
    assert np.isfinite(np.delete(pictures[1].points, 4, axis=0)).all()
    assert np.isfinite(pictures[0].points).all()


def test_one_more_moment_is_drawn_like_another() -> None:
    moments = growing()
    pictures = arrange_moments(moments)
    between = arrange_like(branches() * 0.95, BALL, pictures[5])
    assert moved(between.points, pictures[5].points) < 0.25


@pytest.mark.parametrize("labels", [1, 2])
def test_few_labels_are_moments_like_others(labels: int) -> None:
    points = 0.3 * np.eye(8)[:labels]
    pictures = arrange_moments({0: (points * 0, BALL), 1: (points, BALL)})
    assert all(np.isfinite(picture.points).all() for picture in pictures.values())
