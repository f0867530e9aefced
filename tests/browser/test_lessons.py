"""Lessons in a browser: by keyboard alone, at a classroom link, and where the window is narrow."""

from __future__ import annotations

import shutil
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from pages.ui.lessons import parse as lessons
from tests.browser.conftest import ROOT, serving
from tests.pages.trained import trained_home

NAME = "near-the-rim"
STEPS = lessons.read(NAME).steps


def lab(page) -> str:
    return parse_qs(urlsplit(page.url).query)["lab"][0]


def tab_to(page, find: str, most: int = 100) -> None:
    """Press Tab until the focus is where the script `find`, given the element, says yes."""
    for _ in range(most):
        if page.evaluate(f"() => ({find})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no way by Tab to {find}")


def press(page, key: str) -> None:
    tab_to(page, f"(e) => e.tagName === 'BUTTON' && e.closest('.st-key-{key}') !== null")
    page.keyboard.press("Enter")


def step(page, number: int) -> None:
    page.get_by_text(f"Step {number} of {len(STEPS)}").wait_for()
    page.wait_for_url(f"**step={number}*")


def test_a_lesson_needs_no_mouse(app, open_page):
    page = open_page(f"{app.url}/lessons")
    page.get_by_role("heading", name="Lessons", exact=True).wait_for()
    press(page, f"begin-{NAME}")
    page.wait_for_url("**/lab?**")
    step(page, 1)
    assert lab(page) == dict(STEPS[0].link.query)["lab"]
    press(page, "lesson-next")
    step(page, 2)
    tab_to(page, "(e) => e.type === 'radio'")
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="0.8")).to_be_checked()
    page.wait_for_function("() => !document.querySelector('.st-key-lesson-next button').disabled")
    press(page, "lesson-next")
    step(page, 3)
    page.get_by_text("You predicted: 0.8").wait_for()
    assert lab(page) == dict(STEPS[2].link.query)["lab"]
    press(page, "lesson-next")
    step(page, 4)
    assert lab(page) == dict(STEPS[3].link.query)["lab"]
    press(page, "lesson-next")
    step(page, 5)
    tab_to(page, "(e) => e.tagName === 'INPUT' && e.type === 'number'")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    page.get_by_text("Not yet.").wait_for()
    page.keyboard.press("Control+A")
    page.keyboard.type("2.94")
    page.keyboard.press("Enter")
    page.get_by_text("Right. Well done.").wait_for()
    press(page, "lesson-leave")
    page.get_by_text("Step 5").wait_for(state="detached")
    page.get_by_role("heading", name="Geometry lab", exact=True).wait_for()
    assert "lesson" not in page.url


def test_a_classroom_link_is_the_same_for_everyone(app, open_page):
    first = open_page(f"{app.url}/lab?lesson={NAME}&step=4")
    step(first, 4)
    first.get_by_role("button", name="Classroom link").click()
    address = first.locator("[data-testid=stPopoverBody] code").inner_text()
    assert address.startswith(f"{app.url}/lab?lesson={NAME}&step=4&lab=")
    second = open_page(address)
    step(second, 4)
    assert lab(second) == dict(STEPS[3].link.query)["lab"]


def test_a_lesson_stands_beside_the_page_or_above_it(app, open_page):
    for width, beside in ((1280, True), (768, False)):
        page = open_page(f"{app.url}/lab?lesson={NAME}&step=2", width=width)
        step(page, 2)
        canvas = page.locator(".stage canvas, .stage svg").first
        canvas.wait_for()
        panel = page.locator(".st-key-lesson-panel").bounding_box()
        picture = canvas.bounding_box()
        assert (panel["x"] + panel["width"] <= picture["x"]) == beside
        assert (panel["y"] + panel["height"] <= picture["y"]) != beside
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"() => {main}.scrollWidth - {main}.clientWidth") <= 0


@pytest.fixture(scope="module")
def app_with_runs(tmp_path_factory):
    """The app over a home with runs."""
    home = tmp_path_factory.mktemp("lessons") / "home"
    shutil.copytree(trained_home(), home)
    with serving(ROOT / "app.py", home) as server:
        yield server


@pytest.mark.parametrize("name", lessons.names())
def test_a_lesson_can_be_walked_to_and_fro_by_who_has_seen_every_page(
    app_with_runs, open_page, name
) -> None:
    page = open_page(app_with_runs.url)
    menu = page.get_by_test_id("stSidebarNav")
    for title in ("Corpus", "Label hierarchy", "Word trajectories", "Runs", "Lessons"):
        menu.get_by_role("link", name=title, exact=True).click()
        page.get_by_role("heading", name=title, exact=True).wait_for()
    page.locator(f".st-key-begin-{name} button").first.click()
    last = len(lessons.read(name).steps)
    for way in (range(1, last + 1), range(last - 1, 0, -1), range(2, last + 1)):
        for number in way:
            if number > 1 or way.step < 0:
                go_on(page, "lesson-next" if way.step > 0 else "lesson-back")
            page.get_by_text(f"Step {number} of {last}").wait_for()
            page.wait_for_url(f"**step={number}*")
            again = page.locator(".st-key-lesson-again button").first
            if number % 2 and again.count():
                again.click()
            expect(page.get_by_test_id("stException")).to_have_count(0)
            expect(page.get_by_text("went wrong")).to_have_count(0)


def go_on(page, key: str) -> None:
    """Press Next or Back, after giving an answer where Next waits for one."""
    button = page.locator(f".st-key-{key} button").first
    if button.is_disabled():
        page.locator(".st-key-lesson-panel").get_by_role("radio").first.check(force=True)
        expect(button).to_be_enabled()
    button.click()
