"""The disk in a browser: dragging, zooming, keys, clicks, time, and hostile names."""

from __future__ import annotations

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Disk, see


def distances(points: np.ndarray, mode: str = "poincare") -> np.ndarray:
    gap = np.square(points[:, None] - points[None]).sum(-1)
    if mode == "euclidean":
        return np.sqrt(gap)
    room = 1 - np.square(points).sum(-1)
    return np.arccosh(1 + 2 * gap / (room[:, None] * room))


def test_a_drag_moves_the_disk_by_an_isometry(show):
    disk = show("tree")
    before = disk.points()
    disk.drag(140, -60, label=1)
    disk.drag(-90, 110, label=3)
    after = disk.points()
    assert np.abs(after - before).max() > 0.2
    np.testing.assert_allclose(distances(after), distances(before), rtol=1e-6, atol=1e-9)
    a, b = (complex(*disk.state[name]) for name in "ab")
    assert abs(a) ** 2 - abs(b) ** 2 == pytest.approx(1, abs=1e-9 * abs(a) ** 2)
    z = before @ (1, 1j)
    image = (a * z + b) / (np.conj(b) * z + np.conj(a))
    np.testing.assert_allclose(after @ (1, 1j), image, atol=1e-9)


def test_the_dragged_point_stays_under_the_pointer(show):
    disk = show("tree")
    x, y = disk.at(1)
    disk.drag(70, 40, label=1)
    assert disk.at(1) == pytest.approx((x + 70, y + 40), abs=0.5)


def test_a_flat_plane_is_dragged_flat(show):
    disk = show("flat")
    before = disk.points()
    disk.drag(100, 30)
    after = disk.points()
    assert np.ptp(after - before, axis=0) == pytest.approx([0, 0], abs=1e-9)
    np.testing.assert_allclose(
        distances(after, "euclidean"), distances(before, "euclidean"), rtol=1e-9
    )


def test_the_wheel_zooms_about_the_pointer_and_home_resets(show):
    disk = show("tree")
    label = np.array(disk.at(2))
    pointer = label.round()  # wheel events come in whole pixels
    disk.page.mouse.move(*pointer)
    for _ in range(4):
        disk.page.mouse.wheel(0, -200)
    zoom = disk.until(lambda state: state["zoom"] > 4)["zoom"]
    disk.settle()
    assert disk.at(2) == pytest.approx(pointer + zoom * (label - pointer), abs=0.1)
    disk.page.get_by_role("button", name="Back to the whole picture").click()
    state = disk.until(lambda state: state["zoom"] == 1)
    assert (state["a"], state["b"]) == ([1, 0], [0, 0])


def test_f_zooms_until_the_points_fill_the_disk(show):
    disk = show("tree")
    disk.page.get_by_label("Time").fill("10")  # an early frame, near the centre
    disk.until(lambda state: state["frame"] == 10)
    reach = np.linalg.norm(disk.points(), axis=1).max()
    disk.canvas.focus()
    disk.page.keyboard.press("ArrowRight")
    disk.until(lambda state: state["b"] != [0, 0])
    disk.page.keyboard.press("f")
    state = disk.until(lambda state: state["b"] == [0, 0])
    assert state["zoom"] == pytest.approx(max(1, 0.9 / reach), rel=1e-5)
    assert state["zoom"] > 1


def test_everything_goes_by_keyboard(show):
    disk = show("tree")
    disk.canvas.focus()
    keyboard = disk.page.keyboard
    keyboard.press("ArrowRight")
    state = disk.until(lambda state: state["b"] != [0, 0])
    assert state["b"][0] < 0
    keyboard.press("+")
    disk.until(lambda state: state["zoom"] > 1.2)
    keyboard.press("Enter")
    keyboard.press("Enter")
    disk.until(lambda state: state["selected"] is not None)
    # General labels first, then large ones: the root, then the third child.
    disk.until(lambda state: state["selected"]["index"] == 3)
    expect(disk.page.locator(".said")).to_have_text("label 3 selected")
    keyboard.press("Shift+Enter")
    disk.until(lambda state: state["selected"]["index"] == 0)
    keyboard.press("Escape")
    disk.until(lambda state: state["selected"] is None)
    states = disk.record()
    keyboard.press("Space")
    disk.until(lambda _: any(state["playing"] for state in states()))
    keyboard.press("Space")
    disk.until(lambda state: not state["playing"])
    keyboard.press("Home")
    disk.until(lambda state: state["b"] == [0, 0] and state["zoom"] == 1)
    keyboard.press("Tab")  # no trap: the focus goes on
    assert not disk.canvas.evaluate("(canvas) => canvas.getRootNode().activeElement === canvas")


