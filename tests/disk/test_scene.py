"""What Python sends and the browser understands: packets, frames, player, view."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from hmlc_core.disk.packet import pack, unpack

BYTES = "const bytes = (text) => new Uint8Array(Buffer.from(text, 'base64'));"


def text(packet: bytes) -> str:
    return base64.b64encode(packet).decode()


def packet(
    frames: np.ndarray,
    *,
    first: int = 0,
    base: int = 0,
    scene: bool = True,
    words: np.ndarray | None = None,
    **about: Any,
) -> str:
    names = [f"label {i}" for i in range(frames.shape[1])]
    about = {
        "title": "t",
        "mode": "poincare",
        "height": 400,
        "autoplay": False,
        "names": names,
        "edges": {"true": [(0, 1), (0, 2)]},
        "groups": [0] * len(names),
        "groupNames": [],
        "sizes": None,
        "levels": [0, 1, 1],
        "wordNames": [],
        "documentNames": [],
        "link": None,
        "trails": [],
    } | about
    header = {
        "series": "s",
        "base": base,
        "selected": None,
        "scene": about if scene else None,
        "stops": [[first + n, f"step {first + n}"] for n in range(len(frames))],
    }
    return text(pack(header, {"frames": frames} | ({} if words is None else {"words": words})))


@pytest.fixture
def frames() -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.6, 0.6, (5, 3, 2)).astype(np.float32)


def test_a_packet_arrives_as_it_was_sent(node, frames):
    header = {"title": "Zürich 🙂 <b>", "stops": [], "n": 3}
    sent = pack(header, {"frames": frames, "words": frames[:1] * np.nan})
    found = node(
        "packet.js",
        BYTES
        + """const at = new Uint8Array(sent.length + 3); // any offset will do
        at.set(bytes(sent), 1);
        const got = readPacket(at.subarray(1, 1 + bytes(sent).length));
        const { title, frames, words } = got;
        return [title, frames.shape, Array.from(frames.values), words.values[0]];""",
        sent=text(sent),
    )
    assert found[:2] == ["Zürich 🙂 <b>", [5, 3, 2]]
    np.testing.assert_array_equal(found[2], frames.ravel())
    assert found[3] is None  # not a number, as JSON says it
    again, arrays = unpack(sent)
    assert again == header
    np.testing.assert_array_equal(arrays["frames"], frames)


def test_a_point_and_frame_costs_eight_bytes(frames):
    header: dict[str, Any] = {"stops": []}
    many = np.repeat(frames, 20, axis=0)
    assert len(pack(header, {"frames": many})) - len(pack(header, {"frames": many[:1]})) <= (
        8 * 99 * 3 + 8
    )


def test_new_frames_are_added_in_their_order(node, frames):
    found = node(
        "scene.js",
        BYTES
        + """const scene = new Scene();
        const taken = packets.map((packet) => scene.accept(bytes(packet)));
        const frames = scene.frames.map((f) => [f.step, Array.from(f.labels)]);
        const kept = scene.packets.length;
        scene.accept(bytes(packets[0]));
        return [taken, frames, kept, scene.packets.length];""",
        packets=[
            packet(frames[:2]),
            packet(frames[4:], first=4, base=2, scene=False),
            packet(frames[2:4], first=2, base=2, scene=False),  # overtaken on the way
            packet(frames[3:4], first=3, base=2, scene=False),  # and once more
        ],
    )
    assert found[0] == [True] * 4
    assert found[2:] == [4, 1]  # a whole scene makes what came before superfluous
    assert [step for step, _ in found[1]] == [0, 1, 2, 3, 4]
    np.testing.assert_array_equal([points for _, points in found[1]], frames.reshape(5, -1))


def test_a_browser_that_has_nothing_says_so(node, frames):
    found = node(
        "scene.js",
        BYTES + "return new Scene().accept(bytes(later));",
        later=packet(frames[2:], first=2, base=2, scene=False),
    )
    assert found is False


def test_between_frames_points_run_straight_and_fixed_words_stay(node, frames):
    words = np.full((1, 2, 2), 0.25)
    found = node(
        "scene.js",
        BYTES
        + """const scene = new Scene();
        scene.accept(bytes(sent));
        scene.moveTo(2.25);
        return [Array.from(scene.points.labels), Array.from(scene.points.words)];""",
        sent=packet(frames, words=words),
    )
    expected = 0.75 * frames[2] + 0.25 * frames[3]
    np.testing.assert_allclose(np.reshape(found[0], (3, 2)), expected, atol=1e-6)
    np.testing.assert_array_equal(found[1], words.ravel())


def test_general_and_large_labels_come_first(node, frames):
    order = node(
        "scene.js",
        BYTES
        + """const scene = new Scene();
        scene.accept(bytes(sent));
        return scene.order;""",
        sent=packet(frames, levels=[1, 1, 0], sizes=[2, 9, 1]),
    )
    assert order == [2, 1, 0]


def test_the_player_follows_new_frames_until_it_is_held(node):
    found = node(
        "player.js",
        """const player = new Player(), seen = [];
        const run = () => { for (let i = 0; i < 200; i++) player.advance(0.05); };
        player.resize(5); player.scrub(4); player.resize(9); run(); seen.push(player.stop);
        player.scrub(3); player.resize(12); run(); seen.push(player.stop);
        player.toggle(); run(); seen.push(player.stop, player.playing, player.following);
        return seen;""",
    )
    assert found == [8, 3, 11, False, True]


def test_frames_that_come_in_between_do_not_take_the_reader_back(node):
    found = node(
        "player.js",
        """const player = new Player(), seen = [];
        player.resize(5); player.scrub(4); player.renumber(3); player.resize(9);
        seen.push(player.stop);
        player.scrub(2.5); player.renumber(-1); player.resize(6); seen.push(player.stop);
        return seen;""",
    )
    assert found == [7, 1.5]


def test_zooming_keeps_the_point_under_the_pointer(node):
    found = node(
        "view.js",
        """const view = new View();
        view.width = 700; view.height = 560; view.fit(1, []);
        view.grab(350, 280)(400, 250);
        const before = view.toView(420, 200);
        view.zoomAt(420, 200, 3);
        const after = view.toView(420, 200);
        view.zoomAt(100, 500, 1 / 9);
        return [before, after, view.shift, view.zoom];""",
    )
    np.testing.assert_allclose(found[0], found[1], atol=1e-12)
    assert found[2:] == [[0, 0], 0.5]  # back in the middle, and no smaller than half


@pytest.mark.parametrize("k", [0, 1])
def test_a_point_comes_to_the_middle_and_those_around_it_fill_the_view(node, k):
    points = [0.5, 0.4, 0.52, 0.4, 0.5, 0.43]
    screens, radius, nowhere = node(
        "view.js",
        """const view = new View();
        view.width = 700; view.height = 560; view.fit(k, [[-0.9, -0.9, 0.9, 0.9]]);
        view.surround(points);
        // The motion z -> (a z + b) / (k b* z + a*), by hand.
        const [ar, ai, br, bi] = view.motion, screens = [0, 2, 4].map((at) => {
          const [x, y] = [points[at], points[at + 1]];
          const [p, q] = [ar * x - ai * y + br, ar * y + ai * x + bi];
          const [r, s] = [k * (br * x + bi * y) + ar, k * (br * y - bi * x) - ai];
          const d = r * r + s * s;
          return view.toScreen((p * r + q * s) / d, (q * r - p * s) / d);
        });
        view.surround([NaN, NaN]);
        return [screens, view.radius, view.zoom];""",
        k=k,
        points=points,
    )
    middle, *around = np.array(screens)
    np.testing.assert_allclose(middle, [350, 280], atol=1e-6)
    far = np.linalg.norm(np.array(around) - middle, axis=1)
    assert far.max() == pytest.approx(0.9 * radius)
    assert nowhere == 1


def test_a_view_in_use_is_not_fitted_again(node):
    found = node(
        "view.js",
        """const view = new View(), seen = [];
        view.width = view.height = 500;
        view.fit(0, [[10, 10, 30, 20]]); seen.push([...view.motion]);
        view.fit(0, [[0, 0, 2, 2]]); seen.push([...view.motion]);
        view.grab(250, 250)(300, 250); seen.push([...view.motion]);
        view.fit(0, [[90, 90, 91, 91]]); seen.push([...view.motion]);
        return seen;""",
    )
    assert found[:2] == [[1, 0, -20, -15], [1, 0, -1, -1]]
    assert found[2] == found[3] != found[1]
