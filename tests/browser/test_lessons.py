"""Lessons in a browser: by keyboard alone, at a classroom link, and where the window is narrow."""

from __future__ import annotations

import shutil
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from playwright.sync_api import expect

from hmlc_core.runs.store.store import RunStore
from pages.ui.lessons import parse as lessons
from pages.ui.shell.routes import ROUTES
from tests.browser.conftest import ROOT, rest, see, serving
from tests.pages.trained import GROUP, trained_home

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
    see(page.get_by_text(f"Step {number} of {len(STEPS)}"))
    page.wait_for_url(f"**step={number}*")
    rest(page)


def test_a_lesson_needs_no_mouse(app, open_page):
    page = open_page(f"{app.url}/lessons")
    see(page.get_by_role("heading", name="Lessons", exact=True))
    rest(page)
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
    see(page.get_by_text("You predicted: 0.8"))
    assert lab(page) == dict(STEPS[2].link.query)["lab"]
    press(page, "lesson-next")
    step(page, 4)
    assert lab(page) == dict(STEPS[3].link.query)["lab"]
    press(page, "lesson-next")
    step(page, 5)
    tab_to(page, "(e) => e.tagName === 'INPUT' && e.type === 'number'")
    page.keyboard.type("1.5")
    page.keyboard.press("Enter")
    see(page.get_by_text("Not yet."))
    page.keyboard.press("Control+A")
    page.keyboard.type("2.94")
    page.keyboard.press("Enter")
    see(page.get_by_text("Right. Well done."))
    press(page, "lesson-more")
    press(page, "lesson-leave")
    expect(page.get_by_text("Step 5")).to_have_count(0)
    see(page.get_by_role("heading", name="Geometry lab", exact=True))
    page.wait_for_url(lambda url: "lesson" not in url)


def test_back_leads_to_a_step_with_its_own_picture(app, open_page):
    page = open_page(f"{app.url}/lab?lesson={NAME}&step=3")
    step(page, 3)
    for number in (4, 5):
        page.locator(".st-key-lesson-next button").click()
        step(page, number)
        page.wait_for_function(
            "(asked) => new URL(location).searchParams.get('lab') === asked",
            arg=dict(STEPS[number - 1].link.query)["lab"],
        )
    for number in (4, 3):
        page.go_back()
        step(page, number)
        assert lab(page) == dict(STEPS[number - 1].link.query)["lab"]


def test_back_from_the_list_leads_to_the_lesson(app, open_page):
    page = open_page(f"{app.url}/lab?lesson={NAME}&step={len(STEPS)}")
    step(page, len(STEPS))
    page.locator(".st-key-lesson-list button").click()
    see(page.get_by_role("heading", name="Lessons", exact=True))
    page.wait_for_url(lambda url: "lesson=" not in url)
    rest(page)
    page.go_back()
    step(page, len(STEPS))
    page.wait_for_url(f"**lesson={NAME}*")


def test_a_classroom_link_is_the_same_for_everyone(app, open_page):
    first = open_page(f"{app.url}/lab?lesson={NAME}&step=4")
    step(first, 4)
    first.get_by_role("button", name="More about this lesson").click()
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
        rest(page)
        panel = page.locator(".st-key-lesson-card").bounding_box()
        picture = canvas.bounding_box()
        assert (picture["x"] + picture["width"] <= panel["x"]) == beside
        assert (panel["y"] + panel["height"] <= picture["y"]) != beside
        main = "document.querySelector('[data-testid=stMain]')"
        assert page.evaluate(f"() => {main}.scrollWidth - {main}.clientWidth") <= 0


def checkout(folder: Path, names: dict[str, str]) -> Path:
    """This checkout, with lessons about other runs: each name in them replaced."""
    for path in ROOT.iterdir():
        if path.name not in ("assets", ".git"):
            (folder / path.name).symlink_to(path)
    for path in (ROOT / "assets").iterdir():
        (folder / "assets").mkdir(exist_ok=True)
        if path.name != "lessons":
            (folder / "assets" / path.name).symlink_to(path)
    (folder / "assets" / "lessons").mkdir()
    for path in lessons.FOLDER.glob("*.md"):
        text = path.read_text("utf-8")
        for old, new in names.items():
            text = text.replace(old, new)
        (folder / "assets" / "lessons" / path.name).write_text(text, "utf-8")
    return folder


@pytest.fixture
def served(request, tmp_path_factory):
    """The app over an empty home, or over one with runs, about which the lessons are."""
    home, root = tmp_path_factory.mktemp("lessons") / "home", ROOT
    if request.param == "runs":
        shutil.copytree(trained_home(), home)
        names = {run.name: run.id for run in RunStore(f"sqlite:///{home / 'mlflow.db'}").runs()}
        root = checkout(
            tmp_path_factory.mktemp("checkout"),
            {
                "demo-hyperim": names["gru"],
                "demo-hidden": names["euclidean"],
                "demo-frozen-0": names["euclidean"],
                "demo-hold-3-0": names["gru"],
                "demo-H-hier-0": names["gru"],
                "demo-ablation": quote(GROUP),
                "demo-hold": quote(GROUP),
            },
        )
    with serving(root / "app.py", home, root=root) as server:
        yield server