def test_a_click_selects_and_tells_python(show):
    disk = show("tree")
    disk.page.mouse.click(*disk.at(2))
    see(disk.page.get_by_text("clicked: label 2"))
    assert disk.state["selected"] == {"kind": "label", "index": 2}


def test_hovering_tells_about_a_label(show):
    disk = show("tree")
    disk.page.mouse.move(*disk.at(4))
    card = disk.page.locator(".card")
    card.wait_for()
    text = card.inner_text()
    assert "label 4" in text
    for part in ("parent", "label 1", "level", "documents", "norm"):
        assert part in text
    disk.page.mouse.move(5, 5)
    card.wait_for(state="hidden")


def test_an_edge_can_be_clicked_and_its_layer_switched_off(show):
    disk = show("recovered")
    legend = disk.page.locator(".edges")
    for text in ("true edges (39)", "recovered right (30)", "wrong parent (5)", "missing (3)"):
        expect(legend).to_contain_text(text)
    (ax, ay), (bx, by) = disk.at(0), disk.at(1)  # from the centre an edge is straight
    middle = (ax + bx) / 2, (ay + by) / 2
    disk.page.mouse.click(*middle)
    see(disk.page.get_by_text("clicked: edge right label 0 → label 1"))
    edge = {"kind": "edge", "layer": "right", "parent": 0, "child": 1}
    assert disk.state["selected"] == edge
    legend.get_by_role("button", name="recovered right").click()
    disk.until(lambda state: state["toggled"] == ["right"])
    disk.page.mouse.click(*middle)
    disk.until(lambda state: state["selected"] == {**edge, "layer": "true"})


def test_a_caption_of_two_lines_is_seen_whole(show):
    disk = show("tree")
    hidden = disk.page.locator(".player output").evaluate(
        """(caption) => {
          caption.textContent = "drawing words to their hypernyms, epoch 20";
          return [caption.scrollHeight - caption.clientHeight,
                  caption.scrollWidth - caption.clientWidth];
        }"""
    )
    assert max(hidden) <= 1


def test_time_is_scrubbed_and_played(show):
    disk = show("tree")
    assert disk.state["frame"] == 29
    last = disk.points("model()")
    disk.page.get_by_role("slider", name="Time").fill("3")
    disk.until(lambda state: state["frame"] == 3)
    assert np.abs(disk.points("model()")).max() < 0.2 * np.abs(last).max()
    expect(disk.page.locator(".player output")).to_have_text("step 3")
    disk.page.get_by_role("button", name="Play").click()
    disk.until(lambda state: state["frame"] == 29 and not state["playing"])
    np.testing.assert_allclose(disk.points("model()"), last)


def test_people_who_want_less_motion_get_steps(show):
    disk = show("tree", reduced_motion="reduce")
    disk.page.get_by_role("slider", name="Time").fill("0")
    disk.until(lambda state: state["frame"] == 0)
    states = disk.record()
    disk.page.get_by_role("button", name="Play").click()
    disk.until(lambda state: state["frame"] >= 20)
    seen = {state["frame"] for state in states()}
    assert len(seen) > 3
    assert all(frame == int(frame) for frame in seen)


def test_a_trail_is_walked_word_by_word(show):
    disk = show("layers")
    expect(disk.page.locator(".player output")).to_have_text("word 9 of 9: cold")
    assert "river" in disk.ask("written()")
    disk.page.get_by_role("slider", name="Time").fill("1")
    disk.until(lambda state: state["frame"] == 1)
    expect(disk.page.locator(".player output")).to_have_text("word 2 of 9: bank")
    assert "river" not in disk.ask("written()")


def test_a_live_run_grows_without_losing_the_view(show):
    disk = show("live")
    first = disk.until(lambda state: state["frames"] >= 2)
    disk.canvas.evaluate("(canvas) => { canvas.mark = 'the same element'; }")
    disk.drag(60, 20)
    disk.canvas.focus()
    disk.page.keyboard.press("Enter")  # a pointer may miss a label that moves
    view = disk.until(lambda state: state["selected"] is not None)
    later = disk.until(lambda state: state["frames"] > first["frames"] + 4)
    assert (later["a"], later["b"]) == (view["a"], view["b"]) != (first["a"], first["b"])
    assert later["selected"] == view["selected"] == {"kind": "label", "index": 0}
    assert later["frame"] > first["frame"]  # it follows the newest
    assert disk.canvas.evaluate("(canvas) => canvas.mark") == "the same element"
    disk.page.get_by_role("slider", name="Time").fill("1")
    held = disk.until(lambda state: state["frame"] == 1)
    disk.until(lambda state: state["frames"] > held["frames"] + 2)
    assert disk.state["frame"] == 1  # and stays where it was put


