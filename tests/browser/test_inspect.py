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
from tests.browser.conftest import ROOT, Disk, Server, rest, see, serving
from tests.pages.trained import GROUP, HOSTILE, QUICK, hostile_corpus, trained_home


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


def query(url: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}


def test_a_click_on_a_label_opens_its_card_and_is_in_the_address(trained, open_page):
    run = run_called(trained, "gru")
    page = open_page(f"{trained.url}/hierarchy?run={run}&label=top")
    see(page.get_by_role("heading", name="top", exact=True))
    disk = Disk(page)
    disk.until(lambda state: state["selected"] == {"kind": "label", "index": 0})
    rest(page)
    page.mouse.click(*disk.at(6))
    see(page.get_by_role("heading", name="d", exact=True))
    page.wait_for_url(lambda url: query(url)["label"] == "d")
    assert disk.until(lambda state: state["selected"]["index"] == 6)


def test_both_stages_can_be_scrubbed(trained, open_page):
    page = open_page(f"{trained.url}/hierarchy?run={run_called(trained, 'gru')}")
    disk = Disk(page)
    rest(page)
    last = disk.points("model()")
    page.get_by_role("slider", name="Time").focus()
    page.keyboard.press("Home")
    disk.until(lambda state: state["frame"] == 0)
    see(page.get_by_text("placing the labels, epoch 0"))
    disk.settle()
    assert abs(disk.points("model()") - last).max() > 1e-3


def test_a_trail_is_walked_word_by_word(trained, open_page):
    page = open_page(f"{trained.url}/trajectories?run={run_called(trained, 'gru')}&doc=test-0")
    Disk(page)
    rest(page)
    page.get_by_role("slider", name="Time").focus()
    page.keyboard.press("Home")
    see(page.get_by_text(re.compile(r"^word 1 of \d+")))
    page.keyboard.press("ArrowRight")
    see(page.get_by_text(re.compile(r"^word 2 of \d+")))


def test_a_typed_text_lands(trained, open_page):
    run = run_called(trained, "gru")
    page = open_page(f"{trained.url}/interactions?run={run}&source=Your+own+text")
    see(page.get_by_role("textbox", name="Text"))
    rest(page)
    page.get_by_role("textbox", name="Text").fill("a1 a2 zebra <img src=x onerror=alert(1)>")
    page.keyboard.press("Control+Enter")
    see(page.get_by_role("tab", name="Predictions"))
    see(page.get_by_text("unknown to the method"))
    rest(page)
    page.get_by_role("tab", name="Why").click()
    see(page.get_by_text("zebra*"))
    Disk(page)


@pytest.mark.parametrize("url", ["hierarchy", "trajectories", "interactions", "ablations"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_hostile_names_stay_text_and_nothing_is_cut_off(trained, open_page, url, scheme):
    run = run_called(trained, f"plain {HOSTILE[0]}")
    address = f"{trained.url}/{url}?run={run}&group={GROUP.replace(' ', '+')}&aspect=Labels"
    page = open_page(address, width=768, height=1024, color_scheme=scheme)
    Disk(page)
    rest(page)
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
    see(page.get_by_text("Start an ablation"))
    rest(page)
    page.get_by_text("Start an ablation").click()
    page.get_by_role("button", name="Start the ablation").click()
    see(page.get_by_text("4 runs: 4 finished."))
    see(page.get_by_text("from one seed"))


def test_a_click_on_an_edge_opens_its_evidence(trained, open_page):
    page = open_page(f"{trained.url}/hierarchy?run={run_called(trained, 'gru')}&label=d")
    see(page.get_by_role("heading", name="d", exact=True))
    disk = Disk(page)
    rest(page)
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
    see(page.get_by_role("heading", name=heading, exact=True))
    see(page.get_by_text("Documents with the child only"))
    expect(page.get_by_role("radio", name="Edge")).to_be_checked()
    disk.until(lambda state: state["selected"] == selected)
    rest(page)
    page.get_by_role("combobox", name=re.compile("Edge")).click()
    page.get_by_role("option").last.click()
    disk.until(lambda state: state["selected"] not in (None, selected))
    assert disk.state["selected"]["kind"] == "edge"
