"""Runs in a browser: the table is a canvas, and only a mouse shows what a click in it does."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Server, rest, see, serving
from tests.pages.trained import trained_home

ROW = 35
"""Pixels."""


@pytest.fixture
def trained(tmp_path: Path) -> Iterator[Server]:
    """The app on a copy of the home with finished runs."""
    home = tmp_path / "home"
    shutil.copytree(trained_home(), home)
    with serving(ROOT / "app.py", home) as server:
        server.home = home
        yield server


def test_a_click_opens_a_run_and_ticked_runs_are_deleted_together(trained, open_page):
    store = RunStore(f"sqlite:///{trained.home / 'mlflow.db'}")
    before = [run.id for run in store.runs()]
    page = open_page(f"{trained.url}/runs")
    table = page.locator("[data-testid=stDataFrame] canvas").first
    table.wait_for()
    rest(page)
    # The topmost run is open by itself.
    table.click(position={"x": 160, "y": 3.5 * ROW}, force=True)
    page.wait_for_url(lambda url: parse_qs(urlsplit(url).query).get("run") == [before[2]])
    for row in (1, 2):
        rest(page)
        table.click(position={"x": 16, "y": (row + 0.5) * ROW}, force=True)
        see(page.get_by_text(f"{row} run{'s' * (row > 1)} chosen"))
    rest(page)
    page.get_by_role("button", name="Delete …").first.click()
    see(page.get_by_role("dialog").get_by_text("Delete 2 runs?"))
    page.get_by_role("button", name="Delete 2 runs for good").click()
    page.get_by_role("dialog").wait_for(state="detached")
    see(page.get_by_text("A click on a row opens its run"))
    assert [run.id for run in store.runs()] == before[2:]
    assert parse_qs(urlsplit(page.url).query)["run"] == [before[2]]
