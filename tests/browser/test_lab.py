"""The geometry lab in a browser: hands, keys and links move points, and numbers follow."""

from __future__ import annotations

import json
import math
import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import PATIENCE, rest, see, settle

SCENE = "0.1_0.2*-0.3_0.4*0.25_-0.5*2"


class Lab:
    """The lab of a page, as its `data-state` describes it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.element = page.locator(".lab[data-state]")
        self.element.wait_for()
        rest(page)

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.element.get_attribute("data-state"))
        return found

    @property
    def address(self) -> str:
        return parse_qs(urlsplit(self.page.url).query)["lab"][0]

    def handle(self, name: str, view: int = 0) -> Any:
        return self.page.locator(".views figure").nth(view).locator(f"[data-name='{name}']")

    def drag(self, name: str, dx: float, dy: float, view: int = 0) -> None:
        box = self.handle(name, view).bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 2, steps=3)
        self.page.mouse.move(x + dx, y + dy, steps=3)
        self.page.mouse.up()
        settle(self.page)

    def until_address(self, begins: str) -> None:
        limit = time.monotonic() + PATIENCE
        while not self.address.startswith(begins):
            assert time.monotonic() < limit, self.address
            self.page.wait_for_timeout(50)


@pytest.fixture
def lab(app, open_page):
    """`lab(panel, views)`: the lab with the golden points."""

    def make(panel: str, views: str = "poincare", **context: Any) -> Lab:
        return Lab(open_page(f"{app.url}/lab?lab={panel}*{views}*{SCENE}", **context))

    return make


def written(state: dict[str, Any], panel: str, views: str) -> str:
    points = (f"{state[p][0]:.5g}_{state[p][1]:.5g}" for p in "uv")
    return f"{panel}*{views}*{'*'.join(points)}"


def test_a_dragged_point_changes_the_numbers_at_once_and_the_address_when_let_go(lab, open_page):
    here = lab("geodesic")
    page = here.page
    see(page.get_by_text("1.0154"))  # Python's formula
    expect(page.locator(".numbers")).to_contain_text("1.015")
    here.drag("u", 60, -40)
    after = here.state
    assert after["u"][0] > 0.2
    assert after["u"][1] > 0.3
    assert after["v"] == [-0.3, 0.4]
    expect(page.locator(".numbers")).not_to_contain_text("1.015")
    here.until_address(written(after, "geodesic", "poincare"))
    expect(page.get_by_text("1.0154")).to_have_count(0)
    again = Lab(open_page(page.url)).state
    assert again["u"] == pytest.approx(after["u"], abs=1e-4)


def test_keys_move_a_focused_point(lab):
    here = lab("sum")
    here.handle("v").focus()
    for _ in range(3):
        here.page.keyboard.press("ArrowRight")
    here.page.keyboard.press("Shift+ArrowUp")
    settle(here.page)
    x, y = here.state["v"]
    assert (x, y) == pytest.approx((-0.15, 0.41), abs=1e-6)
    here.until_address(written(here.state, "sum", "poincare"))
    assert f"v at ({x:.3f}".replace("-", "−") in here.handle("v").get_attribute("aria-label")


@pytest.mark.parametrize("view", ["klein", "halfplane", "hyperboloid"])
def test_the_same_point_moves_in_two_models(lab, view):
    here = lab("triangle", f"poincare.{view}")
    before = here.state
    here.drag("w", 25, 10, view=1)
    after = here.state
    assert after["w"] != before["w"]
    assert after["u"] == before["u"]
    here.until_address("triangle*poincare.")
    name = here.handle("w").get_attribute("aria-label")
    assert name == here.handle("w", view=1).get_attribute("aria-label")


def test_a_point_cannot_leave_the_disk(lab):
    here = lab("circle")
    here.drag("v", -1000, -100)
    x, y = here.state["v"]
    assert 0.99 < (x * x + y * y) ** 0.5 < 1
    here.until_address(written(here.state, "circle", "poincare"))


def test_the_tip_of_the_logarithm_pulls_the_other_point(lab):
    here = lab("tangent")
    here.drag("tip", 30, 30)
    assert here.state["v"] != [-0.3, 0.4]
    assert here.state["u"] == [0.1, 0.2]


@pytest.mark.parametrize("view", ["poincare", "klein", "halfplane"])
def test_a_multiple_never_hides_its_point_and_both_can_be_taken(app, open_page, view):
    page = open_page(f"{app.url}/lab?lab=multiples*{view}*0.3_0.4*0_0*0_0*1")
    here = Lab(page)
    boxes = [here.handle(name).bounding_box() for name in ("u", "r⊗u")]
    middles = [(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2) for box in boxes]
    assert math.dist(*middles) > 35
    here.drag("u", 12, 0)
    assert here.state["u"] != [0.3, 0.4]
    assert here.state["factor"] == 1
    before = here.state["u"]
    here.drag("r⊗u", 12, -20)
    assert here.state["u"] == before
    assert here.state["factor"] != 1


def test_panels_and_figures_are_one_click(lab):
    here = lab("geodesic")
    here.page.get_by_role("radio", name="Equal squares").or_(
        here.page.get_by_role("button", name="Equal squares")
    ).first.click()
    here.until_address("squares*")
    rest(here.page)
    here.page.get_by_role("button", name="Figure 2").click()
    here.until_address("labels*")
    here.page.wait_for_function(
        "() => [...document.querySelectorAll('*')].some((e) =>"
        " e.shadowRoot?.querySelector('.lab')?.dataset.state?.includes('labels'))"
    )
    expect(here.handle("w")).to_have_text("word")
    rest(here.page)
    here.page.get_by_role("button", name="Figure 1b").click()
    here.page.locator(".stage canvas").nth(2).wait_for()
    here.until_address("trees*5*2")


def test_a_finger_drags_too_and_pixels_are_sharp(lab):
    here = lab("geodesic", has_touch=True, device_scale_factor=2)
    canvas = here.page.locator(".stage canvas")
    assert canvas.evaluate("(c) => c.width / c.clientWidth") == pytest.approx(2, abs=0.01)
    box = here.handle("u").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = here.page.context.new_cdp_session(here.page)

    def touch(kind: str, *at: dict[str, float]) -> None:
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(at)})

    touch("touchStart", {"x": x, "y": y})
    for share in (0.5, 1):
        touch("touchMove", {"x": x + 50 * share, "y": y + 20 * share})
    touch("touchEnd")
    settle(here.page)
    assert here.state["u"][0] > 0.25
    here.until_address(written(here.state, "geodesic", "poincare"))
