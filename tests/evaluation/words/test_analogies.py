"""a : b = c : ? in flat and curved space."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.hypernyms import Hypernyms
from hmlc_core.evaluation.words.analogies import answers, by_cosine, by_translation, target
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls
from hmlc_core.geometry.mobius import gyrate

SPACES = [Euclidean(4), PoincareBall(4), ProductOfBalls(4)]
EVERY = pytest.mark.parametrize("geometry", SPACES, ids=lambda space: space.name)


def places(count: int = 3) -> np.ndarray:
    return np.random.default_rng(1).uniform(-0.4, 0.4, (count, 4))


def test_in_flat_space_it_is_the_parallelogram() -> None:
    a, b, c = places()
    np.testing.assert_allclose(target(a, b, c, Euclidean(4)), c + b - a)


def test_in_the_ball_it_is_the_gyrotranslation_of_poincare_glove() -> None:
    space = PoincareBall(4)
    a, b, c = map(torch.tensor, places())
    away = space.add(-a, b)
    expected = space.add(c, gyrate(c, -a, away))
    np.testing.assert_allclose(target(*places(), space), expected, rtol=1e-9)


@EVERY
def test_laws_of_the_target(geometry: Geometry) -> None:
    a, b, c = places()
    np.testing.assert_allclose(target(a, b, a, geometry), b, atol=1e-9)
    np.testing.assert_allclose(target(a, a, c, geometry), c, atol=1e-9)
    found = torch.tensor(target(a, b, c, geometry))
    away = geometry.distance(torch.tensor(a), torch.tensor(b))
    assert float(geometry.distance(torch.tensor(c), found)) == pytest.approx(float(away))


@EVERY
def test_the_word_at_the_target_is_the_answer_and_those_asked_about_are_none(
    geometry: Geometry,
) -> None:
    points = places(12)
    points[9] = target(*points[:3], geometry)
    found = by_translation((0, 1, 2), points, geometry, 20)
    assert found.rows[0] == 9
    assert found.values[0] == pytest.approx(0, abs=1e-6)
    assert not {0, 1, 2} & set(found.rows.tolist())
    assert len(found.rows) == 9


@EVERY
def test_cosines_are_of_the_sum_of_unit_tangent_vectors(geometry: Geometry) -> None:
    points = places(12)
    tangent = geometry.log0(torch.tensor(points)).numpy()
    unit = tangent / np.linalg.norm(tangent, axis=1, keepdims=True)
    sought = unit[1] - unit[0] + unit[2]
    cosines = unit @ sought / np.linalg.norm(sought)
    found = by_cosine((0, 1, 2), points, geometry, 4)
    wanted = [n for n in np.argsort(-cosines).tolist() if n > 2][:4]
    assert found.rows.tolist() == wanted
    np.testing.assert_allclose(found.values, cosines[wanted])


def test_a_word_at_the_origin_has_no_direction_and_does_no_harm() -> None:
    points = places(6)
    points[0] = points[5] = 0
    found = by_cosine((0, 1, 2), points, PoincareBall(4), 3)
    assert np.isfinite(found.values).all()


def test_answers_are_right_by_the_relation_of_the_first_two_words() -> None:
    # 0 animal, 1 dog, 2 plant, 3 oak, 4 pine, 5 living; 6 is not in the taxonomy.
    pairs = np.array([[0, 1], [2, 3], [2, 4], [5, 0], [5, 2], [5, 3]])
    known = Hypernyms(pairs=pairs, depth=np.zeros(7), title="", assumed=())
    assert answers((1, 0, 3), known) == {2, 5}  # dog : animal = oak : plant, or living
    assert answers((0, 1, 2), known) == {3, 4}  # animal : dog = plant : oak, or pine
    assert answers((2, 3, 5), known) == {0}  # and not those that the question names
    assert answers((1, 0, 6), known) == frozenset()
    assert answers((1, 3, 4), known) is None
