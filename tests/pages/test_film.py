"""A run's frames as they are drawn: of very many labels so many moments as a browser takes."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.geometry import PoincareBall
from hmlc_core.pictures.layout import HyperbolicLayout
from hmlc_core.pictures.moving import arrange_moments
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


@pytest.mark.parametrize("live", [False, True])
def test_very_many_labels_have_a_picture_before_they_are_arranged(monkeypatch, live) -> None:
    points = np.linspace(0, 0.3, 2 * 12 * 3).reshape(2, 12, 3)
    part = StagePoints(CLASSIFIER, np.arange(2), np.arange(2.0), points, PoincareBall(3))
    run = SimpleNamespace(id="run", status="running" if live else "finished")
    arranged: dict[int, object] = {}
    monkeypatch.setattr(films, "stages", lambda run: [part])
    monkeypatch.setattr(films, "arranged", lambda *args, live: (arranged, not arranged))
    films._film.clear()
    labels, space = points[-1], part.space
    picture = arrange_moments({0: (labels, space)})[0]
    assert films.film_at_once(run) is None  # a few are arranged at once
    monkeypatch.setattr("hmlc_core.pictures.arrangement.EVERY_PAIR", 10)
    drawn = films.film_at_once(run)
    assert drawn.more
    assert len(drawn.points) == (2 if live else 1)
    assert (drawn.steps[-1], drawn.moments[-1]) == (1, ("train", 1))
    assert drawn.view.method == films.TANGENT
    assert "until the labels are arranged" in drawn.note
    arranged[1] = HyperbolicLayout(labels=labels, geometry=space, drawn=picture)
    assert films.film_at_once(run).view is arranged[1]


def test_a_text_among_very_many_labels_is_drawn_before_they_are_arranged(monkeypatch) -> None:
    labels, space = np.linspace(0, 0.3, 12 * 3).reshape(12, 3), PoincareBall(3)
    run = SimpleNamespace(id="run", step=7)
    made: dict[int, HyperbolicLayout] = {}
    picture = arrange_moments({0: (labels, space)})[0]
    monkeypatch.setattr(films, "arranged", lambda *args, live: (made, not made))
    assert films.at_once(run, labels, space, films.LAYOUT) == films.LAYOUT  # few: a page waits
    monkeypatch.setattr("hmlc_core.pictures.arrangement.EVERY_PAIR", 10)
    monkeypatch.setattr("hmlc_core.pictures.crowd.MOST", 10)
    assert films.at_once(run, labels, space, films.LAYOUT) == films.TANGENT
    assert films.at_once(run, labels, space, "umap") == "umap"
    made[0] = HyperbolicLayout(labels=labels, geometry=space, drawn=picture)
    assert films.at_once(run, labels, space, films.LAYOUT) == films.LAYOUT
    points, view = films.view_of(run, labels, space, films.LAYOUT)
    assert view is made[0]
    np.testing.assert_array_equal(points, made[0].points)


def test_many_labels_wait_for_the_picture_of_their_run_only(monkeypatch) -> None:
    """They are then changed from that one, which takes no time."""
    labels, space = np.linspace(0, 0.3, 12 * 3).reshape(12, 3), PoincareBall(3)
    part = StagePoints(CLASSIFIER, np.arange(1), np.arange(1.0), labels[None], space)
    run = SimpleNamespace(id="run", step=7, status="finished")
    made: dict[int, HyperbolicLayout] = {}
    picture = arrange_moments({0: (labels, space)})[0]
    asked: list[str] = []
    monkeypatch.setattr(films, "stages", lambda run: [part])
    monkeypatch.setattr(films, "arranged", lambda key, *_, live: asked.append(key) or (made, False))
    monkeypatch.setattr("hmlc_core.pictures.arrangement.EVERY_PAIR", 10)
    assert films.at_once(run, labels, space, films.LAYOUT) == films.TANGENT
    made[0] = HyperbolicLayout(labels=labels, geometry=space, drawn=picture)
    assert films.at_once(run, labels, space, films.LAYOUT) == films.LAYOUT
    points, view = films.view_of(run, labels, space, films.LAYOUT)
    assert view.method == films.LAYOUT
    assert len(points) == 12
    assert set(asked) == {"run"}