def test_a_disk_that_comes_back_gets_all_its_frames_again(show):
    disk = show("live")
    disk.until(lambda state: state["frames"] >= 4)
    toggle = disk.page.get_by_text("Shown")
    toggle.click()
    disk.canvas.wait_for(state="detached")
    toggle.click()
    again = Disk(disk.page)
    assert again.until(lambda state: state["frames"] >= 5)
    assert again.points("model()").shape == (40, 2)


def test_names_are_text_and_nothing_else(show):
    disk = show("markup")
    assert "<img src=x onerror=alert(1)>" in disk.ask("written()")
    disk.page.mouse.move(*disk.at(0))
    disk.page.locator(".card").wait_for()
    expect(disk.page.locator(".card strong")).to_have_text("<img src=x onerror=alert(1)>")
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    disk.page.get_by_text("The points as a table").click()
    cell = disk.page.locator("td", has_text="<img src=x").first
    cell.wait_for()
    assert disk.page.locator("img[src=x]").count() == 0
    expect(disk.page.locator("td", has_text="**bold**")).not_to_have_count(0)


def test_points_without_a_place_are_named_and_the_rest_is_drawn(show):
    disk = show("bad")
    see(disk.page.get_by_text("Left out of the picture"))
    assert "label 3" in disk.ask("written()")
    assert "label 4" not in disk.ask("written()")
    disk.drag(50, 50)
    assert np.isfinite(np.delete(disk.points(), [4, 5], axis=0)).all()


def test_nothing_to_draw_is_a_sentence(disks, open_page):
    page = open_page(f"{disks.url}/?case=none")
    see(page.get_by_text("There is nothing to draw yet."))
    assert page.locator(".stage canvas").count() == 0


def test_the_table_says_what_the_picture_shows(show):
    disk = show("tree")
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    disk.page.get_by_text("The points as a table").click()
    rows = disk.page.locator(".table tbody tr")
    rows.first.wait_for()
    expect(rows).to_have_count(40)
    assert rows.first.inner_text().split("\t")[0] == "label 0"
    assert "40 labels" in disk.canvas.get_attribute("aria-label")


def test_many_points_are_drawn(show):
    disk = show("many")
    disk.drag(60, 60)
    assert disk.points().shape == (500, 2)
    assert disk.points("seen('words')").shape == (2000, 2)
    assert 10 < len(disk.ask("written()")) < 200


@pytest.fixture
def two_fingers(show):
    """`two_fingers(about, spans)`: a disk on which two fingers went through these spans.

    about: where their middle stays, from the disk's middle; spans: from it to the second finger.
    """

    def make(about: complex, spans: list[complex]) -> tuple[Disk, np.ndarray]:
        disk = show("tree", has_touch=True)
        before = disk.points() @ (1, 1j)
        box = disk.canvas.bounding_box()
        middle = complex(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) + about
        hand = disk.page.context.new_cdp_session(disk.page)

        def touch(kind: str, *at: complex) -> None:
            points = [{"x": finger.real, "y": finger.imag} for finger in at]
            hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

        touch("touchStart", middle - spans[0], middle + spans[0])
        for span in spans[1:]:
            touch("touchMove", middle - span, middle + span)
        touch("touchEnd")
        disk.settle()
        return disk, before

    return make


def test_two_fingers_zoom(two_fingers):
    disk, _ = two_fingers(0, [30, 40, 55, 75, 90])
    assert disk.state["zoom"] == pytest.approx(3, rel=0.25)


def test_two_fingers_turn_about_the_point_between_them(two_fingers):
    about, angles = 80 - 50j, np.linspace(0, np.pi / 3, 7)
    disk, before = two_fingers(about, list(40 * np.exp(-1j * angles)))  # y of a screen points down
    p = np.conj(about) / (560 / 2 - 16)
    # (-p) ⊕ z, turned, and back.
    z = (before - p) / (1 - np.conj(p) * before)
    z *= np.exp(1j * angles[-1])
    np.testing.assert_allclose(disk.points() @ (1, 1j), (z + p) / (1 + np.conj(p) * z), atol=0.02)
    assert disk.state["zoom"] == pytest.approx(1, rel=0.02)
