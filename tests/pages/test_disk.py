"""The Python side of the disk: what is sent, what is refused, and frames sent once."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from hmlc_core.disk.scene import LONGEST_NAME
from hmlc_core.disk.values import Marks, Trail, Words
from tests.pages.conftest import sent

pytestmark = pytest.mark.slow


def draw(*, points, chart="disk", steps=None, words=None, documents=None, trails=(), selected=None,
         **labels) -> None:  # fmt: skip
    import streamlit as st

    from hmlc_core.disk.values import LabelLayer, Layout
    from pages.ui.disk.disk import disk

    chosen = disk(
        Layout(points=points, chart=chart, steps=steps),
        LabelLayer(**labels),
        title="t",
        key="d",
        words=words,
        documents=documents,
        trails=trails,
        selected=selected,
    )
    st.text(repr(chosen))


POINTS = np.array([[0, 0], [0.5, 0], [0, -0.5]])


def test_a_scene_arrives_whole(script):
    at = script(
        draw,
        points=np.stack([0.5 * POINTS, POINTS]),
        names=["root", "a", "b"],
        edges=[(0, 1), (0, 2)],
        recovered=[(0, 1, "right"), (1, 2, "wrong_parent"), (0, 2, "missing")],
        groups=[None, "a", "b"],
        sizes=[9, 4, 1],
        levels=np.array([0, 1, 1]),
        steps=[0, 50],
        words=Words(points=POINTS[:2], names=["x", "y"]),
        trails=[Trail(name="t", points=POINTS, texts=["u", "v", "w"])],
        selected=2,
    ).run()
    assert not at.exception
    header, arrays = sent(at)
    scene = header["scene"]
    assert header["stops"] == [[0, "step 0"], [50, "step 50"]]
    assert (header["base"], header["selected"]) == (0, 2)
    assert scene["names"] == ["root", "a", "b"]
    assert scene["groups"] == [-1, 0, 1]
    assert scene["groupNames"] == ["a", "b"]
    assert scene["edges"] == {
        "true": [[0, 1], [0, 2]],
        "right": [[0, 1]],
        "wrong_parent": [[1, 2]],
        "missing": [[0, 2]],
    }
    assert (scene["sizes"], scene["levels"]) == ([9, 4, 1], [0, 1, 1])
    assert arrays["frames"].shape == (2, 3, 2)
    assert arrays["words"].shape == (1, 2, 2)
    np.testing.assert_allclose(arrays["trails"][0], POINTS, atol=1e-7)
    assert at.text[0].value == "None"


@pytest.mark.parametrize("bad", [(np.nan, 0), (1.01, 0), (0.8, 0.8), (np.inf, 0), (3e38, 3e38)])
def test_a_point_that_cannot_be_drawn_is_left_out_and_named(script, bad):
    points = POINTS.copy()
    points[1] = bad
    at = script(draw, points=points, names=["root", "<b>bad</b>", "good"]).run()
    assert not at.exception
    assert r"\<b\>bad\</b\>" in at.warning[0].value
    _, arrays = sent(at)
    assert np.isnan(arrays["frames"][0, 1]).all()
    np.testing.assert_allclose(arrays["frames"][0, 2], points[2])


def test_the_flat_plane_has_no_rim(script):
    at = script(draw, points=40 * POINTS, names=["a", "b", "c"], chart="plane").run()
    assert not at.warning
    np.testing.assert_allclose(sent(at)[1]["frames"][0], 40 * POINTS)


@pytest.mark.parametrize("frames", [[], np.zeros((0, 2, 2))])
def test_nothing_to_draw_is_said_in_words(script, frames):
    at = script(draw, points=frames, names=["a", "b"]).run()
    assert not at.exception
    assert at.info[0].value == "There is nothing to draw yet."
    assert not at.get("bidi_component")


def test_a_single_label_and_no_label(script):
    assert sent(script(draw, points=[[0, 0]], names=["only"]).run())[1]["frames"].size == 2
    at = script(draw, points=np.zeros((0, 2)), names=[]).run()
    assert at.info


def test_documents_are_a_layer_of_their_own(script):
    documents = Words(points=POINTS[:2], names=["d" * 500, "e"])
    at = script(draw, points=POINTS, names=["a", "b", "c"], documents=documents).run()
    header, arrays = sent(at)
    assert header["scene"]["documentNames"] == ["d" * (LONGEST_NAME - 1) + "…", "e"]
    assert arrays["documents"].shape == (1, 2, 2)


def test_words_that_stand_out_are_sent_as_indices_and_must_exist(script):
    words = Words(points=POINTS, names=["x", "y", "z"], named=[2, 0])
    at = script(draw, points=POINTS, names=["a", "b", "c"], words=words).run()
    assert sent(at)[0]["scene"]["wordNamed"] == [2, 0]
    words = Words(points=POINTS[:2], names=["x", "y"], named=[2])
    at = script(draw, points=POINTS, names=["a", "b", "c"], words=words).run()
    assert "named: expected indices below 2" in at.exception[0].message


def test_points_that_rounding_puts_on_the_rim_are_in_the_picture(script):
    angles = np.linspace(0, 6, 50)
    rim = np.stack([np.cos(angles), np.sin(angles)], axis=-1) * (1 - 1e-9)
    at = script(draw, points=rim, names=[f"n{n}" for n in range(50)]).run()
    assert not at.warning
    frames = sent(at)[1]["frames"]
    assert np.allclose(frames[0], rim, atol=1e-5)
    assert (np.linalg.norm(frames[0].astype(np.float64), axis=-1) < 1).all()


def test_what_is_left_out_of_all_frames_and_of_some_is_told_apart(script):
    points = np.zeros((2, 3, 2))
    points[:, 1] = np.nan
    points[0, 2] = np.nan
    at = script(draw, points=points, names=["here", "never", "later"]).run()
    always, some = (item.value for item in at.warning)
    assert always.startswith("Left out of the picture,")
    assert always.endswith("never.")
    assert some.startswith("Left out of some frames")
    assert some.endswith("later.")


def test_a_picture_without_any_place_is_a_warning_and_no_blank(script):
    at = script(draw, points=POINTS + 2, names=["a", "b", "c"]).run()
    assert at.warning
    assert not at.get("bidi_component")


@pytest.mark.parametrize("view", ["c_0.5_0_0*z_2_0_0", "c_0.5_0_0*d_{tag}"])
def test_the_address_asks_for_a_view(script, view):
    at = script(draw, points=POINTS, names=["a", "b", "c"])
    tag = sent(at.run())[0]["scene"]["tag"]
    at.query_params["view"] = view.format(tag=tag)
    assert sent(at.run())[0]["view"] == view.format(tag=tag)


@pytest.mark.parametrize("view", ["c_0.5_0_0*d_ffffff", "<script>", "c_0" * 500])
def test_an_address_for_another_disk_or_without_sense_asks_for_nothing(script, view):
    at = script(draw, points=POINTS, names=["a", "b", "c"])
    at.query_params["view"] = view
    assert sent(at.run())[0]["view"] is None


def test_long_names_are_shortened(script):
    at = script(draw, points=POINTS, names=["x" * 5000, "\u202egnp", "🙂"]).run()
    names = sent(at)[0]["scene"]["names"]
    assert len(names[0]) == LONGEST_NAME
    assert names[1:] == ["\u202egnp", "🙂"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"names": ["a", "b"]},
        {"edges": [(0, 3)]},
        {"recovered": [(0, 3, "right")]},
        {"recovered": [(0, 1, "sideways")]},
        {"sizes": [1, 2]},
        {"steps": [1, 2]},
        {"selected": 3},
    ],
)
def test_shapes_that_do_not_fit_are_a_mistake_of_the_page(script, wrong):
    at = script(draw, **{"points": POINTS, "names": ["a", "b", "c"], **wrong}).run()
    assert at.exception


def grow() -> None:
    import numpy as np
    import streamlit as st

    from hmlc_core.disk.values import LabelLayer, Layout, Words
    from pages.ui.disk.disk import disk

    frames = np.linspace(0, 0.5, 60).reshape(10, 3, 2)
    words = np.linspace(0, 0.2, 40).reshape(10, 2, 2) if st.session_state.get("words") else None
    disk(
        Layout(
            points=frames[: st.session_state.count] + st.session_state.get("shift", 0),
            live=st.session_state.get("live", True),
        ),
        LabelLayer(names=st.session_state.get("names", ["a", "b", "c"])),
        title="t",
        key="d",
        words=None if words is None else Words(points=words[: st.session_state.count], names="uv"),
    )


@pytest.fixture
def growing(script):
    at = script(grow)

    def run(count: int, **state):
        at.session_state["count"] = count
        for name, value in state.items():
            at.session_state[name] = value
        header, arrays = sent(at.run())
        assert not at.exception
        return header["base"], [step for step, _ in header["stops"]], header["scene"], arrays

    run.at = at
    return run


def test_a_live_disk_is_sent_each_frame_once_and_names_once(growing):
    base, steps, scene, _ = growing(2)
    assert (base, steps) == (0, [0, 1])
    assert scene["names"] == ["a", "b", "c"]
    base, steps, scene, arrays = growing(5)
    assert (base, steps, scene) == (2, [2, 3, 4], None)
    assert arrays["frames"].shape == (3, 3, 2)
    base, steps, scene, _ = growing(5)
    assert (base, steps, scene) == (5, [], None)


def test_the_code_travels_with_a_whole_scene_only(script):
    at = script(grow)
    at.session_state["count"] = 3
    first = sent(at.run())[0]
    assert "export default" in first["sources"]["disk.js"]
    at.session_state["count"] = 4
    later = sent(at.run())[0]
    assert "sources" not in later
    assert later["version"] == first["version"]


def test_moving_words_travel_with_their_frames(growing):
    growing(2, words=True)
    _, _, _, arrays = growing(4)
    assert arrays["words"].shape == (2, 2, 2)


def test_another_run_or_another_scene_is_sent_whole(growing):
    growing(3)
    assert growing(4, shift=0.1)[0] == 0
    assert growing(5)[0] == 4
    assert growing(6, names=["x", "y", "z"])[0] == 0
    assert growing(2)[0] == 0


def test_the_end_of_a_run_is_sent_whole(growing):
    growing(3)
    base, steps, scene, _ = growing(4, live=False)
    assert (base, steps) == (0, [0, 1, 2, 3])
    assert scene is not None


def test_a_large_still_picture_is_sent_again_only_where_it_differs(growing, monkeypatch):
    assert growing(3, live=False)[0] == growing(3)[0] == 0  # a small one is
    monkeypatch.setattr(sys.modules["pages.ui.disk.sent"], "LARGE", 1)
    growing(3)
    base, steps, scene, arrays = growing(3)
    assert (base, steps, scene) == (3, [], None)
    assert not arrays["frames"].size
    assert growing(4)[:2] == (0, [0, 1, 2, 3])
    assert growing(4, shift=0.1)[0] == 0
    assert growing(4, names=["x", "y", "z"])[0] == 0
    assert growing(4, live=True)[0] == 0


def test_a_browser_that_lost_its_frames_gets_them_again(growing):
    growing(3)
    del growing.at.session_state["disk sent: d"]  # what `missing` does
    assert growing(4)[:2] == (0, [0, 1, 2, 3])


def test_labels_that_stand_out_and_marks_are_sent_as_indices(script):
    names = ["a", "b", "c"]
    marks = [Marks(true=np.array([0]), predicted=(0, 2)), Marks()]
    at = script(draw, points=POINTS, names=names, strong=np.array([2, 0]), marks=marks).run()
    scene = sent(at)[0]["scene"]
    assert scene["strong"] == [2, 0]
    assert scene["marks"] == [
        {"truth": [0], "predicted": [0, 2]},
        {"truth": [], "predicted": []},
    ]
    assert sent(script(draw, points=POINTS, names=names).run())[0]["scene"]["strong"] is None


@pytest.mark.parametrize("wrong", [{"strong": [3]}, {"marks": [Marks(predicted=[-1])]}])
def test_labels_that_do_not_exist_cannot_stand_out(script, wrong):
    at = script(draw, points=POINTS, names=["a", "b", "c"], **wrong).run()
    assert "expected indices below 3" in at.exception[0].message
