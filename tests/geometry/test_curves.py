"""The drawing mathematics (numpy) is the same disk as the torch mathematics."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.geometry import PoincareBall
from hmlc_core.geometry.curves import (
    Isometry,
    circle,
    circumference,
    disk_area,
    geodesic_arc,
    geodesic_points,
)

DISK = PoincareBall(2)


@st.composite
def disk_points(draw: st.DrawFn) -> np.ndarray:
    """Points of the disk up to the radius 6, twice which is still inside the torch limit."""
    radius, angle = np.tanh(draw(st.floats(0, 6)) / 2), draw(st.floats(-np.pi, np.pi))
    return radius * np.array([np.cos(angle), np.sin(angle)])


quietly = settings(deadline=None, max_examples=60)


def distance(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return DISK.distance(torch.as_tensor(a), torch.as_tensor(b)).numpy()


class TestIsometry:
    @quietly
    @given(disk_points(), disk_points())
    def test_to_origin_is_left_translation(self, p, z):
        translation = Isometry.to_origin(p)
        expected = DISK.add(-torch.as_tensor(p), torch.as_tensor(z)).numpy()
        np.testing.assert_allclose(translation(z), expected, atol=1e-9)
        np.testing.assert_allclose(translation(p), 0, atol=1e-9)

    @quietly
    @given(disk_points(), disk_points(), disk_points(), st.floats(-7, 7))
    def test_motions_keep_distances(self, p, a, b, angle):
        motion = Isometry.rotation(angle) @ Isometry.to_origin(p * 0.9)
        np.testing.assert_allclose(
            distance(motion(a), motion(b)), distance(a, b), atol=1e-6, rtol=1e-6
        )

    @quietly
    @given(disk_points(), disk_points(), disk_points())
    def test_composition_is_one_after_the_other(self, p, q, z):
        f, g = Isometry.to_origin(p * 0.9), Isometry.to_origin(q * 0.9)
        np.testing.assert_allclose((f @ g)(z), f(g(z)), atol=1e-9)
        np.testing.assert_allclose((f.inverse @ f)(z), z, atol=1e-9)

    def test_rotation_turns_counter_clockwise(self):
        np.testing.assert_allclose(Isometry.rotation(np.pi / 2)([0.5, 0]), [0, 0.5], atol=1e-15)

    def test_a_thousand_drags_do_not_wear_it_out(self):
        random, motion = np.random.default_rng(0), Isometry()
        for _ in range(1_000):
            motion = Isometry.to_origin(random.uniform(-0.6, 0.6, 2)) @ motion
            if abs(motion.b / motion.a) > 0.99:  # dragged out of sight: a person comes back
                motion = Isometry.to_origin(motion([0, 0])) @ motion
        assert abs(motion.a) ** 2 - abs(motion.b) ** 2 == pytest.approx(1, abs=1e-9)
        a, b = np.array([0.1, 0.2]), np.array([-0.3, 0.4])
        assert distance(motion(a), motion(b)) == pytest.approx(1.01543425653, abs=1e-9)

    def test_renormalised_is_the_same_motion(self):
        motion = Isometry(2 + 1j, 0.5j)
        for scaled in (motion.renormalised(), motion @ Isometry(3)):
            np.testing.assert_allclose(scaled([0.3, 0.1]), motion([0.3, 0.1]))
            assert abs(scaled.a) ** 2 - abs(scaled.b) ** 2 == pytest.approx(1)

    def test_many_points_at_once(self):
        points = np.random.default_rng(0).uniform(-0.6, 0.6, (4, 3, 2))
        motion = Isometry.to_origin([0.2, -0.1])
        np.testing.assert_array_equal(motion(points)[1, 2], motion(points[1, 2]))


class TestGeodesic:
    @quietly
    @given(disk_points(), disk_points())
    def test_points_are_those_of_the_torch_geodesic(self, a, b):
        drawn = geodesic_points(a, b, 9)
        t = torch.linspace(0, 1, 9, dtype=torch.float64)[:, None]
        exact = DISK.geodesic(torch.as_tensor(a), torch.as_tensor(b), t).numpy()
        np.testing.assert_allclose(drawn, exact, atol=1e-7)

    def test_a_tree_of_edges_is_one_call(self):
        a, b = np.random.default_rng(1).uniform(-0.6, 0.6, (2, 5, 2))
        together = geodesic_points(a, b, 7)
        assert together.shape == (5, 7, 2)
        np.testing.assert_allclose(together[3], geodesic_points(a[3], b[3], 7))

    def test_from_a_point_to_itself(self):
        np.testing.assert_allclose(geodesic_points([0.3, 0.4], [0.3, 0.4], 3), [[0.3, 0.4]] * 3)

    @quietly
    @given(disk_points(), disk_points())
    def test_arc_is_orthogonal_to_the_rim_and_holds_the_geodesic(self, a, b):
        arc = geodesic_arc(a, b)
        if arc is None:
            bend = geodesic_points(a, b, 3)[1] - a
            along = (b - a) / max(np.linalg.norm(b - a), 1e-15)
            assert abs(along[0] * bend[1] - along[1] * bend[0]) < 1e-4
            return
        centre = np.array(arc.centre)
        assert centre @ centre == pytest.approx(1 + arc.radius**2, rel=1e-6)
        assert abs(arc.end - arc.start) < np.pi
        off = np.linalg.norm(geodesic_points(a, b, 9) - centre, axis=-1) - arc.radius
        np.testing.assert_allclose(off, 0, atol=1e-6 * max(1, arc.radius))

    def test_arc_starts_at_a_and_ends_at_b_without_leaving_the_disk(self):
        a, b = np.array([-0.5, 0.6]), np.array([-0.5, -0.6])
        for start, end in [(a, b), (b, a)]:
            arc = geodesic_arc(start, end)
            angles = np.linspace(arc.start, arc.end, 11)
            circle_points = arc.radius * np.stack([np.cos(angles), np.sin(angles)], -1)
            points = np.array(arc.centre) + circle_points
            np.testing.assert_allclose(points[[0, -1]], [start, end], atol=1e-12)
            assert (np.linalg.norm(points, axis=-1) < 0.8).all()

    @pytest.mark.parametrize(
        ("a", "b"), [((0.3, 0.4), (-0.6, -0.8)), ((0, 0), (0.1, 0.7)), ((0.2, 0.5), (0.2, 0.5))]
    )
    def test_diameters_and_single_points_have_no_arc(self, a, b):
        assert geodesic_arc(a, b) is None


class TestCircle:
    @quietly
    @given(disk_points(), st.floats(0.05, 4))
    def test_every_drawn_point_is_at_the_radius(self, centre, radius):
        middle, euclidean = circle(centre, radius)
        angles = np.linspace(0, 6, 7)
        drawn = middle + euclidean * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
        np.testing.assert_allclose(distance(centre, drawn), radius, rtol=1e-5, atol=1e-6)

    def test_its_centre_looks_displaced_inwards(self):
        middle, _ = circle([0.6, 0], 1.0)
        assert 0 < middle[0] < 0.6
        assert middle[1] == 0

    def test_many_centres_at_once(self):
        centres = np.random.default_rng(2).uniform(-0.6, 0.6, (5, 2))
        middles, radii = circle(centres, 0.7)
        middle, radius = circle(centres[4], 0.7)
        np.testing.assert_allclose(middles[4], middle)
        assert radii[4] == pytest.approx(radius)


@pytest.mark.parametrize("radius", [0.01, 1.0, 3.0])
def test_the_length_of_a_circle_is_that_of_short_chords_and_the_area_adds_up_lengths(radius):
    turn = np.linspace(0, 2 * np.pi, 20_001)
    ring = np.tanh(radius / 2) * np.stack([np.cos(turn), np.sin(turn)], -1)
    np.testing.assert_allclose(
        distance(ring[1:], ring[:-1]).sum(), circumference(radius), rtol=1e-6
    )
    radii = np.linspace(0, radius, 2_001)
    lengths = [circumference(r) for r in radii]
    np.testing.assert_allclose(np.trapezoid(lengths, radii), disk_area(radius), rtol=1e-6)
