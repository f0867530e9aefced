"""A run's frames as they are drawn: of very many labels so many moments as a browser takes."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.geometry import PoincareBall
from hmlc_core.runs.opened import StagePoints
from pages.ui.run import film as films


@pytest.mark.parametrize(
    ("most", "live", "expected"),
    [(10**6, False, range(9)), (50, False, [0, 2, 4, 6, 8]), (40, True, [0, 4, 8]), (1, True, [0])],
)
def test_of_very_many_labels_some_moments_are_drawn(monkeypatch, most, live, expected) -> None:
    points = np.linspace(0, 0.5, 9 * 10 * 2).reshape(9, 10, 2)
    part = StagePoints(CLASSIFIER, np.arange(9), np.arange(9.0), points, PoincareBall(2))
    monkeypatch.setattr(films, "MOST_POINTS", most)
    films._film.clear()
    found = films._film("run", (), live, films.LAYOUT, jumps=False, _parts=[part])
    numbers = list(expected)
    np.testing.assert_array_equal(found.points, points[numbers].astype(np.float32))
    assert list(found.steps) == numbers
    assert [number for _, number in found.moments] == numbers
    assert len(found.captions) == len(found.views) == len(numbers)
