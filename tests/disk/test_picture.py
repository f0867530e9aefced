"""Views as text, layers, flights, the tiling, edges under the pointer, and SVG."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest

from tests.disk.test_scene import BYTES, packet

VIEW = "const view = new View(); view.width = 700; view.height = 560; view.fit(k, cloud);"
CLOUD = [[10, 10, 30, 20]]


@pytest.mark.parametrize("k", [0, 1])
def test_a_view_comes_back_from_its_pose(node, k):
    found = node(
        "view.js",
        VIEW
        + """view.grab(350, 280)(420, 250);
        view.twist(500, 280)(400, 400);
        view.zoomAt(300, 300, 2);
        const other = new View(); other.width = 350; other.height = 280; other.fit(k, cloud);
        other.pose = view.pose;
        return [view.motion, other.motion, view.zoom, other.zoom, view.shift, other.shift,
                view.radius / other.radius];""",
        k=k,
        cloud=CLOUD,
    )
    np.testing.assert_allclose(found[0], found[1], atol=1e-9)
    assert found[2] == found[3] == 2
    np.testing.assert_allclose(found[4], np.multiply(found[5], found[6]))


def test_a_turn_goes_about_the_middle_and_nowhere_else(node):
    before, after = node(
        "view.js",
        VIEW
        + """view.grab(350, 280)(420, 250);
        const before = [...view.pose];
        view.twist(450, 280)(350, 180); // a quarter, counter-clockwise
        return [before, view.pose];""",
        k=1,
        cloud=[],
    )
    np.testing.assert_allclose(after[:2], before[:2], atol=1e-12)
    assert after[2] - before[2] == pytest.approx(np.pi / 2)


@pytest.mark.parametrize(
    "picked",
    [
        None,
        {"kind": "label", "index": 7},
        {"kind": "document", "index": 0},
        {"kind": "trail", "trail": 1, "index": 12},
        {"kind": "edge", "layer": "wrong_parent", "parent": 3, "child": 14},
    ],
)
def test_a_view_is_a_short_text_and_back(node, picked):
    written, found = node(
        "address.js",
        """const disk = {
          view: { pose: [0.123456789012, -1e-12, 3, 2, 0, -0.5] }, picked,
          scene: { walks: false, frames: [0, 10, 20, 30].map((step) => ({ step })) },
          player: { stop: 2.2, last: 3 }, layers: { toggled: ["grid", "wrong_parent"] },
        };
        return [writeView(disk), readView(writeView(disk))];""",
        picked=picked,
    )
    assert len(written) < 120
    assert set(written) <= set("*_-.abcdefghijklmnopqrstuvwxyz0123456789")  # no escapes in URLs
    assert found["pose"] == pytest.approx([0.123456789012, -1e-12, 3, 2, 0, -0.5])
    assert found["step"] == 20
    assert found["picked"] == picked
    assert found["toggled"] == ["grid", "wrong_parent"]


@pytest.mark.parametrize("text", ["", "nonsense", "c_a_b*z__", "s_label_-1*t_x*c_1e999_0_0"])
def test_a_text_that_is_no_view_says_nothing(node, text):
    found = node("address.js", "return readView(text);", text=text)
    assert found["pose"] == [0, 0, 0, 1, 0, 0]
    assert found["picked"] is None
    assert "step" not in found


def test_layers_remember_what_was_changed(node):
    found = node(
        "layers.js",
        """const layers = new Layers();
        for (const layer of ["words", "grid", "ruler", "ruler"]) layers.toggle(layer);
        const again = new Layers();
        again.toggled = layers.toggled;
        return [layers.toggled, ["words", "grid", "ruler", "names"].map((l) => again.on(l))];""",
    )
    assert sorted(found[0]) == ["grid", "words"]
    assert found[1] == [False, True, False, True]


def test_a_flight_ends_with_the_point_in_the_middle_and_never_turns(node):
    poses = node(
        "flight.js",
        """const view = { k: 1, motion: [1, 0, 0, 0], shift: [30, -10] }, poses = [];
        const flight = new Flight(view, 0.6, -0.3);
        while (flight.advance(0.1)) poses.push(view.motion);
        return [...poses, view.motion, view.shift];""",
    )
    *motions, shift = poses
    a, b = complex(*motions[-1][:2]), complex(*motions[-1][2:])
    z = 0.6 - 0.3j
    assert abs((a * z + b) / (np.conj(b) * z + np.conj(a))) < 1e-12
    assert shift == [0, 0]
    along = np.array([complex(*m[2:]) / complex(m[0], -m[1]) for m in motions])
    np.testing.assert_allclose(np.angle(along), np.angle(-z), atol=1e-12)  # straight there
    assert (np.diff(np.abs(along)) > 0).all()


def test_the_tiling_is_the_same_wherever_the_view_goes(node):
    middles, kept, centre = node(
        "grid.js",
        """const middle = (m, [px, py, qx, qy]) => {
          const move = (x, y) => {
            const [ar, ai, br, bi] = m, nx = ar * x - ai * y + br, ny = ar * y + ai * x + bi;
            const dx = br * x + bi * y + ar, dy = br * y - bi * x - ai, d = dx * dx + dy * dy;
            return [(nx * dx + ny * dy) / d, (ny * dx - nx * dy) / d];
          };
          const [ax, ay] = move(px, py), [bx, by] = move(qx, qy);
          return [(ax + bx) / 2, (ay + by) / 2];
        };
        const near = (m) => tiling().map((side) => middle(m, side))
          .filter(([x, y]) => Math.hypot(x, y) < 0.5)
          .map((p) => p.map((v) => v.toFixed(6)).join()).sort();
        const a = 1 / Math.sqrt(1 - 0.8 ** 2), motion = [a, 0, 0.8 * a * 0.6, -0.8 * a * 0.8];
        const again = recentred(motion);
        const [p, q] = [Math.hypot(again[0], again[1]), Math.hypot(again[2], again[3])];
        return [near(motion), near(again), q / p];""",
    )
    assert len(middles) > 5
    assert middles == kept
    assert centre < 0.4  # within the central cell: no edge of the sheet comes into sight


def test_the_edge_under_the_pointer_is_found(node):
    found = node(
        "edges.js",
        """const view = { k: 1, scale: 250, toScreen: (x, y) => [280 + 250 * x, 280 - 250 * y] };
        const points = { labels: [0.6, 0, 0, 0.6, -0.6, 0, 0, -0.6], detail: {} };
        const scene = { edges: { true: [[0, 1], [2, 3], [0, 2]], wrong_parent: [[3, 2]] } };
        const on = (off) => ({ on: (layer) => layer !== off });
        const circle = 280 + 250 * (1.36 / 1.2), r = 250 * Math.hypot(1.36 / 1.2 - 0.6, 1.36 / 1.2);
        const onArc = [circle - r / Math.SQRT2, 560 - circle + r / Math.SQRT2];
        return [
          edgeAt(scene, view, points, on(), ...onArc),
          edgeAt(scene, view, points, on(), onArc[0] + 9, onArc[1] - 9),
          edgeAt(scene, view, points, on(), 330, 283), // the diameter
          edgeAt(scene, view, points, on(), 560 - onArc[0], 560 - onArc[1]), // two lie there
          edgeAt(scene, view, points, on("wrong_parent"), 560 - onArc[0], 560 - onArc[1]),
        ];""",
    )
    ends = [
        None if edge is None else (edge["layer"], edge["parent"], edge["child"]) for edge in found
    ]
    assert ends == [
        ("true", 0, 1),
        None,
        ("true", 0, 2),
        ("wrong_parent", 3, 2),
        ("true", 2, 3),
    ]


def test_labels_are_found_by_name_and_by_family(node):
    frames = np.zeros((1, 5, 2))
    found = node(
        "scene.js",
        BYTES
        + """const scene = new Scene();
        scene.accept(bytes(sent));
        return [scene.find(" SPORT", 8), scene.find("o", 2), scene.find("", 8), scene.root.index,
                scene.ancestors(4), scene.recovered(4)];""",
        sent=packet(
            frames,
            names=["News", "Motorsport", "Sport", "Politics", "Sport: cricket"],
            edges={"true": [(0, 2), (2, 4), (4, 2)], "wrong_parent": [(3, 4)], "missing": [(2, 4)]},
            levels=[0, 1, 1, 1, 2],
        ),
    )
    assert found == [[2, 4, 1], [1, 2], [], 0, [4, 2, 0], [3]]


def test_svg_says_the_same_and_nothing_of_a_name_is_markup(node):
    text = node(
        "svg.js",
        """const pen = new SvgContext(400, 300, () => ({ width: 10 }));
        pen.font = "12.5px A, sans-serif"; pen.textAlign = "right"; pen.fillStyle = "#123456";
        pen.fillText('<b onload="x">&\\u0000\\ud83d\\ude42', 10, 20);
        const path = pen.outline();
        path.moveTo(100, 50); path.arc(50, 50, 50, 0, -Math.PI / 2, true);
        pen.strokeStyle = "red"; pen.lineWidth = 2; pen.setLineDash([7, 4]); pen.globalAlpha = 0.5;
        pen.stroke(path);
        const whole = pen.outline();
        whole.arc(10, 10, 5, 0, 2 * Math.PI);
        pen.fill(whole);
        return pen.document("<title>", "#fff");""",
    )
    svg = "{http://www.w3.org/2000/svg}"
    root = ET.fromstring(text)
    assert root.find(f"{svg}title").text == "<title>"
    written = root.find(f"{svg}text")
    assert written.text == '<b onload="x">&🙂'
    assert written.get("text-anchor") == "end"
    arc, disc = root.findall(f"{svg}path")
    assert arc.get("d") == "M100 50L100 50A50 50 0 0 0 50 0"
    assert (arc.get("stroke-dasharray"), arc.get("opacity")) == ("7 4", "0.5")
    assert disc.get("d").count("A") == 2  # a single arc cannot go all the way round


def test_the_word_a_picture_is_about_is_marked_by_shape_and_by_no_colour_of_a_label(node):
    shapes = node(
        "draw.js",
        """const drawn = [];
        const pen = (kind) => function (path) {
          drawn.push([kind, this[`${kind}Style`], path.boxes.map(([x]) => x)]);
        };
        const outline = () => {
          const boxes = [];
          return { boxes, rect: (...box) => boxes.push(box) };
        };
        const context = { fill: pen("fill"), stroke: pen("stroke"), setLineDash() {}, outline };
        const view = { toScreen: (x, y) => [x, y] };
        drawWords(context, view, [10, 10, 50, 50, 90, 90], { text: "ink", muted: "grey" }, [1, 2]);
        return drawn;""",
    )
    assert {colour for _, colour, _ in shapes} == {"ink", "grey"}
    ring = [boxes for kind, _, boxes in shapes if kind == "stroke"]
    assert len(ring) == 1
    assert len(ring[0]) == 1
    assert 40 < ring[0][0] < 45.5  # about the first of the named, outside its square


def test_thousands_of_words_are_a_few_fills_however_many_there_are(node):
    found = node(
        "draw.js",
        """const count = (words) => {
          const work = { paints: 0, rects: 0, views: 0 };
          const outline = () => ({ rect: () => work.rects++ });
          const paint = () => work.paints++;
          const context = { fill: paint, stroke: paint, setLineDash() {}, outline };
          const view = { toScreen: (x, y) => (work.views++, [x, y]) };
          const points = new Float64Array(2 * words);
          drawWords(context, view, points, { text: "ink", muted: "grey" }, [...Array(16).keys()]);
          return work;
        };
        return [count(50), count(5000)];""",
    )
    few, many = found
    assert few["paints"] == many["paints"] <= 4
    for work in ("rects", "views"):  # each word once, and those that stand out once or twice more
        assert many[work] - few[work] == 5000 - 50
        assert many[work] <= 5000 + 16 + 2
