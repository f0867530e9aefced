"""The disk's tools in a browser: flights, search, layers, measuring, keys for all of them."""

from __future__ import annotations

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Disk, rest, see


def middle(disk: Disk) -> tuple[float, float]:
    box = disk.canvas.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def landed(disk: Disk) -> dict:
    disk.settle()
    return disk.until(lambda state: not state["flying"])


def panel(disk: Disk) -> None:
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()


def test_a_double_click_and_the_root_button_fly_along_geodesics(show):
    disk = show("tree")
    before = disk.points()
    states = disk.record()
    disk.page.mouse.dblclick(*disk.at(4))
    disk.until(lambda _: any(state["flying"] for state in states()))
    state = landed(disk)
    assert disk.at(4) == pytest.approx(middle(disk), abs=0.5)
    assert state["selected"] == {"kind": "label", "index": 4}
    # The translation along the ray through the label: (-p) ⊕ z.
    z, p = before @ (1, 1j), before[4] @ (1, 1j)
    np.testing.assert_allclose(disk.points() @ (1, 1j), (z - p) / (1 - np.conj(p) * z), atol=1e-7)
    states = disk.record()
    disk.page.get_by_role("button", name="Root to the centre").click()
    disk.until(lambda _: any(state["flying"] for state in states()))
    landed(disk)
    assert disk.at(0) == pytest.approx(middle(disk), abs=0.5)


def test_people_who_ask_for_little_motion_get_no_flight(show):
    disk = show("tree", reduced_motion="reduce")
    disk.page.mouse.click(*disk.at(4))
    disk.canvas.focus()
    disk.page.keyboard.press("c")
    disk.until(lambda state: state["b"] != [0, 0])
    assert disk.at(4) == pytest.approx(middle(disk), abs=0.5)


def test_shift_turns_the_disk_about_its_middle(show):
    disk = show("tree")
    x, y = middle(disk)
    before = disk.points()
    disk.page.keyboard.down("Shift")
    disk.page.mouse.move(x + 150, y + 20)
    disk.page.mouse.down()
    disk.page.mouse.move(x + 100, y - 100, steps=3)
    disk.page.mouse.move(x - 20, y - 150, steps=3)
    disk.page.mouse.up()
    disk.page.keyboard.up("Shift")
    disk.settle()
    turn = np.angle(complex(-20, 150) / complex(150, -20))
    expected = (before @ (1, 1j)) * np.exp(1j * turn)
    np.testing.assert_allclose(disk.points() @ (1, 1j), expected, atol=1e-9)
    disk.canvas.focus()
    disk.page.keyboard.press("Shift+ArrowRight")
    disk.until(lambda state: abs(2 * np.angle(complex(*state["a"])) - turn + np.pi / 18) < 1e-9)


def test_a_label_is_found_by_name_and_flown_to(show):
    disk = show("tree")
    disk.canvas.focus()
    disk.page.keyboard.press("/")
    field = disk.page.get_by_role("searchbox", name="Find a label")
    field.fill("LABEL 1")
    found = disk.page.locator(".search li")
    expect(found).to_have_count(8)
    expect(found.first).to_have_text("label 1")
    field.fill("label 17")
    field.press("Enter")
    disk.until(lambda state: state["selected"] == {"kind": "label", "index": 17})
    landed(disk)
    assert disk.at(17) == pytest.approx(middle(disk), abs=0.5)
    expect(field).to_be_hidden()
    see(disk.page.get_by_text("clicked: label 17"))
    crumbs = disk.page.get_by_role("group", name="ancestors")
    names = crumbs.get_by_role("button").all_inner_texts()
    assert [name.strip() for name in names] == ["label 0", "label 1", "label 5", "label 17"]
    crumbs.get_by_role("button", name="label 1", exact=True).click()
    disk.until(lambda state: state["selected"]["index"] == 1)
    disk.page.get_by_role("button", name="Find a label").click()
    field.fill("no such thing")
    expect(found).to_contain_text("No label")
    field.press("Escape")
    expect(field).to_be_hidden()


