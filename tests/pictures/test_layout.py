"""Words, documents and trails in the layout of the labels."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.geometry import PoincareBall
from hmlc_core.pictures.arrangement import arrange
from hmlc_core.pictures.layout import HyperbolicLayout
from tests.pictures.trees import BALL, branches, pairwise


@pytest.fixture(scope="module")
def layout() -> HyperbolicLayout:
    points = branches()
    return HyperbolicLayout(labels=points, geometry=BALL, drawn=arrange(points, BALL))


def apart(one: np.ndarray, two: np.ndarray) -> np.ndarray:
    """(n, m) distances in the disk."""
    both = pairwise(np.vstack([one, two]), PoincareBall(2))
    return both[: len(one), len(one) :]


def test_a_word_in_a_labels_place_is_drawn_nearest_to_it(layout: HyperbolicLayout) -> None:
    placed = layout.place(layout.labels)
    assert (apart(placed, layout.points).argmin(axis=1) == np.arange(len(placed))).mean() > 0.9


def test_a_word_beside_a_branch_is_drawn_at_that_branch(layout: HyperbolicLayout) -> None:
    for top in range(4):
        word = layout.labels[4 + 5 * top : 9 + 5 * top].mean(axis=0, keepdims=True)
        nearest = int(apart(layout.place(word), layout.points)[0].argmin())
        assert nearest == top or (nearest - 4) // 5 == top


def test_each_word_is_placed_on_its_own(layout: HyperbolicLayout) -> None:
    words = np.random.default_rng(0).uniform(-0.3, 0.3, (60, 8))
    together = layout.place(words)
    alone = np.vstack([layout.place(word[None]) for word in words])
    np.testing.assert_allclose(together, alone, atol=1e-6)


def test_a_trail_of_small_steps_is_drawn_in_small_steps(layout: HyperbolicLayout) -> None:
    steps = np.linspace(0, 1, 30)[:, None]
    trail = (1 - steps) * layout.labels[4] + steps * layout.labels[9]
    placed = layout.place(trail)
    length = np.linalg.norm(np.diff(placed, axis=0), axis=1)
    assert np.quantile(length, 0.9) < 0.3
    assert int(apart(placed[:1], layout.points)[0].argmin()) == 4
    assert int(apart(placed[-1:], layout.points)[0].argmin()) == 9


def test_what_is_not_finite_has_no_place(layout: HyperbolicLayout) -> None:
    placed = layout.place(np.array([np.full(8, np.nan), layout.labels[0]]))
    assert np.isnan(placed[0]).all()
    assert np.isfinite(placed[1]).all()
    assert layout.place(np.empty((0, 8))).shape == (0, 2)


def test_it_says_what_it_distorts_and_how_long_distances_are_drawn(
    layout: HyperbolicLayout,
) -> None:
    assert 0 < layout.distortion < 0.35
    assert layout.rank_agreement > 0.5
    assert f"1 drawn as {layout.drawn.scale:.3g}" in layout.description
    assert layout.chart == "disk"


@pytest.mark.parametrize("ends", [(4, 9), (4, 14), (6, 19), (12, 22), (14, 22)])
@pytest.mark.parametrize("trail", [False, True])
def test_what_hardly_moves_is_not_thrown_about(
    layout: HyperbolicLayout, ends: tuple[int, int], trail: bool
) -> None:
    """Between two branches, where a point could be drawn at either of them."""
    between = layout.labels[list(ends)].mean(axis=0)
    near = between + 1e-3 * np.random.default_rng(0).normal(size=(20, 8))
    assert longest_step(layout.place(near, trail=trail)) < 0.1


def longest_step(points: np.ndarray) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).max())
