"""Lines that cross: by hand, by brute force, and whatever order and direction they come in."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from hmlc_core.geometry import segments
from hmlc_core.geometry.segments import crossings

SQUARE = np.array([(0, 0), (1, 1), (0, 1), (1, 0), (0.5, 0.5)])


def test_the_diagonals_of_a_square_cross_and_its_sides_do_not():
    assert crossings(SQUARE, [(0, 1), (2, 3)]) == 1
    assert crossings(SQUARE, [(0, 2), (2, 1), (1, 3), (3, 0)]) == 0


def test_a_line_that_is_there_twice_counts_once():
    assert crossings(SQUARE, [(0, 1), (1, 0), (2, 3), (2, 3)]) == 1


def test_lines_that_meet_or_touch_do_not_cross():
    assert crossings(SQUARE, [(0, 4), (4, 3), (4, 2)]) == 0
    assert crossings(SQUARE, [(0, 1), (2, 4)]) == 0


def test_without_lines_nothing_crosses():
    assert crossings(SQUARE, []) == crossings(np.zeros((0, 2)), np.zeros((0, 2), int)) == 0


@pytest.mark.parametrize("block", [1, 100, 1_000_000])
def test_it_is_what_solving_two_equations_says(monkeypatch, block):
    monkeypatch.setattr(segments, "_BLOCK", block)
    random = np.random.default_rng(0)
    points, lines = random.normal(size=(30, 2)), random.integers(30, size=(40, 2))
    lines = np.array(sorted({tuple(sorted(pair)) for pair in lines.tolist() if len(set(pair)) > 1}))

    def cross(one, two) -> bool:
        if set(one) & set(two):
            return False
        (a, b), (c, d) = points[one], points[two]
        s, t = np.linalg.solve(np.stack([b - a, c - d], axis=1), c - a)
        return 0 < s < 1 and 0 < t < 1

    expected = sum(cross(one, two) for one, two in combinations(lines.tolist(), 2))
    assert expected > 20
    assert crossings(points, lines) == expected
    assert crossings(points, random.permutation(lines)[:, ::-1]) == expected
