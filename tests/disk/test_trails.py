"""Trails, marks on labels, and the view that a text opens with."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hmlc_core.disk.code import ASSETS
from hmlc_core.disk.packet import pack
from tests.disk.test_picture import VIEW
from tests.disk.test_scene import BYTES, text

LOOK = (
    "const look = { text: '#111', background: '#fff', surface: '#eee', muted: '#888',"
    " trails: ['#111', '#d8004c'] };"
)
PEN = (ASSETS / "svg.js").read_text("utf-8").replace("export ", "") + (
    "const pen = new SvgContext(600, 600, () => ({ width: 30 }));"
    "const view = { k: 1, scale: 280, toScreen: (x, y) => [300 + 280 * x, 300 - 280 * y] };"
)
"""What is drawn on, as text: `node` gives a single module."""
POINTS = np.array([[-0.5, 0], [-0.4, 0], [0.4, 0], [0.4, 0.1]], np.float32)


def packet(*, strong=None, marks=(), trails=(("the text", POINTS),)) -> str:
    scene = {
        "title": "t",
        "mode": "poincare",
        "names": ["root", "a", "b"],
        "edges": {"true": [(0, 1), (0, 2)]},
        "sizes": None,
        "levels": [0, 1, 1],
        "strong": strong,
        "marks": list(marks),
        "wordNames": [],
        "documentNames": [],
        "trails": [
            {"name": name, "texts": [f"{name} {n}" for n in range(len(points))]}
            for name, points in trails
        ],
    }
    arrays = {
        "frames": np.array([[[0, 0], [0.3, 0.5], [0.9, -0.3]]], np.float32),
        "trails": np.concatenate([points for _, points in trails])[None],
    }
    header = {"series": "s", "base": 0, "selected": None, "scene": scene, "stops": [[0, ""]]}
    return text(pack(header, arrays))


SCENE = BYTES + "const scene = new Scene(); scene.accept(bytes(sent)); scene.moveTo(0);"


def test_the_ends_of_trails_are_named_first_and_then_the_big_steps(node):
    other = POINTS[:2] * 0.5
    found = node(
        "scene.js",
        SCENE
        + """const named = (reached) => scene.along(reached)
          .map(({ trail, index }) => scene.trails[trail].texts[index]);
        return [named(Infinity), named(2), named(0)];""",
        sent=packet(trails=[("x", POINTS), ("y", other)]),
    )
    assert found[0] == ["x 3", "x 0", "y 1", "y 0", "x 2", "x 1"]
    assert found[1] == ["x 2", "x 0", "y 1", "y 0", "x 1"]
    assert found[2] == ["x 0", "y 0"]  # a single word is its own end


def test_of_a_trail_with_chosen_words_only_those_are_named_beside_the_ends(node):
    sent = packet(trails=[("x", POINTS), ("y", POINTS * 0.5)])
    found = node(
        "scene.js",
        SCENE
        + """scene.trails[0].named = [1];
        return scene.along(Infinity)
          .map(({ trail, index }) => scene.trails[trail].texts[index]);""",
        sent=sent,
    )
    assert found == ["x 3", "x 0", "y 3", "y 0", "x 1", "y 2", "y 1"]


def test_a_text_opens_on_its_trail_and_the_labels_that_stand_out(node):
    sought = node(
        "scene.js",
        SCENE + "return scene.focus.map((points) => Array.from(points));",
        sent=packet(strong=[1]),
    )
    np.testing.assert_allclose(sought[0], [0.3, 0.5])
    np.testing.assert_allclose(sought[-1], POINTS.ravel())
    everything = node("scene.js", SCENE + "return scene.focus[0].length;", sent=packet())
    assert everything == 6


@pytest.mark.slow
@pytest.mark.parametrize("k", [0, 1])
def test_a_frame_shows_all_its_points_and_fills_the_canvas_with_them(node, k):
    cloud = [0.1, 0.2, 0.3, 0.25, 0.15, 0.4]
    zoom, places = node(
        "view.js",
        VIEW
        + """view.frame([points, [NaN, NaN]]);
        const [, , x, y] = view.motion, places = [];
        for (let i = 0; i < points.length; i += 2) {
          places.push(view.toScreen(points[i] + x, points[i + 1] + y));
        }
        return [view.zoom, places];""",
        k=k,
        cloud=[[-1, -1, 1, 1]],
        points=cloud,
    )
    assert zoom > 3
    low, high = np.min(places, 0), np.max(places, 0)
    assert (low >= 0).all()
    assert (high <= [700, 560]).all()
    assert (high - low).max() > 250


def test_a_frame_of_points_all_over_is_the_whole_picture_in_its_middle(node):
    found = node(
        "view.js",
        VIEW + "view.frame([[-0.99, 0, 0.9, 0.9]]); return [view.zoom, view.shift.map(Math.abs)];",
        k=1,
        cloud=[],
    )
    assert found == [1, [0, 0]]


@pytest.mark.slow
def test_half_way_along_a_line_is_as_far_from_both_ends(node):
    for ends in ([0.6, 0, 0, 0.6], [0.6, 0, 0, -0.6], [-0.5, 0, 0.5, 0], [0.1, 0.8, 0.7, -0.2]):
        middle, there = node(
            "edges.js",
            """const view = { k: 1, scale: 1000, toScreen: (x, y) => [1000 * x, -1000 * y] };
            const edge = { edges: { true: [[0, 1]] } }, on = { on: () => true };
            const at = halfway(view, ...ends), seen = { labels: ends, detail: {} };
            return [at, edgeAt(edge, view, seen, on, at[0] + 1, at[1] + 1) !== null];""",
            ends=ends,
        )
        away = [np.hypot(middle[0] - 1000 * x, middle[1] + 1000 * y)
                for x, y in (ends[:2], ends[2:])]  # fmt: skip
        assert away[0] == pytest.approx(away[1], rel=1e-6)
        assert there, "it lies on the line"


def drawn(node, *, number: int = 0, reached: int = 99, points: np.ndarray = POINTS) -> str:
    """The trail as SVG."""
    svg: str = node(
        "trails.js",
        PEN
        + LOOK
        + """drawTrail(pen, view, Float64Array.from(points), number, look, reached);
        return pen.parts.join("\\n");""",
        points=points.ravel().tolist(),
        number=number,
        reached=reached,
    )
    return svg


def widths(svg: str, colour: str) -> list[float]:
    """Of all lines of a colour, in the order they are drawn."""
    found = re.findall(rf'stroke="{colour}" stroke-width="([\d.]+)"', svg)
    return [float(width) for width in found]


def test_a_trail_grows_wider_from_word_to_word(node):
    lines = widths(drawn(node), "#111")
    steps = lines[: len(POINTS) - 1]
    assert steps == sorted(set(steps))
    assert steps[0] >= 3


def test_where_steps_are_short_the_line_is_slim(node):
    far, near = drawn(node), drawn(node, points=POINTS / 50)
    assert widths(near, "#111")[0] < widths(far, "#111")[0]


def test_of_many_words_the_line_is_slim(node):
    many = np.resize(POINTS, (80, 2))
    assert widths(drawn(node, points=many), "#111")[0] < widths(drawn(node), "#111")[0]


def test_a_second_trail_differs_in_colour_and_in_its_line(node):
    first, second = drawn(node), drawn(node, number=1)
    assert "#d8004c" not in first
    assert "#111" not in second
    # Each step of the second has a line of the ground along its middle.
    assert len(widths(second, "#eee")) == len(widths(first, "#eee")) + len(POINTS) - 1


def corners(svg: str) -> list[int]:
    """Lines of each closed outline that is filled."""
    return [path.count("L") for path in re.findall(r'd="(M[^"]*Z)" fill="#111"', svg)]


@pytest.mark.slow
def test_it_begins_in_a_ring_and_ends_in_a_star_once_it_is_walked_to_the_end(node):
    assert 9 in corners(drawn(node))
    walked = drawn(node, reached=2)
    assert 9 not in corners(walked)
    assert 3 in corners(walked), "an arrowhead on the long step"
    assert 'fill="none" stroke="#111" stroke-width="2.5"' in walked
    assert 9 in corners(drawn(node, points=POINTS[:1])), "a single word is where it ends"


def test_words_without_a_place_are_left_out(node):
    points = POINTS.copy()
    points[[0, 2]] = np.nan
    svg = node(
        "trails.js",
        PEN
        + LOOK
        + """const points = Float64Array.from(flat, (value) => value ?? NaN);
        drawTrail(pen, view, points, 0, look, Infinity);
        return pen.parts.join();""",
        flat=[None if np.isnan(value) else float(value) for value in points.ravel()],
    )
    assert "NaN" not in svg
    assert 9 in corners(svg)
    nowhere = node(
        "trails.js",
        PEN
        + LOOK
        + """drawTrail(pen, view, Float64Array.from([NaN, NaN]), 0, look, Infinity);
        return pen.parts.length;""",
    )
    assert nowhere == 0


MARKS = [{"truth": [0, 1], "predicted": [1]}, {"truth": [1], "predicted": []}]
DRAW_MARKS = """const scene = { marks }, layers = { on: (layer) => layer !== off };
    const seen = { labels: [0, 0, 0.5, 0] };
    drawMarks(pen, scene, view, seen, look, layers, () => 5);
    return [pen.parts.join("\\n"), [0, 1, 2].map((index) => marked(scene, index))];"""


@pytest.mark.slow
def test_true_labels_have_a_ring_and_predicted_ones_a_frame_around_it(node):
    svg, room = node("marks.js", PEN + LOOK + DRAW_MARKS, marks=MARKS, off=None)
    rings = re.findall(r'd="M[^"]*A[^"]*" fill="none" stroke="(#111|#d8004c)"', svg)
    frames = re.findall(r'd="M[^"]*h([\d.]+)v[^"]*" fill="none" stroke="#111"', svg)
    assert rings == ["#111", "#111", "#d8004c"]
    assert len(frames) == 1
    assert float(frames[0]) > 2 * 8, "wider than the ring, which is 3 from the label's 5"
    assert 0 == room[2] < room[0] < room[1], "the second text's ring goes around the first's"
    hidden, _ = node("marks.js", PEN + LOOK + DRAW_MARKS, marks=MARKS, off="truth")
    assert hidden.count("A") == 0
    assert hidden.count("h") > 0


@pytest.mark.slow
def test_what_is_chosen_has_a_ring_of_dashes_and_a_true_label_a_whole_one(node):
    chosen = node(
        "marks.js", PEN + LOOK + "ringChosen(pen, 300, 300, 9, look); return pen.parts.join();"
    )
    true, _ = node("marks.js", PEN + LOOK + DRAW_MARKS, marks=MARKS, off="predicted")
    assert "stroke-dasharray" in chosen
    assert "stroke-dasharray" not in true
