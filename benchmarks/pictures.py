"""The README's pictures, taken of the real app with a real run: `python -m benchmarks pictures`."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from tests.browser.conftest import FLAGS, ROOT, serving

WIDTH, HEIGHT = 1280, 1000


def main(
    folder: Annotated[Path, typer.Option(help="Where the PNG files go.")] = ROOT
    / "assets/pictures",
    settle: Annotated[float, typer.Option(help="Seconds a page is given to be complete.")] = 8,
) -> None:
    """Train two small runs, open the app on them, and take four pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        disk, tuned = _train(home, "disk"), _train(home, "tuned")
        pages = {
            "train": f"train?run={disk}",
            "hierarchy": f"hierarchy?run={disk}",
            "trajectories": f"trajectories?run={tuned}",
            "interactions": f"interactions?run={tuned}",
        }
        with serving(ROOT / "app.py", home) as server, _browser() as shoot:
            for name, page in pages.items():
                shoot(f"{server.url}/{page}", folder / f"{name}.png", settle)
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


class _browser:
    """A Chromium that takes pictures for as long as the block lasts."""

    def __enter__(self) -> Callable[[str, Path, float], None]:
        from playwright.sync_api import sync_playwright

        program = os.environ.get("HMLC_CHROMIUM") or shutil.which("chromium")
        self._manager = sync_playwright()
        playwright = self._manager.__enter__()
        self._browser: Any = playwright.chromium.launch(executable_path=program, args=FLAGS)
        self._page = self._browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        return self._shoot

    def __exit__(self, *error: object) -> None:
        self._browser.close()
        self._manager.__exit__(*error)

    def _shoot(self, url: str, path: Path, settle: float) -> None:
        self._page.goto(url)
        self._page.locator("canvas, .js-plotly-plot").first.wait_for(timeout=60_000)
        self._page.wait_for_timeout(1_000 * settle)
        closer = self._page.get_by_role("button", name="Zoom to the points")
        if closer.count():
            closer.first.click()
            self._page.mouse.move(0, 0)
            self._page.wait_for_timeout(500)
        self._page.screenshot(path=path)
