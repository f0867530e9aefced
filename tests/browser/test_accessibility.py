"""axe-core's rules on every page: nothing that it calls serious or critical."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from pages.ui.shell.routes import ROUTES
from tests.browser.conftest import rest, see

SEVERE = ("serious", "critical")
STREAMLIT = {"list", "listitem"}
"""Rules that Streamlit's own menu breaks: its list has groups between list and items."""


def severe(page: Any) -> list[str]:
    """What axe calls serious or worse, with the first element of each."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {rule['help']}; {rule['nodes'][0]['html'][:300]}"
        for rule in found
        if rule["impact"] in SEVERE and rule["id"] not in STREAMLIT
    ]


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("url", ROUTES)
def test_no_page_has_a_serious_violation(
    app: Any, open_page: Callable[..., Any], url: str, scheme: str
) -> None:
    address = f"{app.url}/{'' if url == 'welcome' else url}"
    page = open_page(address, color_scheme=scheme, reduced_motion="reduce")
    see(page.get_by_role("heading"))
    # What is still being drawn is faded, and faded text has too little contrast for a moment.
    rest(page)
    page.wait_for_timeout(2_000)
    assert severe(page) == []


@pytest.mark.slow
def test_a_violation_would_be_found(app: Any, open_page: Callable[..., Any]) -> None:
    page = open_page(app.url)
    see(page.get_by_role("heading"))
    rest(page)
    page.evaluate("document.body.append(document.createElement('button'))")
    assert any(text.startswith("button-name") for text in severe(page))
