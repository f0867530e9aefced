"""A small comparison from the form to the documents on which two methods disagree."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from hmlc_core.experiment.models import labelling
from tests.browser.conftest import ROOT, rest, see, serving

LONG = 300  # seconds that the runs of a comparison may take


@pytest.fixture
def server(tmp_path):
    """A server of its own, whose home only this test changes."""
    with serving(ROOT / "app.py", tmp_path) as server:
        yield server


def test_two_methods_are_compared_and_a_document_opened(server, open_page):
    page = open_page(f"{server.url}/systems?corpus=newsroom&seeds=1&documents=120")
    start = page.get_by_role("button", name="Start the comparison")
    see(start)
    methods = page.get_by_role("toolbar", name="Methods")
    for name, kind in labelling().items():
        rest(page)
        if name not in ("hidden", "linear"):
            methods.get_by_role("button", name=kind.title, exact=True).click()
    see(page.get_by_text("2 runs."))
    see(page.get_by_text("Table 2"))
    rest(page)
    start.click()
    page.wait_for_url(re.compile("comparison="))
    see(page.get_by_text("2 runs: 2 finished."), LONG)

    see(page.get_by_text("One seed cannot tell a difference in nDCG@5 from noise"))
    see(page.get_by_text("What each costs"))
    rest(page)
    page.get_by_role("tab", name="Documents").click()
    see(page.get_by_text("Whose best label is right"))
    rest(page)
    page.get_by_role("link", name=re.compile("Open with")).first.click()
    page.wait_for_url(re.compile(r"/interactions\?.*doc="))
    see(page.get_by_role("heading", name="Interaction scores", exact=True))
    rest(page)
    page.go_back()
    tab = page.get_by_role("tab", name="Documents")
    expect(tab).to_have_attribute("aria-selected", "true")
    expect(page).not_to_have_url(re.compile("doc="))


def test_the_app_answers_while_methods_are_compared(server, open_page):
    page = open_page(f"{server.url}/systems?corpus=newsroom&seeds=1&documents=120")
    see(page.get_by_role("button", name="Start the comparison"))
    rest(page)
    page.get_by_role("button", name="Start the comparison").click()
    see(page.get_by_text(re.compile("running|queued")))
    page.get_by_role("tab", name="Published").click()
    see(page.get_by_text("Table 2"))
    page.get_by_role("button", name="Stop the rest").click()
    see(page.get_by_role("button", name=re.compile("^Resume")), LONG)
