"""A headless Chromium for measurements of pages: the system's, as in the browser tests."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.browser.conftest import FLAGS

WAIT = 120
"""Seconds a page may take before a measurement gives up."""


@contextmanager
def chromium() -> Iterator[Any]:
    """The browser, closed at the end of the block."""
    from playwright.sync_api import sync_playwright

    program = os.environ.get("HMLC_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def new_page(browser: Any, height: int = 900) -> Any:
    """A page with nothing in its cache."""
    page = browser.new_context(viewport={"width": 1280, "height": height}).new_page()
    page.set_default_timeout(1000 * WAIT)
    return page


def peak_memory_mb(process: int) -> float:
    """The most memory the process has held so far, as Linux counts it; 0 where there is none."""
    status = Path(f"/proc/{process}/status")
    if not status.exists():
        return 0.0
    (line,) = (row for row in status.read_text().splitlines() if row.startswith("VmHWM"))
    return int(line.split()[1]) / 1024
