"""Of very many labels those are drawn that can be told apart, and the others are counted."""

from __future__ import annotations

import numpy as np
import pytest

SIDE = 600
SIDES = [2, 3, 4, 6, 8, 12, 16, 24, 32]
"""Of cells, in pixels."""
FRAME = f"""
    const view = {{ k: 1, width: {SIDE}, height: {SIDE}, scale: scale,
      toScreen: (x, y) => [{SIDE} / 2 + scale * x, {SIDE} / 2 - scale * y] }};
    const order = [...points.keys()].map((_, n) => points.length - 1 - n); // the last is first
    const parents = points.map((_, n) => (n ? [0] : []));
    const found = detail({{ order, parents }}, view, points.flat(), always, moving);
    return {{ ...found, lined: [...found.lined], outside: [...found.outside] }};
"""


@pytest.fixture
def detail(node):
    def run(points, *, scale=280, always=(), moving=False):
        values = {"points": np.asarray(points).tolist(), "scale": scale, "always": list(always)}
        return node("detail.js", FRAME, moving=moving, **values)

    return run


def cloud(count: int) -> np.ndarray:
    """Points that crowd at the rim, as those of a tree do."""
    random = np.random.default_rng(3)
    radius, angle = np.tanh(random.uniform(0, 5, count)), random.uniform(0, 2 * np.pi, count)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=-1)


def places(points: np.ndarray, scale: float) -> np.ndarray:
    return SIDE / 2 + scale * points * [1, -1]


def test_of_few_labels_all_are_drawn(detail) -> None:
    found = detail(np.zeros((1999, 2)))  # though all lie in one place
    assert len(found["shown"]) == len(found["named"]) == 1999
    assert found["hidden"] == found["unlined"] == 0
    assert all(found["lined"])


@pytest.mark.parametrize("scale", [280, 2000])
def test_every_label_is_drawn_hidden_under_a_more_important_one_or_outside(detail, scale) -> None:
    points = cloud(20_000)
    found, at = detail(points, scale=scale), places(points, scale)
    outside = ((at < 0) | (at >= SIDE)).any(axis=1)
    assert found["outside"] == outside.tolist()
    shown = np.array(found["shown"])
    assert not outside[shown].any()
    assert found["hidden"] == (~outside).sum() - len(shown)
    assert (np.diff(shown) < 0).all()  # the important first
    there = at[~outside]
    side = next(n for n in SIDES if len(np.unique(there // n, axis=0)) <= 4000)
    cells = {tuple(cell): label for label, cell in zip(shown, at[shown] // side, strict=True)}
    assert len(cells) == len(shown)
    hidden = np.setdiff1d(np.flatnonzero(~outside), shown)
    assert len(hidden)
    assert all(cells[tuple(at[label] // side)] > label for label in hidden)


@pytest.mark.parametrize("count", [5_000, 36_504])
def test_the_picture_is_no_thicket_at_rest(detail, count) -> None:
    points = cloud(count)
    found = detail(points)
    assert 1000 < len(found["shown"]) <= 4000
    assert 200 < sum(found["lined"]) <= 1000 + len(found["named"])
    assert found["hidden"] == count - len(found["shown"])
    near, wide = detail(points, scale=2000), (places(points, 2000) // SIDE == 0).all(axis=1)
    assert len(near["shown"]) / wide.sum() > len(found["shown"]) / count  # magnified, more of them


def test_while_it_moves_few_are_drawn_all_over_the_picture(detail) -> None:
    points = cloud(20_000)
    still, moving = detail(points), detail(points, moving=True)
    assert len(moving["shown"]) <= 2000 < len(still["shown"])
    radius = np.linalg.norm(points[moving["shown"]], axis=1)
    assert (radius < 0.3).sum() > 20  # also in the middle, where few lie


def test_lines_and_names_are_of_fewer_labels_and_are_counted(detail) -> None:
    found = detail(cloud(20_000))
    assert set(found["named"]) < set(np.flatnonzero(found["lined"])) < set(found["shown"])
    without = 20_000 - sum(found["lined"])
    assert found["unlined"] == without - (not found["lined"][0])  # label 0 has no parents


@pytest.mark.slow
def test_what_a_reader_looks_for_is_drawn_with_its_lines(detail) -> None:
    points = cloud(20_000)
    some = detail(points)
    hidden = next(n for n in range(20_000) if n not in set(some["shown"]))
    found = detail(points, always=[hidden, 5], moving=True)
    assert {hidden, 5} <= set(found["shown"])
    assert found["lined"][hidden]
    assert (np.diff(found["shown"]) < 0).all()


def test_a_label_without_a_place_is_outside(detail) -> None:
    points = cloud(2000)
    points[7] = 5
    found = detail(points)
    assert found["outside"][7]
    assert 7 not in found["shown"]
