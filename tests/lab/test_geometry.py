"""The lab's models.js and mobius.js against hmlc_core.geometry, to 1e-9."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.geometry import PoincareBall, mobius, models_of_space
from hmlc_core.geometry.curves import circumference, disk_area
from hmlc_core.geometry.triangles import angles, area

CLOSE = {"rtol": 1e-9, "atol": 1e-9}
BALL = PoincareBall(2)


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    """(3, 40, 2): points u, v and w of the disk, some of them close to the rim."""
    rng = np.random.default_rng(1)
    radius = np.concatenate([rng.uniform(0, 0.95, 100), 1 - 10.0 ** rng.uniform(-3, -1, 20)])
    angle = rng.uniform(0, 2 * np.pi, 120)
    return rng.permutation(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], -1)).reshape(
        3, 40, 2
    )


@pytest.fixture(scope="module")
def tensors(points) -> list[torch.Tensor]:
    return list(torch.from_numpy(points))


@pytest.mark.parametrize("name", ["Klein", "HalfPlane", "Hyperboloid"])
def test_models_are_those_of_python(node, points, name):
    there, again = node(
        "../lab/models.js",
        f"""const there = points.map(([x, y]) => to{name}(x, y));
            return [there, there.map((p) => from{name}(...p))];""",
        points=points[0].tolist(),
    )
    python = {"HalfPlane": "half_plane"}.get(name, name.lower())
    expected = getattr(models_of_space, f"to_{python}")(points[0])
    np.testing.assert_allclose(there, expected, **CLOSE)
    back = getattr(models_of_space, f"from_{python}")(expected)
    np.testing.assert_allclose(again, back, **CLOSE)
    np.testing.assert_allclose(again, points[0], **CLOSE)


def call(node, function: str, points: np.ndarray) -> np.ndarray:
    """`function` of every (u, v, w)."""
    u, v, w = points.tolist()
    body = f"return u.map((p, i) => {function}(p, v[i], w[i]));"
    return np.array(node("../lab/mobius.js", body, u=u, v=v, w=w))


@pytest.mark.parametrize("name", ["add", "log", "transport"])
def test_operations_are_those_of_python(node, points, tensors, name):
    u, v, w = tensors
    expected = {
        "add": lambda: mobius.add(u, v, mobius.unlimited),
        "log": lambda: mobius.log(u, v),
        "transport": lambda: mobius.transport(u, v, w),
    }[name]()
    np.testing.assert_allclose(call(node, name, points), expected, **CLOSE)


def test_gyration_turns_as_in_python(node, points, tensors):
    turn = call(node, "gyration", points)
    image = mobius.gyrate(tensors[0], tensors[1], torch.tensor([1.0, 0.0], dtype=torch.float64))
    np.testing.assert_allclose(np.stack([np.cos(turn), np.sin(turn)], -1), image, **CLOSE)


def test_exp_and_multiples_are_those_of_python(node, points, tensors):
    u, v, _ = tensors
    ends, multiples = node(
        "../lab/mobius.js",
        "return [u.map((p, i) => exp(p, v[i])), u.map((p) => scale(-1.5, p))];",
        u=points[0].tolist(),
        v=(0.1 * points[1]).tolist(),
    )
    np.testing.assert_allclose(ends, mobius.exp(u, 0.1 * v, mobius.unlimited), **CLOSE)
    inside = np.linalg.norm(multiples, axis=-1) < BALL.limit(torch.float64)
    assert inside.sum() > 30
    np.testing.assert_allclose(
        np.array(multiples)[inside], BALL.scale(-1.5, u).numpy()[inside], **CLOSE
    )


def test_angles_and_area_are_those_of_python(node, points):
    np.testing.assert_allclose(call(node, "angle", points), angles(*points)[:, 0], **CLOSE)
    np.testing.assert_allclose(call(node, "area", points), area(*points), **CLOSE)


def test_length_and_area_of_a_circle_are_those_of_python(node):
    radii = [0, 1e-3, 0.7, 4, 16]
    found = node(
        "../lab/mobius.js", "return [circumference, diskArea].map((f) => r.map(f));", r=radii
    )
    expected = [[measure(r) for r in radii] for measure in (circumference, disk_area)]
    np.testing.assert_allclose(found, expected, **CLOSE)


def test_the_origin_and_points_that_coincide_are_no_exception(node):
    found = node(
        "../lab/mobius.js",
        "return [exp(p, [0, 0]), log(p, p), scale(2, [0, 0]), [angle(p, p, p), area(p, p, p)]];",
        p=[0.3, 0.4],
    )
    np.testing.assert_allclose(found, [[0.3, 0.4], [0, 0], [0, 0], [0, 0]], atol=1e-15)
