"""Distances between points, from the centre, and a few at a time."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.evaluation.recovery import (
    distance_rows,
    distances,
    distortion,
    mean_average_precision,
    mean_rank,
    radii,
)
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls


def test_measures_ask_for_a_few_rows_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    random = np.random.default_rng(0)
    points, relevant = random.normal(size=(11, 3)), [[(n + 1) % 11] for n in range(11)]
    rows, hops = distance_rows(points, Euclidean(3)), np.ones((11, 11), dtype=int)
    whole = mean_rank(rows, relevant), mean_average_precision(rows, relevant)
    asked = []

    def watched(part: slice) -> np.ndarray:
        asked.append(part.stop - part.start)
        return rows(part)

    monkeypatch.setattr(distances, "_BLOCK", 45)
    assert (mean_rank(watched, relevant), mean_average_precision(watched, relevant)) == whole
    distortion(watched, hops)
    assert max(asked) == 4


@pytest.mark.parametrize(
    "geometry", [Euclidean(4), PoincareBall(4), ProductOfBalls(4)], ids=lambda g: g.name
)
def test_rows_and_radii_are_the_spaces_own(
    geometry: Euclidean | PoincareBall | ProductOfBalls,
) -> None:
    points = np.random.default_rng(0).uniform(-0.4, 0.4, (6, 4))
    rows = distance_rows(np.concatenate([np.zeros((1, 4)), points]), geometry)
    np.testing.assert_allclose(rows(slice(0, 1))[0, 1:], radii(points, geometry), rtol=1e-9)
    assert rows(slice(2, 5)).shape == (3, 7)