def test_layers_are_switched_and_measure(show):
    disk = show("everything")
    panel(disk)
    switches = disk.page.locator(".layers")
    for name in ("Tiling", "Distance rings", "Colour by level"):
        switches.get_by_label(name).check()
    disk.until(lambda state: set(state["toggled"]) == {"grid", "rings", "depth"})
    expect(disk.page.locator(".legend")).to_contain_text("level 3")
    assert "label 1" in disk.ask("written()")
    switches.get_by_label("Names").uncheck()
    disk.until(lambda state: "names" in state["toggled"])
    assert "label 1" not in disk.ask("written()")
    switches.get_by_label("Words").uncheck()
    switches.get_by_label("Documents").uncheck()
    switches.get_by_label("Trails").uncheck()
    switches.get_by_label("Ruler").check()
    said = disk.page.locator(".measured")
    expect(said).to_contain_text("Select two points")
    panel(disk)  # closed again, for it lies over the picture
    disk.canvas.evaluate("(canvas) => canvas.scrollIntoView({ block: 'center' })")
    disk.page.mouse.click(*disk.at(0))
    disk.page.mouse.click(*disk.at(1))
    see(said.get_by_text("From label 0 to label 1: hyperbolic 1.60, Euclidean 0.664."))
    disk.drag(40, 30, label=2)  # an isometry keeps one of the two lengths
    expect(said).not_to_contain_text("0.664")
    expect(said).to_contain_text("hyperbolic 1.60")
    panel(disk)
    switches.get_by_label("Nearest").check()
    disk.page.get_by_label("How many are nearest").fill("2")
    see(said.get_by_text("Nearest to label 1: label"))
    expect(said).to_have_text(re.compile(r"(.*\(1\.60\)){2}"))


def test_documents_and_words_can_be_clicked_and_hidden(show):
    disk = show("everything")
    points = disk.points("seen('documents')")
    others = np.concatenate([disk.points("seen('labels')"), disk.points("seen('words')")])
    gaps = np.linalg.norm(points[:, None] - others[None], axis=-1).min(1)
    chosen = int(gaps.argmax())
    x, y = middle(disk)
    radius = 560 / 2 - 16
    spot = (x + radius * points[chosen][0], y - radius * points[chosen][1])
    disk.page.mouse.click(*spot)
    disk.until(lambda state: state["selected"] == {"kind": "document", "index": chosen})
    panel(disk)
    disk.page.locator(".layers").get_by_label("Documents").uncheck()
    disk.settle()
    disk.page.mouse.click(*spot)
    disk.until(lambda state: (state["selected"] or {}).get("kind") != "document")


def test_a_changed_scene_keeps_view_time_and_selection(show):
    disk = show("changing")
    disk.page.get_by_role("slider", name="Time").fill("12")
    disk.drag(50, 20)
    disk.page.mouse.click(*disk.at(2))
    before = disk.until(lambda state: state["selected"] is not None and state["frame"] == 12)
    disk.page.get_by_text("Recovered").click()
    see(disk.page.locator(".edges").get_by_text("recovered right (1)"))
    disk.settle()
    for name in ("a", "b", "zoom", "frame", "selected"):
        assert disk.state[name] == before[name]


def test_ten_thousand_labels_are_drawn_and_found(show):
    disk = show("crowd")
    assert disk.state["count"] == 10_000
    disk.drag(60, 40)
    assert np.isfinite(disk.points()).all()
    assert len(disk.ask("written()")) > 10
    disk.page.get_by_role("button", name="Find a label").click()
    disk.page.get_by_role("searchbox").fill("label 9999")
    disk.page.keyboard.press("Enter")
    disk.until(lambda state: state["selected"] == {"kind": "label", "index": 9999})


