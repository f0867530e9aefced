"""The app in a browser: first paint, deep links on a cold server, dark, narrow, quiet."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from pages.ui.shell.routes import ROUTES
from tests.browser.conftest import PATIENCE, ROOT, Disk, rest, see, serving

FLAT, CURVED = 0, 1  # the two drawings of Welcome


def test_welcome_paints_and_moves(app, open_page):
    page = open_page(app.url)
    see(page.get_by_role("heading", name="Labels grow on trees"))
    for disk in (Disk(page, FLAT), Disk(page, CURVED)):
        first = disk.until(lambda state: state["playing"])["frame"]
        # It may be near its end, after which it begins again.
        disk.until(lambda state, first=first: abs(state["frame"] - first) > 3)
        assert disk.state["count"] > 30
    page.get_by_role("link", name="Train").last.click()
    page.wait_for_url("**/train*")  # the page adds what it shows to its address
    see(page.get_by_role("heading", name="Train", exact=True))


def test_less_motion_means_no_playing(app, open_page):
    disk = Disk(open_page(app.url, reduced_motion="reduce"))
    assert not disk.state["playing"]
    assert disk.state["frame"] == disk.state["frames"] - 1


@pytest.mark.parametrize("url", [url for url in ROUTES if url != "welcome"])
def test_a_deep_link_on_a_cold_server_leads_where_it_says(url, open_page, tmp_path):
    with serving(ROOT / "app.py", tmp_path) as server:
        page = open_page(f"{server.url}/{url}?split=test&label=a%20b&x=1")
        see(page.get_by_role("heading", name=ROUTES[url].title, exact=True))
        # The app's own navigation is there, not the one Streamlit makes of a folder.
        see(page.get_by_role("link", name="Word trajectories"))
        address = urlsplit(page.url)
        assert address.path == f"/{url}"
        query = parse_qs(address.query)
        assert query["split"] == ["test"]
        assert query["label"] == ["a b"]
        assert query["x"] == ["1"]


def test_a_reload_stays_on_the_page(app, open_page):
    page = open_page(f"{app.url}/runs?x=1")
    see(page.get_by_role("heading", name="Runs", exact=True))
    rest(page)
    page.reload()
    see(page.get_by_role("heading", name="Runs", exact=True))
    assert urlsplit(page.url).path == "/runs"


def background(page) -> float:
    """Brightness of the page's ground, 0 to 255."""
    style = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"
    numbers = [int(part) for part in re.findall(r"\d+", page.evaluate(style))[:3]]
    return sum(numbers) / 3


def ground(disk: Disk) -> list[int]:
    """Colour of the disk's ground, at a spot between two lines."""
    code = """(canvas) => {
        const { width, height } = canvas;
        const context = canvas.getContext('2d');
        const [x, y] = [width / 2 + 0.18 * height, height / 2 - 0.065 * height];
        return [...context.getImageData(x, y, 1, 1).data];
    }"""
    found: list[int] = disk.canvas.evaluate(code)
    return found


def test_dark_is_dark_and_light_is_light(app, open_page):
    light, dark = (
        Disk(open_page(app.url, color_scheme=scheme, reduced_motion="reduce"), CURVED)
        for scheme in ("light", "dark")
    )
    assert background(light.page) > 240
    assert background(dark.page) < 40
    assert sum(ground(light)[:3]) > 600
    assert sum(ground(dark)[:3]) < 150


@pytest.mark.parametrize("url", ROUTES)
def test_nothing_is_cut_off_at_768_pixels(app, open_page, url):
    page = open_page(f"{app.url}/{'' if url == 'welcome' else url}", width=768, height=1024)
    see(page.get_by_role("heading"))
    rest(page)
    wide = """() => {
        const main = document.querySelector('[data-testid=stMain]');
        return [main.scrollWidth - main.clientWidth,
                document.documentElement.scrollWidth - innerWidth];
    }"""
    assert max(page.evaluate(wide)) <= 0


def test_the_browser_asks_nobody_but_the_server(app, open_page):
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(app.url)
    Disk(page)
    rest(page)
    page.wait_for_load_state("networkidle")
    assert asked
    others = [url for url in asked if not url.startswith((app.url, "data:", "blob:"))]
    assert others == []


def test_sigterm_ends_a_server_that_trains_at_once_and_well(open_page, tmp_path):
    with serving(ROOT / "app.py", tmp_path) as server:
        page = open_page(f"{server.url}/train?recipe=training.patience=0;training.epochs=10000")
        page.get_by_role("button", name="Train", exact=True).click()
        # Within the page: while a script runs, Streamlit has a Stop of its own in the header.
        see(page.get_by_role("main").get_by_role("button", name="Stop", exact=True))
        Disk(open_page(server.url))
        see(open_page(f"{server.url}/hierarchy").get_by_role("heading"))
        server.process.terminate()
        assert server.process.wait(PATIENCE) == 0  # neither hung nor aborted


def test_what_a_page_fills_into_its_address_is_no_entry_of_the_history(open_page, tmp_path):
    with serving(ROOT / "app.py", tmp_path, examples=True) as server:
        page = open_page(f"{server.url}/corpus?corpus=newsroom")
        see(page.get_by_role("heading", name="Corpus", exact=True))
        rest(page)
        for url, filled in (("trajectories", ("run", "split", "doc")), ("hierarchy", ("run",))):
            before = page.evaluate("history.length")
            page.get_by_role("link", name=ROUTES[url].title).first.click()
            page.wait_for_url(re.compile(rf"/{url}\?.*{filled[-1]}="))
            rest(page)
            assert set(filled) <= parse_qs(urlsplit(page.url).query).keys()
            assert page.evaluate("history.length") - before == 1  # the page
        page.go_back()
        page.wait_for_url(re.compile(r"/trajectories\?"))
        page.go_back()
        see(page.get_by_role("heading", name="Corpus", exact=True))
