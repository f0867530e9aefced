"""Distances against numbers of hops."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hmlc_core.evaluation.recovery import distortion
from tests.evaluation.recovery.trees import rows_of

HOPS = np.array([[0, 1, 2], [1, 0, 1], [2, 1, 0]])


def test_distortion_of_the_worked_example() -> None:
    # d/D = 2, 1.5, 3 for the pairs 01, 02, 12.
    found = distortion(rows_of(np.array([[0, 2, 3], [2, 0, 3], [3, 3, 0]])), HOPS)
    assert found.average == pytest.approx((1 + 0.5 + 2) / 3)
    assert found.worst == pytest.approx(3 / 1.5)
    scale = (2 + 1.5 + 3) / (4 + 2.25 + 9)
    assert found.scale == pytest.approx(scale)
    errors = [abs(scale * ratio - 1) for ratio in (2, 1.5, 3)]
    assert found.scaled_average == pytest.approx(np.mean(errors))
    assert found.coincident == 0


def test_a_uniform_factor_is_no_distortion() -> None:
    found = distortion(rows_of(HOPS * 2.5), HOPS)
    assert found.average == pytest.approx(1.5)
    assert found.scale == pytest.approx(0.4)
    assert found.scaled_average == pytest.approx(0, abs=1e-12)
    assert found.worst == pytest.approx(1)


def test_coincident_pairs_are_left_out_and_counted() -> None:
    found = distortion(rows_of(np.array([[0, 0, 2], [0, 0, 1], [2, 1, 0]])), HOPS)
    assert found.coincident == 1
    assert found.average == 0
    assert found.worst == 1


@pytest.mark.parametrize("labels", [1, 2])
def test_distortion_without_distances_is_undefined(labels: int) -> None:
    found = distortion(rows_of(np.zeros((labels, labels))), HOPS[:labels, :labels])
    assert math.isnan(found.average)
    assert math.isnan(found.worst)