def test_of_very_many_labels_the_hidden_are_counted_and_can_be_reached(show):
    disk = show("grown")
    shown, hidden = len(disk.ask("shown()")), disk.state["hidden"]
    assert shown > 2000
    assert shown + hidden == disk.state["count"] == 5000
    note = disk.page.locator(".note")
    assert note.inner_text().startswith(f"{hidden:,} of 5,000 labels and the lines to ")
    away = next(n for n in range(4999, 0, -1) if n not in disk.ask("shown()"))
    disk.page.get_by_role("button", name="Find a label").click()
    disk.page.get_by_role("searchbox").fill(f"label {away}")
    disk.page.keyboard.press("Enter")
    disk.until(lambda state: state["selected"] == {"kind": "label", "index": away})
    disk.until(lambda state: not state["flying"])
    assert away in disk.ask("shown()")
    assert np.linalg.norm(disk.points()[away]) < 1e-6
    assert f"label {away}" in disk.ask("written()")


def test_few_are_drawn_while_very_many_labels_move_and_all_that_can_be_seen_after(show):
    disk = show("grown")
    before = disk.state["hidden"]
    x, y = disk.at(0)
    disk.page.mouse.move(x, y)
    disk.page.mouse.down()
    states = disk.record()  # a slow browser may come to rest before one looks
    disk.page.mouse.move(x + 5, y + 4)
    disk.until(lambda _: any(state["b"] != [0, 0] for state in states()))
    assert max(state["hidden"] for state in states()) >= 5000 - 2000
    disk.page.mouse.up()
    disk.until(lambda state: state["hidden"] < 1.5 * before)


def test_names_of_all_kinds_are_drawn(show):
    disk = show("hostile")
    written = disk.ask("written()")
    assert "x" * 35 + "…" in written
    for name in ("שלום עולם — من اليمين", "👩‍👩‍👧‍👦 family 🙂", "\u202egnirts desrever"):
        assert name in written
    disk.page.mouse.click(*disk.at(0))
    disk.page.mouse.move(*disk.at(0))
    disk.page.locator(".card").wait_for()
    stage, card = (disk.page.locator(at).bounding_box() for at in (".stage", ".card"))
    assert card["x"] + card["width"] <= stage["x"] + stage["width"]


def test_nothing_that_can_be_drawn_is_said_and_no_blank_is_shown(disks, open_page):
    page = open_page(f"{disks.url}/?case=nowhere")
    see(page.get_by_text("Left out of the picture"))
    assert page.locator(".stage canvas").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_a_narrow_screen(show, scheme):
    disk = show("everything", width=768, color_scheme=scheme, device_scale_factor=2)
    panel(disk)
    disk.page.get_by_role("button", name="Copy link").click()
    root = disk.page.locator(".disk")
    assert root.evaluate("(root) => root.scrollWidth <= root.clientWidth")
    assert disk.canvas.evaluate("(canvas) => canvas.width / canvas.clientWidth") == pytest.approx(
        2, abs=0.01
    )


def test_a_tap_shows_the_card(show):
    disk = show("tree", has_touch=True)
    disk.page.touchscreen.tap(*disk.at(4))
    disk.page.locator(".card").wait_for()
    expect(disk.page.locator(".card")).to_contain_text("label 4")


def test_a_disk_in_a_closed_tab_waits(disks, open_page):
    page = open_page(f"{disks.url}/?case=tab")
    page.locator(".stage canvas").wait_for(state="attached")
    rest(page)
    page.get_by_role("tab", name="Second").click()
    disk = Disk(page)
    disk.settle()
    assert "label 0" in disk.ask("written()")
    disk.drag(40, 40)
    assert disk.state["b"] != [0, 0]


def test_a_picture_that_was_zoomed_out_of_sight_says_so_and_comes_back(show):
    disk = show("flat")
    lost = disk.page.get_by_role("button", name="No label is in sight")
    expect(lost).to_be_hidden()
    box = disk.canvas.bounding_box()
    disk.page.mouse.move(box["x"] + 5, box["y"] + 5)  # a corner without labels
    for _ in range(40):
        disk.page.mouse.wheel(0, -400)
    lost.wait_for()
    lost.click()
    assert disk.until(lambda state: state["zoom"] == 1)
    expect(lost).to_be_hidden()
