"""The README's pictures, taken of the app and its examples: `python -m benchmarks pictures`."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.chromium import chromium, new_page
from tests.browser.conftest import ROOT, serving

HEIGHT = 800

PAGES = {
    "train": "train?run=demo-hyperim",
    "hierarchy": "hierarchy?run=demo-hidden",
    "trajectories": "trajectories?run=demo-hyperim",
    "lesson": "lab?lesson=moebius-addition&step=4",
}


def main(
    folder: Annotated[Path, typer.Option(help="Where the PNG files go.")] = ROOT
    / "assets/pictures",
    settle: Annotated[float, typer.Option(help="Seconds a page is given to be complete.")] = 8,
) -> None:
    """Open the app with an empty home, and take four pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as temporary,
        serving(ROOT / "app.py", Path(temporary), examples=True) as server,
        chromium() as browser,
    ):
        page = new_page(browser, HEIGHT)
        for name, address in PAGES.items():
            page.goto(f"{server.url}/{address}")
            page.locator(".stage").first.wait_for()
            page.wait_for_timeout(1_000 * settle)
            page.screenshot(path=folder / f"{name}.png")
            typer.echo(folder / f"{name}.png")
