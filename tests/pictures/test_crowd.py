"""More labels than are arranged: the others lie where their distances to these say."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.pictures import crowd, placing
from hmlc_core.pictures.arrangement import arrange
from hmlc_core.pictures.crowd import arrange_some
from hmlc_core.pictures.layout import HyperbolicLayout
from hmlc_core.pictures.moving import arrange_moments, improve
from tests.pictures.trees import BALL, branches

MOST = 14


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd, "MOST", MOST)
    monkeypatch.setattr(crowd, "SOME", MOST)
    monkeypatch.setattr(placing, "TOGETHER", 3 * MOST)


def test_as_many_as_are_arranged_are_arranged_as_ever() -> None:
    points = branches()[:MOST]
    found, alone = arrange_some(points, BALL), arrange(points, BALL)
    assert found.chosen is None
    np.testing.assert_array_equal(found.points, alone.points)


def test_of_more_all_are_drawn_and_the_inner_ones_arranged() -> None:
    points = branches()
    found = arrange_some(points, BALL)
    assert found.chosen is not None
    assert len(found.chosen) == MOST
    assert np.linalg.norm(points[found.chosen], axis=1).min() == min(np.linalg.norm(points, axis=1))
    np.testing.assert_array_equal(
        found.points[found.chosen], arrange(points[found.chosen], BALL).points
    )
    assert (np.linalg.norm(found.points, axis=1) < 1).all()
    layout = HyperbolicLayout(labels=points, geometry=BALL, drawn=found)
    assert layout.rank_agreement > 0.5
    assert f"{MOST} of {len(points)} labels are arranged" in layout.description


def test_a_label_is_drawn_in_its_branch() -> None:
    drawn = arrange_some(branches(), BALL).points @ [1, 1j]
    leaves = drawn[4:].reshape(4, 5)
    middles = leaves.mean(axis=1)
    nearest = abs(leaves[:, :, None] - middles).argmin(axis=2)
    assert (nearest == np.arange(4)[:, None]).mean() > 0.8


def test_moments_keep_the_labels_that_are_arranged_and_move_little() -> None:
    points = branches()
    points[3] = np.nan
    moments = {0: (0.95 * points, BALL), 1: (points, BALL)}
    pictures = arrange_moments(moments)
    np.testing.assert_array_equal(pictures[0].chosen, pictures[1].chosen)
    assert np.isnan(pictures[1].points[3]).all()
    assert np.nanmax(np.linalg.norm(pictures[0].points - pictures[1].points, axis=1)) < 0.5
    assert improve(moments, pictures)[1] is pictures[1]


def test_what_lay_somewhere_is_moved_as_little_as_need_be() -> None:
    points = branches()
    found = arrange_some(points, BALL)
    others = np.setdiff1d(np.arange(len(points)), found.chosen)
    before = 0.9 * found.points[others]
    some = arrange(points[found.chosen], BALL)

    def moved(begun: np.ndarray | None) -> float:
        now = placing.placed(points[others], points[found.chosen], BALL, some, begun=begun)
        return float(np.linalg.norm(now - before, axis=1).mean())

    assert 0 < moved(before) < moved(None)


def test_words_are_placed_among_those_that_are_arranged() -> None:
    points = branches()
    points[0] = np.nan  # labels that are somewhere are counted without it
    drawn = arrange_moments({0: (points, BALL)})[0]
    layout = HyperbolicLayout(labels=points, geometry=BALL, drawn=drawn)
    assert drawn.chosen is not None
    there = 1 + drawn.chosen
    placed = layout.place(points[there])
    away = np.linalg.norm(placed[:, None] - drawn.points[there], axis=2)
    assert (away.argmin(axis=1) == np.arange(MOST)).mean() > 0.7
