"""Looking into finished runs in a browser: clicks, trails, typed texts, and an ablation's start."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import expect

from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Disk, Server, serving
from tests.pages.trained import GROUP, HOSTILE, QUICK, hostile_corpus, trained_home

WAIT = 120_000  # milliseconds a page with a model may take on a busy machine


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a copy of the home with finished runs."""
    home = tmp_path_factory.mktemp("inspect") / "home"
    shutil.copytree(trained_home(), home)
    with serving(ROOT / "app.py", home) as server:
        server.home = home
        yield server


def run_called(server: Server, name: str) -> str:
    runs = RunStore(f"sqlite:///{server.home / 'mlflow.db'}").runs()
    return next(run.id for run in runs if run.name == name)


def query(page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_click_on_a_label_opens_its_card_and_is_in_the_address(trained, open_page):
    run = run_called(trained, "gru")
    page = open_page(f"{trained.url}/hierarchy?run={run}&label=top")
    page.get_by_role("heading", name="top", exact=True).wait_for(timeout=WAIT)
    disk = Disk(page)
    disk.until(lambda state: state["selected"] == {"kind": "label", "index": 0})
    page.mouse.click(*disk.at(6))
    page.get_by_role("heading", name="d", exact=True).wait_for()
    assert query(page)["label"] == "d"
    assert disk.until(lambda state: state["selected"]["index"] == 6)


def test_both_stages_can_be_scrubbed(trained, open_page):
    page = open_page(f"{trained.url}/hierarchy?run={run_called(trained, 'gru')}")
    disk = Disk(page)
    last = disk.points("model()")
    page.get_by_role("slider", name="Time").focus()
    page.keyboard.press("Home")
    disk.until(lambda state: state["frame"] == 0)
    page.get_by_text("placing the labels, epoch 0").wait_for()
    disk.settle()
    assert abs(disk.points("model()") - last).max() > 1e-3


def test_a_trail_is_walked_word_by_word(trained, open_page):
    page = open_page(f"{trained.url}/trajectories?run={run_called(trained, 'gru')}&doc=test-0")
    Disk(page)
    page.get_by_role("slider", name="Time").focus()
    page.keyboard.press("Home")
    page.get_by_text(re.compile(r"^word 1 of \d+")).wait_for()
    page.keyboard.press("ArrowRight")
    page.get_by_text(re.compile(r"^word 2 of \d+")).wait_for()


def test_a_typed_text_lands(trained, open_page):
    run = run_called(trained, "gru")
    page = open_page(f"{trained.url}/interactions?run={run}&source=Your+own+text")
    page.get_by_role("textbox", name="Text").fill("a1 a2 zebra <img src=x onerror=alert(1)>")
    page.keyboard.press("Control+Enter")
    page.get_by_role("tab", name="Predictions").wait_for(timeout=WAIT)
    page.get_by_text("unknown to the method").wait_for()
    page.get_by_role("tab", name="Why").click()
    page.get_by_text("zebra*").first.wait_for()
    Disk(page)


@pytest.mark.parametrize("url", ["hierarchy", "trajectories", "interactions", "ablations"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_stay_text_and_nothing_is_cut_off(trained, open_page, url, scheme):
    run = run_called(trained, f"plain {HOSTILE[0]}")
    address = f"{trained.url}/{url}?run={run}&group={GROUP.replace(' ', '+')}&aspect=Labels"
    page = open_page(address, width=768, height=1024, color_scheme=scheme)
    page.locator(".stage canvas").first.wait_for(timeout=WAIT)
    page.wait_for_timeout(1500)
    assert page.locator("img[src=x]").count() == 0
    assert page.get_by_role("link", name="a", exact=True).count() == 0
    assert page.locator("[data-testid=stException]").count() == 0
    wide = """() => {
        const main = document.querySelector('[data-testid=stMain]');
        return main.scrollWidth - main.clientWidth;
    }"""
    assert page.evaluate(wide) <= 0


def test_an_ablation_starts_goes_on_and_ends_while_one_watches(trained, open_page):
    recipe = ";".join(part for part in QUICK if not part.startswith("model.dim"))
    page = open_page(
        f"{trained.url}/ablations?corpus=hostile&preset=quick&recipe={recipe}&dims=2&seeds=1"
    )
    page.get_by_text("Start an ablation").click()
    page.get_by_role("button", name="Start the ablation").click()
    page.get_by_text("4 runs: 4 finished.").wait_for(timeout=120_000)
    page.get_by_text("from one seed").first.wait_for()


def test_a_click_on_an_edge_opens_its_evidence(trained, open_page):
    page = open_page(f"{trained.url}/hierarchy?run={run_called(trained, 'gru')}&label=d")
    page.get_by_role("heading", name="d", exact=True).wait_for(timeout=WAIT)
    disk = Disk(page)
    page.get_by_role("button", name="Zoom to the points").click()
    disk.until(lambda state: state["zoom"] > 1)
    selected = None
    for parent, child in hostile_corpus().graph.edges:
        start, end = np.array(disk.at(parent)), np.array(disk.at(child))
        page.mouse.click(*(start + end) / 2)
        disk.settle()
        selected = disk.state["selected"]
        if selected is not None and selected["kind"] == "edge":
            break
    assert selected is not None
    assert selected["kind"] == "edge", "no edge could be hit"
    names = hostile_corpus().graph.names
    heading = f"{names[selected['parent']]} → {names[selected['child']]}"
    page.get_by_role("heading", name=heading, exact=True).wait_for(timeout=WAIT)
    page.get_by_text("Documents with the child only").wait_for()
    expect(page.get_by_role("radio", name="Edge")).to_be_checked()
    assert disk.state["selected"] == selected
    page.get_by_role("combobox", name=re.compile("Edge")).click()
    page.get_by_role("option").last.click()
    other = disk.until(lambda state: state["selected"] != selected)["selected"]
    assert other is not None
    assert other["kind"] == "edge"