@pytest.mark.timeout(900)  # nine lessons, twice, on a machine that may be busy
@pytest.mark.parametrize(
    ("served", "width"), [("an empty store", 1280), ("runs", 768)], indirect=["served"]
)
def test_all_lessons_can_be_walked_to_and_fro_by_who_has_seen_every_page(served, open_page, width):
    page = open_page(served.url, width=width)
    rest(page)
    for name in ROUTES:
        if name != "welcome":  # where it begins
            go(page, served.url, name)
    go(page, served.url, "lessons")
    every = sorted(map(lessons.read, lessons.names()), key=lambda lesson: lesson.place)
    begin(page, every[0])
    for lesson in every:  # on to the next by its own button
        at(page, lesson, 1)
        walk(page, lesson, range(2, len(lesson.steps) + 1), again=True)
        if lesson is not every[-1]:
            press_button(page, "lesson-next")
    press_button(page, "lesson-list")
    for lesson in every:  # a second time, gone on with at its end
        see(page.get_by_role("heading", name="Lessons", exact=True))
        rest(page)
        begin(page, lesson)
        last = len(lesson.steps)
        at(page, lesson, last)
        walk(page, lesson, range(last - 1, 0, -1))
        walk(page, lesson, range(2, last + 1))
        press_button(page, "lesson-list")
    assert "Traceback" not in served.log.read_text("utf-8")


def go(page, url: str, name: str) -> None:
    """To another page as the browser's own buttons do it, whatever the menu looks like."""
    page.evaluate(
        "(url) => { history.pushState(null, '', url); dispatchEvent(new Event('popstate')); }",
        f"{url}/{name}",
    )
    see(page.get_by_role("heading", name=ROUTES[name].title, exact=True))
    rest(page)


def begin(page, lesson) -> None:
    page.locator(f".st-key-begin-{lesson.name} button").first.click()


def walk(page, lesson, numbers: range, *, again: bool = False) -> None:
    """Through these steps of the lesson. Beside a page the card keeps its height, and Back its
    place; above one, nothing of it is cut, and the window shows it from its head.

    again: choose "Show again" wherever the page is another than at the step before.
    """
    places = set()
    for number in numbers:
        press_button(page, "lesson-next" if numbers.step > 0 else "lesson-back")
        at(page, lesson, number)
        if page.viewport_size["width"] > 1000:
            places.add(place(page))
        else:
            nothing_cut(page)
        if again and lesson.steps[number - 1].link != lesson.steps[number - 2].link:
            page.locator(".st-key-lesson-more button").first.click()
            button = page.get_by_role("button", name="Show again")
            button.click()
            expect(button).to_have_count(0)
            at(page, lesson, number)
    assert len(places) <= 1


def at(page, lesson, number: int) -> None:
    """Wait until the page shows that step, and see that nothing went wrong."""
    # Its title's tooltip says the same, wherever the pointer came to lie.
    card = page.locator(".st-key-lesson-card")
    card.get_by_text(f"Lesson {lesson.order}: {lesson.title}").wait_for()
    page.get_by_text(f"Step {number} of {len(lesson.steps)}").wait_for()
    page.wait_for_url(f"**step={number}*")
    rest(page)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_text("went wrong")).to_have_count(0)


def place(page) -> str:
    """Height of the card, and where Back stands in it."""
    return page.evaluate(
        """() => {
          const [card, back] = ["card", "back button"].map((name) =>
            document.querySelector(`.st-key-lesson-${name}`).getBoundingClientRect());
          return [card.height, back.x - card.x, back.y - card.y].map(Math.round).join();
        }"""
    )


def nothing_cut(page) -> None:
    """A card in a narrow window comes to show all it says, and its head: no text below the place
    for it, nothing above the window."""
    page.wait_for_function(
        """() => {
          const text = document.querySelector("[class*=st-key-lesson-text]");
          const bottoms = [...text.querySelectorAll("p, table, [role=radiogroup], button, .katex")]
            .map((e) => e.getBoundingClientRect().bottom);
          const card = document.querySelector(".st-key-lesson-card").getBoundingClientRect();
          const below = Math.max(...bottoms) - text.getBoundingClientRect().bottom;
          return Math.round(below) <= 0 && Math.round(-card.top) <= 0;
        }"""
    )


def press_button(page, key: str) -> None:
    """Press a button of the card, after giving an answer where Next waits for one."""
    button = page.locator(f".st-key-{key} button").first
    if button.is_disabled():
        page.locator(".st-key-lesson-card [role=radiogroup] label").first.click()
        expect(button).to_be_enabled()
    button.click()
