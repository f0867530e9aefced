"""What panels draw: names agree with Python's, points lie where they should, hands move them."""

from __future__ import annotations

import numpy as np

from hmlc_core.geometry.curves import circle, geodesic_points
from hmlc_core.geometry.models_of_space import to_klein
from pages.ui.lab.scene import PANELS, VIEWS

SCENE = {"u": [0.45, 0.3], "v": [-0.35, 0.55], "w": [-0.1, -0.5], "factor": 2}
APART = [
    SCENE,
    {**SCENE, "u": [0, 0], "v": [0, 0], "w": [0, 0]},
    {**SCENE, "u": [0.998, 0.04], "v": [-0.9985, 0]},
]


def test_panels_and_views_are_those_that_python_names(node):
    assert node("../lab/panels.js", "return Object.keys(PANELS);") == list(PANELS)
    assert node("../lab/views.js", "return Object.keys(VIEWS);") == list(VIEWS)


def test_all_numbers_are_finite_wherever_the_points_are(node):
    found = node(
        "../lab/panels.js",
        """return Object.values(PANELS).flatMap((panel) => scenes.map((scene) => {
             const { shapes, handles, numbers } = panel(scene);
             const places = shapes.flatMap(({ points, arrow, vector, mark }) => (
               points ? points.flat() : arrow ? [...arrow, ...vector] : mark));
             const all = [...places, ...handles.flatMap(({ at }) => at)];
             return [all.every(Number.isFinite), numbers.map(([, text]) => text).join()];
           }));""",
        scenes=APART,
    )
    assert len(found) == len(PANELS) * len(APART)
    for finite, text in found:
        assert finite
        assert "NaN" not in text
        assert "Infinity" not in text


def test_handles_move_what_they_stand_for(node):
    tip, multiple = node(
        "../lab/panels.js",
        """const find = (panel, name) => (
             PANELS[panel](scene).handles.find((handle) => handle.name === name));
           const tip = find("tangent", "tip"), r = find("multiples", "r⊗u");
           const opposite = r.at.map((x) => -x);
           return [tip.move(tip.at).v, [r.move(r.at).factor, r.move(opposite).factor]];""",
        scene=SCENE,
    )
    np.testing.assert_allclose(tip, SCENE["v"], atol=1e-12)
    np.testing.assert_allclose(multiple, [2, -2], rtol=1e-9)


def test_a_step_inwards_is_as_long_as_it_is_anywhere_on_the_ray(node):
    """Found at the centre, at the rim and between."""
    radii = [0, 0.004, 0.5, 0.9, 0.999]
    found = node(
        "../lab/panels.js",
        "return r.map((x) => PANELS.squares({ ...scene, u: [0, x] }).numbers.at(-1)[1]);",
        r=radii,
        scene=SCENE,
    )
    expected = [2 * abs(np.arctanh(r) - np.arctanh(r - 0.01)) for r in radii]
    assert found == [f"{length:.3f}" for length in expected]


def test_whatever_is_held_lies_above_what_may_hide_it(node):
    """Of handles in one place the last is on top, unless it is held beside its point."""
    names, along = node(
        "../lab/panels.js",
        """const r = PANELS.multiples({ ...scene, factor: 1 }).handles.at(-1);
           return [PANELS.tangent(scene).handles.map(({ name }) => name), [r.at, r.along]];""",
        scene=SCENE,
    )
    assert names == ["tip", "u", "v"]
    np.testing.assert_allclose(along[0], SCENE["u"], atol=1e-12)
    np.testing.assert_allclose(along[1], np.array(SCENE["u"]) / np.linalg.norm(SCENE["u"]))


def test_curves_are_those_of_python(node):
    way, ring, line = node(
        "../lab/shapes.js",
        "return [segment(u, v), ring(u, 0.7), line(u, v)];",
        u=SCENE["u"],
        v=SCENE["v"],
    )
    np.testing.assert_allclose(way, geodesic_points(SCENE["u"], SCENE["v"], len(way)), atol=1e-9)
    centre, radius = circle(SCENE["u"], 0.7)
    np.testing.assert_allclose(np.linalg.norm(np.array(ring) - centre, axis=1), radius, rtol=1e-9)
    # The whole line goes on to the rim, and is straight in Klein's model.
    assert np.linalg.norm(np.array(line)[[0, -1]], axis=1).min() > 0.9999
    flat, (u, v) = to_klein(line), to_klein([SCENE["u"], SCENE["v"]])
    np.testing.assert_allclose((flat - u) @ np.array([v[1] - u[1], u[0] - v[0]]), 0, atol=1e-9)


def test_the_fan_counts_the_lines_that_meet_in_klein(node):
    text = node("../lab/panels.js", "return PANELS.parallels(scene).numbers[0][1];", scene=SCENE)
    u, v, w = (to_klein(SCENE[name]) for name in "uvw")
    angles = np.pi * np.arange(24) / 24
    nearby = SCENE["w"] + 1e-6 * np.stack([np.cos(angles), np.sin(angles)], -1)
    meets = 0
    for direction in to_klein(nearby) - w:  # the lines' directions as Klein's model has them
        share = np.linalg.solve(np.stack([v - u, -direction], -1), w - u)[0]
        meets += int(np.linalg.norm(u + share * (v - u)) < 1)
    assert 0 < meets < 24
    assert text.startswith(f"{24 - meets} ")


def test_a_place_in_a_view_leads_back_to_the_point_of_the_disk(node):
    points = np.random.default_rng(3).uniform(-0.6, 0.6, (30, 2)).tolist()
    found = node(
        "../lab/views.js",
        """return Object.values(VIEWS).map((view) => (
             points.map((p) => view.unproject(...view.project(...p), p))));""",
        points=points,
    )
    np.testing.assert_allclose(found, [points] * len(VIEWS), atol=1e-9)


def test_all_points_fit_into_every_frame(node):
    found = node(
        "../lab/views.js",
        """return Object.values(VIEWS).map((view) => {
             const [cx, cy, width, height] = view.window(view.extent(points));
             return points.map((p) => view.project(...p))
               .map(([x, y]) => [(x - cx) / width, (y - cy) / height]);
           });""",
        points=[[0.45, 0.3], [-0.35, 0.55], [0.1, -0.7], [0.7, 0.1]],
    )
    assert np.abs(found).max() < 1
