"""A small comparison from the form to the documents on which two methods disagree."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from hmlc_core.experiment.models import labelling
from tests.browser.conftest import ROOT, serving

LONG = 1000 * 300  # milliseconds; a machine may be busy with other things


@pytest.fixture
def server(tmp_path):
    """A server of its own, whose home only this test changes."""
    with serving(ROOT / "app.py", tmp_path) as server:
        yield server


def test_two_methods_are_compared_and_a_document_opened(server, open_page):
    page = open_page(f"{server.url}/systems?corpus=newsroom&seeds=1&documents=120")
    start = page.get_by_role("button", name="Start the comparison")
    start.wait_for(timeout=LONG)
    methods = page.get_by_role("toolbar", name="Methods")
    for name, kind in labelling().items():
        if name not in ("hidden", "linear"):
            methods.get_by_role("button", name=kind.title, exact=True).click()
    page.get_by_text("2 runs.").wait_for()
    page.get_by_text("Table 2").wait_for()
    start.click()
    page.wait_for_url(re.compile("comparison="), timeout=LONG)
    page.get_by_text("2 runs: 2 finished.").wait_for(timeout=LONG)

    page.get_by_text("One seed cannot tell a difference in nDCG@5 from noise").wait_for()
    page.get_by_text("What each costs").wait_for()
    page.get_by_role("tab", name="Documents").click()
    page.get_by_text("Whose best label is right").wait_for(timeout=LONG)
    page.get_by_role("link", name=re.compile("Open with")).first.click()
    page.wait_for_url(re.compile(r"/interactions\?.*doc="), timeout=LONG)
    expect(page.get_by_role("heading", name="Interaction scores", exact=True)).to_be_visible()
    page.go_back()
    tab = page.get_by_role("tab", name="Documents")
    expect(tab).to_have_attribute("aria-selected", "true", timeout=LONG)
    expect(page).not_to_have_url(re.compile("doc="))


def test_the_app_answers_while_methods_are_compared(server, open_page):
    page = open_page(f"{server.url}/systems?corpus=newsroom&seeds=1&documents=120")
    page.get_by_role("button", name="Start the comparison").click(timeout=LONG)
    page.get_by_text(re.compile("running|queued")).first.wait_for(timeout=LONG)
    page.get_by_role("tab", name="Published").click()
    page.get_by_text("Table 2").wait_for()
    page.get_by_role("button", name="Stop the rest").click(timeout=LONG)
    page.get_by_role("button", name=re.compile("^Resume")).wait_for(timeout=LONG)
