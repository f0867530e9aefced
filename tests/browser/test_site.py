"""A published site in a browser, opened from its files: accessible, without errors, offline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from hmlc_core.site.publish import Site
from tests.browser.conftest import Disk, still
from tests.browser.test_accessibility import severe
from tests.site.sites import sites

WIDTHS = (375, 768, 1280)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Site, Site]:
    return sites(tmp_path_factory.mktemp("sites"))


def addresses(made: tuple[Site, Site]) -> list[str]:
    """All pages of the site of one run, and the comparison of the other."""
    one, two = made
    paths = [*(one.folder / name for name in one.pages), two.folder / "index.html"]
    return [path.as_uri() for path in paths]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_serious_violation(
    made: tuple[Site, Site], open_page: Callable[..., Any], scheme: str
) -> None:
    page = open_page("about:blank", color_scheme=scheme, reduced_motion="reduce")
    for address in addresses(made):
        page.goto(address)
        page.evaluate("document.querySelectorAll('details').forEach((all) => { all.open = true; })")
        still(page)
        assert severe(page) == [], address


def test_pages_fit_every_width_and_ask_nothing_of_a_network(
    made: tuple[Site, Site], open_page: Callable[..., Any]
) -> None:
    page = open_page("about:blank")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: asked.append(said.text))
    for address in addresses(made):
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(address)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, address
    assert [each for each in asked if not each.startswith(("file:", "blob:", "data:"))] == []


def test_the_disk_is_alive(made: tuple[Site, Site], open_page: Callable[..., Any]) -> None:
    one, _ = made
    disk = Disk(open_page((one.folder / "disk.html").as_uri()))
    before = disk.points()
    assert len(before) == 7
    disk.drag(40, 20)
    assert abs(disk.points() - before).max() > 0.01


@pytest.mark.parametrize(("width", "height"), [(375, 812), (768, 600), (1280, 600), (1280, 800)])
def test_the_foot_of_the_disk_is_in_the_window(
    made: tuple[Site, Site], open_page: Callable[..., Any], width: int, height: int
) -> None:
    _, two = made
    address = next(two.folder.glob("*/disk.html")).as_uri()
    Disk(page := open_page(address, width, height))
    foot = page.locator(".foot").bounding_box()
    assert foot["y"] + foot["height"] <= height
