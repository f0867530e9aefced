"""The README's pictures, taken of the real app with real runs: `python -m benchmarks pictures`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.chromium import chromium, new_page
from tests.browser.conftest import ROOT, serving

HEIGHT = 1000


def main(
    folder: Annotated[Path, typer.Option(help="Where the PNG files go.")] = ROOT
    / "assets/pictures",
    settle: Annotated[float, typer.Option(help="Seconds a page is given to be complete.")] = 8,
) -> None:
    """Train three small runs, open the app on them, and take four pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        pages = {
            "train": f"train?run={_train(home, 'disk')}",
            "hierarchy": f"hierarchy?run={_train(home, 'hidden')}",
            "trajectories": f"trajectories?run={_train(home, 'tuned')}",
            "lesson": "lab?lesson=moebius-addition&step=4",
        }
        with serving(ROOT / "app.py", home) as server, chromium() as browser:
            page = new_page(browser, HEIGHT)
            for name, address in pages.items():
                page.goto(f"{server.url}/{address}")
                page.locator(".stage").first.wait_for()
                page.wait_for_timeout(1_000 * settle)
                closer = page.get_by_role("button", name="Zoom to the points")
                if closer.count():
                    closer.first.click()
                    page.mouse.move(0, 0)
                    page.wait_for_timeout(500)
                page.screenshot(path=folder / f"{name}.png")
                typer.echo(folder / f"{name}.png")


def _train(home: Path, preset: str) -> str:
    """The id of a finished run on the bundled corpus."""
    command = [sys.executable, "-m", "hmlc_core", "train", "--preset", preset, "--json"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=os.environ | {"HMLC_HOME": str(home)},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    run_id: str = json.loads(done.stdout.splitlines()[-1])["run_id"]
    return run_id
