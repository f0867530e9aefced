"""The disk's geometry.js against hmlc_core.geometry.curves, to 1e-9."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.geometry.curves import Isometry, circle, geodesic_arc, geodesic_points

CLOSE = {"rtol": 0, "atol": 1e-9}


@pytest.fixture(scope="module")
def points() -> np.ndarray:
    """Points of the disk (60, 2), some of them close to the rim."""
    rng = np.random.default_rng(1)
    radius = np.concatenate([rng.uniform(0, 0.95, 50), 1 - 10.0 ** rng.uniform(-5, -1, 10)])
    angle = rng.uniform(0, 2 * np.pi, 60)
    return rng.permutation(radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], -1))


@pytest.fixture(scope="module")
def motions() -> list[Isometry]:
    rng = np.random.default_rng(2)
    return [
        Isometry.to_origin(rng.uniform(-0.6, 0.6, 2)) @ Isometry.rotation(rng.uniform(0, 6))
        for _ in range(8)
    ]


def numbers(motion: Isometry) -> list[float]:
    return [motion.a.real, motion.a.imag, motion.b.real, motion.b.imag]


def distances(p: np.ndarray, q: np.ndarray) -> np.ndarray:
    """Hyperbolic distances by another formula than the one under test."""
    gap = np.square(p - q).sum(-1)
    room = (1 - np.square(p).sum(-1)) * (1 - np.square(q).sum(-1))
    return np.arccosh(1 + 2 * gap / room)


def test_motions_act_as_in_python(node, points, motions):
    found = node(
        "geometry.js",
        """const all = new Float64Array(2 * points.length);
           return motions.map((m) => {
             applyAll(m, points.flat(), all, 1);
             return [points.map(([x, y]) => apply(m, x, y, 1)), Array.from(all)];
           });""",
        points=points.tolist(),
        motions=[numbers(m) for m in motions],
    )
    for motion, (one_by_one, together) in zip(motions, found, strict=True):
        np.testing.assert_allclose(one_by_one, motion(points), **CLOSE)
        np.testing.assert_allclose(np.reshape(together, (-1, 2)), motion(points), **CLOSE)


def test_composition_and_inverse_are_those_of_python(node, motions):
    first, second = motions[:4], motions[4:]
    products, inverses = node(
        "geometry.js",
        "return [first.map((m, i) => compose(m, second[i], 1)), first.map(inverse)];",
        first=[numbers(m) for m in first],
        second=[numbers(m) for m in second],
    )
    expected = [numbers(m @ n) for m, n in zip(first, second, strict=True)]
    np.testing.assert_allclose(products, expected, **CLOSE)
    np.testing.assert_allclose(inverses, [numbers(m.inverse) for m in first], **CLOSE)


def test_distance_is_the_hyperbolic_one(node, points):
    found = node(
        "geometry.js",
        "return points.map((p, i) => distance(...p, ...points[(i + 1) % points.length], 1));",
        points=points.tolist(),
    )
    np.testing.assert_allclose(found, distances(points, np.roll(points, -1, 0)), rtol=1e-9)


def test_a_thousand_drags_keep_a_motion_a_motion(node, points):
    path = np.random.default_rng(3).uniform(-0.7, 0.7, (1001, 2))
    motion = node(
        "geometry.js",
        """let m = IDENTITY;
           for (let i = 0; i < 1000; i++) m = compose(carry(...path[i], ...path[i + 1], 1), m, 1);
           return m;""",
        path=path.tolist(),
    )
    a, b = complex(*motion[:2]), complex(*motion[2:])
    assert abs(a) ** 2 - abs(b) ** 2 == pytest.approx(1, abs=1e-9 * abs(a) ** 2)
    inner = points[np.linalg.norm(points, axis=1) < 0.9]
    moved = Isometry(a, b)(inner)
    kept = distances(moved[:-1], moved[1:])
    np.testing.assert_allclose(kept, distances(inner[:-1], inner[1:]), rtol=1e-6)


@pytest.mark.parametrize("k", [0, 1])
def test_carry_takes_one_point_to_the_other_without_turning(node, k):
    pairs = np.random.default_rng(4).uniform(-0.69, 0.69, (30, 4))
    found = node(
        "geometry.js",
        """return pairs.map(([px, py, qx, qy]) => {
             const m = carry(px, py, qx, qy, k);
             return [...apply(m, px, py, k), m[1]];
           });""",
        pairs=pairs.tolist(),
        k=k,
    )
    np.testing.assert_allclose(np.array(found)[:, :2], pairs[:, 2:], **CLOSE)
    assert not np.array(found)[:, 2].any()


def test_flat_motions_are_rotations_and_translations(node):
    rng = np.random.default_rng(5)
    p, q, (a, t) = rng.normal(size=2), rng.normal(size=2), np.exp(1j * rng.uniform(0, 6, 2))
    found = node(
        "geometry.js",
        """const m = compose([1, 0, tx, ty], [ar, ai, 0, 0], 0);
           const [u, v] = [apply(m, ...p, 0), apply(m, ...q, 0)];
           return [u, distance(...u, ...v, 0), apply(inverse(m), ...u, 0)];""",
        p=p.tolist(),
        q=q.tolist(),
        ar=a.real,
        ai=a.imag,
        tx=t.real,
        ty=t.imag,
    )
    image = a * a * complex(*p) + t
    np.testing.assert_allclose(found[0], [image.real, image.imag], **CLOSE)
    assert found[1] == pytest.approx(np.linalg.norm(p - q), abs=1e-9)
    np.testing.assert_allclose(found[2], p, **CLOSE)


def test_geodesics_lie_on_the_circle_of_python(node, points):
    p, q = points[::2], points[1::2]
    found = node(
        "geometry.js",
        "return p.map((one, i) => orthogonalCircle(...one, ...q[i]));",
        p=p.tolist(),
        q=q.tolist(),
    )
    for one, other, drawn in zip(p, q, found, strict=True):
        arc = geodesic_arc(one, other)
        assert drawn is not None
        assert arc is not None
        np.testing.assert_allclose(drawn, [*arc.centre, arc.radius], rtol=1e-9)
        between = geodesic_points(one, other, 7)
        away = np.linalg.norm(between - np.array(drawn[:2]), axis=1)
        np.testing.assert_allclose(away, drawn[2], rtol=1e-6)


@pytest.mark.slow
def test_a_diameter_is_drawn_straight(node):
    assert node("geometry.js", "return orthogonalCircle(0.3, 0.2, -0.6, -0.4);") is None
    assert node("geometry.js", "return orthogonalCircle(0, 0, 0.5, 0.1);") is None


def test_turns_are_those_of_python(node):
    angles = np.linspace(-7, 7, 9).tolist()
    found = node("geometry.js", "return angles.map(rotation);", angles=angles)
    np.testing.assert_allclose(found, [numbers(Isometry.rotation(a)) for a in angles], **CLOSE)


@pytest.mark.slow
def test_points_between_two_lie_where_python_puts_them(node, points):
    inner = points[np.linalg.norm(points, axis=1) < 0.99]
    p, q = inner[:-1], inner[1:]
    found = node(
        "geometry.js",
        """return p.map((one, i) =>
             [0, 0.25, 0.5, 0.75, 1].map((t) => between(...one, ...q[i], t, 1)));""",
        p=p.tolist(),
        q=q.tolist(),
    )
    np.testing.assert_allclose(found, geodesic_points(p, q, 5), **CLOSE)
    flat = node("geometry.js", "return between(1, 2, 5, 4, 0.25, 0);")
    assert flat == [2, 2.5]
    assert node("geometry.js", "return between(0.3, 0.2, 0.3, 0.2, 0.5, 1);") == [0.3, 0.2]


def test_circles_are_those_of_python(node, points):
    found = node(
        "geometry.js",
        "return radii.map((d) => points.map((p) => circle(...p, d, 1)));",
        points=points.tolist(),
        radii=[0.1, 1, 5],
    )
    for radius, circles in zip([0.1, 1, 5], found, strict=True):
        centre, r = circle(points, radius)
        np.testing.assert_allclose(circles, np.column_stack([centre, r]), **CLOSE)
    assert node("geometry.js", "return circle(3, 4, 2, 0);") == [3, 4, 2]
