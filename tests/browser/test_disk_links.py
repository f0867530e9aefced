"""What leaves a disk: linked disks, links that restore a view, and saved pictures."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from tests.browser.conftest import Disk, rest


@pytest.fixture
def twins(disks, open_page):
    """Three linked disks, two hyperbolic and one flat."""
    page = open_page(f"{disks.url}/?case=linked")
    three = [Disk(page, number) for number in range(3)]
    rest(page)
    return three


def shift(disk: Disk, dx: float, dy: float) -> None:
    box, mouse = disk.canvas.bounding_box(), disk.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + dx, y + dy, steps=4)
    mouse.up()
    disk.settle()


def test_linked_disks_share_the_isometry_and_the_label(twins):
    one, two, flat = twins
    shift(one, 40, 25)
    assert one.state["b"] != [0, 0]
    for name in "ab":
        np.testing.assert_allclose(one.state[name], two.state[name], atol=1e-9)
    assert flat.ask("view()") == one.ask("view()") != "c_0_0_0*z_1_0_0"
    moved, home = flat.points(), flat.points("model()")
    gaps = [np.linalg.norm(np.diff(points, axis=0), axis=1) for points in (moved, home)]
    np.testing.assert_allclose(*gaps, rtol=1e-6)  # by a Euclidean motion
    x, y = two.ask("screen(0)")
    two.canvas.click(position={"x": x, "y": y})
    for disk in twins:
        disk.until(lambda state: state["selected"] == {"kind": "label", "index": 0})


def link(disk: Disk) -> str:
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    disk.page.get_by_role("button", name="Copy link").click()
    return str(disk.page.get_by_label("Link to this view").input_value())


def test_a_copied_link_brings_the_view_back(show, open_page):
    disk = show("everything")
    disk.page.get_by_role("slider", name="Time").fill("17")
    disk.drag(70, -30)
    disk.page.mouse.move(*disk.at(1))
    disk.page.mouse.wheel(0, -200)
    disk.until(lambda state: state["zoom"] > 1)
    disk.page.mouse.click(*disk.at(1))
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    for name in ("Tiling", "Words"):
        disk.page.locator(".layers").get_by_label(name).click()
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    before = disk.until(lambda state: len(state["toggled"]) == 2)
    address = link(disk)
    again = Disk(open_page(address))
    rest(again.page)
    after = again.until(lambda state: state["selected"] is not None)
    for name in ("a", "b", "zoom"):
        np.testing.assert_allclose(after[name], before[name], atol=1e-6)
    assert after["frame"] == before["frame"] == 17
    assert after["selected"] == before["selected"] == {"kind": "label", "index": 1}
    assert after["toggled"] == before["toggled"]
    again.drag(-50, 0)
    assert again.state["b"] != after["b"]  # the reader goes on from there


def test_a_link_for_another_disk_or_no_view_at_all_does_nothing(disks, open_page):
    for view in ("c_0.5_0_0*d_ffffff", "%3Cscript%3E", "c_zzz"):
        disk = Disk(open_page(f"{disks.url}/?case=tree&view={view}"))
        assert disk.state["b"] == [0, 0]
        assert disk.state["zoom"] == 1


@pytest.fixture
def save(tmp_path):
    """`save(disk, kind)`: the path of the file that the button hands out."""

    def make(disk: Disk, kind: str) -> Path:
        with disk.page.expect_download() as waiting:
            disk.page.get_by_role("button", name=kind, exact=True).click()
        path = tmp_path / f"saved.{kind.lower()}"
        assert waiting.value.suggested_filename == f"A-test-tree.{kind.lower()}"
        waiting.value.save_as(path)
        return path

    return make


def test_pictures_show_what_is_seen(show, save):
    disk = show("everything")
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    svg = ET.fromstring(save(disk, "SVG").read_text("utf-8"))
    texts = {part.text for part in svg.iter("{http://www.w3.org/2000/svg}text")}
    assert texts == set(disk.ask("written()"))
    assert len(list(svg.iter("{http://www.w3.org/2000/svg}path"))) > 40
    assert "NaN" not in ET.tostring(svg, "unicode")
    png = save(disk, "PNG").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    width = int.from_bytes(png[16:20], "big")
    assert width == 2 * disk.canvas.evaluate("(canvas) => canvas.clientWidth")


def test_a_saved_page_lives_without_a_server(show, save, open_page):
    disk = show("tree")
    disk.drag(60, -20)
    disk.page.mouse.click(*disk.at(2))
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    before = disk.state
    path = save(disk, "HTML")
    alone = Disk(open_page(path.as_uri(), offline=True))
    for name in ("a", "b"):
        np.testing.assert_allclose(alone.state[name], before[name], atol=1e-6)
    assert alone.state["selected"] == before["selected"]
    alone.drag(-80, 30)
    assert alone.state["b"] != before["b"]
    states = alone.record()
    alone.page.get_by_role("button", name="Play").click()
    alone.until(lambda _: any(one["playing"] and 2 < one["frame"] < 29 for one in states()))
    assert alone.page.get_by_text("Copy link").is_hidden()


def test_a_hostile_name_cannot_break_out_of_a_saved_page(show, save, open_page):
    disk = show("markup")
    disk.page.get_by_role("button", name="Layers, measuring, saving").click()
    alone = Disk(open_page(save(disk, "HTML").as_uri(), offline=True))
    assert "<img src=x onerror=alert(1)>" in alone.ask("written()")
    assert alone.page.locator("img").count() == 0
