"""Moments of a run follow on each other: little moves that need not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.pictures.moving import Moment, arrange_like, arrange_moments, go_on, improve
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


def test_a_picture_that_cannot_be_bettered_stays() -> None:
    moments = growing()
    known = arrange_moments(moments)
    again = improve(moments, known)
    assert all(again[n] is known[n] for n in known)


def test_a_tangle_is_made_anew_and_turned_to_look_like_it() -> None:
    moments = growing(2)
    good = arrange_moments(moments)
    angle = np.random.default_rng(0).permutation(24) * 2 * np.pi / 24
    circle = 0.8 * np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    tangle = {n: replace(picture, points=circle) for n, picture in good.items()}
    anew = improve(moments, tangle)
    assert anew[1].tree.crossings(anew[1].points) < good[1].tree.crossings(circle)
    turns = [anew[1].points @ turn for turn in (np.eye(2), -np.eye(2), np.diag([1, -1]))]
    overlap = [float((points * circle).sum()) for points in turns]
    assert overlap[0] >= max(overlap) - 1e-9


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
