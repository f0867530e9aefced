"""The main job: one button, a picture that moves, and a run that nobody can lose."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from hmlc_core.data.formats import folder
from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import PATIENCE, ROOT, Disk, rest, see, serving
from tests.pages.trained import HOSTILE, hostile_corpus

ENDLESS = "recipe=training.patience=0;training.epochs=5000"  # does not finish before the test does
PARTS = ("Overview", "Labels", "Documents", "Check", "Bring your own")


@pytest.fixture
def server(tmp_path):
    """A server of its own, whose home only this test changes."""
    with serving(ROOT / "app.py", tmp_path) as server:
        yield server


def start(page) -> Disk:
    """Presses the button and waits for the first picture."""
    see(page.get_by_role("button", name="Train", exact=True))
    rest(page)
    page.get_by_role("button", name="Train", exact=True).click()
    return Disk(page)


def run_in(page) -> str:
    """Id of the run in the page's address."""
    page.wait_for_url(re.compile(r"run="))
    return parse_qs(urlsplit(page.url).query)["run"][0]


def more_frames(disk, than) -> int:
    return disk.until(lambda state: state["frames"] > than)["frames"]


def status(page, word) -> None:
    see(page.locator(".stMarkdownBadge", has_text=word))


def test_one_button_moves_the_labels_and_the_run_outlives_its_page(server, open_page):
    page = open_page(f"{server.url}/train?{ENDLESS}")
    disk = start(page)
    run = run_in(page)
    seen = more_frames(disk, than=1)
    before = disk.points()
    seen = more_frames(disk, seen + 3)
    assert np.abs(disk.points() - before).max() > 0  # they move while one looks
    status(page, "running")

    page.reload()
    seen = more_frames(Disk(page), seen)
    assert run_in(page) == run

    second = open_page(f"{server.url}/train")  # another browser, with no run in its address
    assert run_in(second) == run
    assert more_frames(Disk(second), seen) > seen


def test_back_leads_to_the_form_and_an_open_form_is_told_of_the_run(server, open_page):
    other = open_page(f"{server.url}/train?preset=linear")
    see(other.get_by_text("Press Train."))
    page = open_page(f"{server.url}/train?preset=quick&{ENDLESS}")
    start(page)
    run = run_in(page)
    more_frames(Disk(page), than=1)
    page.go_back()
    see(page.get_by_text("Press Train."))
    assert ENDLESS in unquote(page.url)
    page.wait_for_url(lambda url: "run=" not in url)
    see(other.get_by_text("1 run at work or waiting"))
    other.get_by_role("button", name="Show", exact=True).click()
    assert run_in(other) == run


def test_the_line_about_kernels_goes_when_they_are_ready(server, open_page):
    page = open_page(f"{server.url}/train")
    line = page.get_by_text(re.compile("Preparing (libraries|kernels for)"))
    see(line)
    expect(line).to_have_count(0)


def test_a_run_can_be_stopped_and_goes_on_where_it_was(server, open_page, tmp_path, monkeypatch):
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    page = open_page(f"{server.url}/train?{ENDLESS}")
    disk = start(page)
    run = run_in(page)
    # Of a first epoch that has not ended there is nothing to go on from.
    see(page.get_by_text(re.compile(r"Training · epoch [1-9]")))
    more_frames(disk, than=3)
    # Within the page: while a script runs, Streamlit has a Stop of its own in the header.
    page.get_by_role("main").get_by_role("button", name="Stop", exact=True).click()
    status(page, "stopped")
    stopped = RunStore().get(run)
    page.get_by_role("button", name="Resume").click()
    status(page, "running")
    more_frames(Disk(page), disk.state["frames"])
    assert RunStore().get(run).step >= stopped.step
    expect(page.get_by_role("main")).to_contain_text("Stop")


def test_a_server_that_is_closed_takes_its_run_down_and_the_next_one_goes_on(open_page, tmp_path):
    with serving(ROOT / "app.py", tmp_path) as server:
        page = open_page(f"{server.url}/train?{ENDLESS}")
        more_frames(start(page), than=2)
        run = run_in(page)
        page.close()
        server.process.terminate()
        server.process.wait(PATIENCE)
    with serving(ROOT / "app.py", tmp_path) as server:
        page = open_page(f"{server.url}/train?run={run}")
        page.get_by_role("button", name="Resume").click()
        status(page, "running")
        assert Disk(page).state["count"] > 30


def test_names_stay_text_from_corpus_to_scores(server, open_page, tmp_path):
    folder.write(hostile_corpus(), tmp_path / "corpora" / "hostile")
    settings = "corpus=hostile&recipe=corpus.min_count=1;labels.epochs=20;training.epochs=2"
    page = open_page(f"{server.url}/train?{settings}")
    disk = start(page)
    status(page, "finished")
    rest(page)
    x, y = disk.at(1)
    page.mouse.move(x, y)
    see(page.get_by_text(HOSTILE[0]))
    for part in PARTS:
        page.goto(f"{server.url}/corpus?corpus=hostile&part={part}")
        see(page.get_by_role("tab", name=part, selected=True))
        rest(page)
        assert page.locator("img[src=x]").count() == 0
    page.goto(f"{server.url}/runs")
    see(page.get_by_text("Training loss", exact=True))
    assert page.locator("img[src=x]").count() == 0
