"""The first minutes on a machine, in a fresh copy of the last commit: set-up and the first runs.

Caches of pip stay, for they depend on a network; all that this project keeps begins empty. Seconds
are those that a person waits, so nothing else should be at work.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer

from benchmarks.chromium import WAIT, chromium, new_page
from benchmarks.harness import say
from tests.browser.conftest import ROOT, Disk, serving

NAMES = {
    "setup_s": "`make` until the app could open",
    "press_to_moving_s": "from pressing Train until labels move",
    "press_to_finished_s": "from pressing Train until the run is finished",
    "cold_cli_s": "`python -m hmlc_core train` with empty caches",
    "warm_cli_s": "the same again",
}


def main(as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False) -> None:
    """Seconds of set-up, of the first run on the page, and of the first two in the terminal."""
    os.environ.pop("NUMBA_CACHE_DIR", None)
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "copy"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(copy)], check=True)
        say("setting up")
        setup = ["make", ".venv/bin/.prepared", f"PYTHON={sys._base_executable}"]
        results = {"setup_s": _seconds(setup, copy)}
        say("the first run on the page")
        results |= _pressed(copy)
        say("two runs in the terminal")
        train = [str(_python(copy)), "-m", "hmlc_core", "train", "--json"]
        empty = {
            "HMLC_HOME": str(Path(temporary) / "home"),
            "NUMBA_CACHE_DIR": str(Path(temporary) / "kernels"),
        }
        results |= {name: _seconds(train, copy, empty) for name in ("cold_cli_s", "warm_cli_s")}
    results = {name: round(seconds, 1) for name, seconds in results.items()}
    if as_json:
        typer.echo(json.dumps(results))
        return
    for name, seconds in results.items():
        typer.echo(f"{seconds:7.1f} s  {NAMES[name]}")


def _python(copy: Path) -> Path:
    return copy / ".venv/bin/python"


def _seconds(
    command: Sequence[str], folder: Path, changes: Mapping[str, str] | None = None
) -> float:
    """How long the command takes; what it prints goes to standard error."""
    start = time.perf_counter()
    environment = os.environ | (changes or {})
    subprocess.run(command, cwd=folder, env=environment, stdout=sys.stderr, check=True)
    return time.perf_counter() - start


def _pressed(copy: Path) -> dict[str, float]:
    """A person opens the page of the new server and presses Train as soon as it is there."""
    with (
        serving(copy / "app.py", copy / "runs", root=copy, python=_python(copy)) as server,
        chromium() as browser,
    ):
        page = new_page(browser)
        page.goto(f"{server.url}/train")
        button = page.get_by_role("button", name="Train", exact=True)
        button.wait_for()
        start = time.perf_counter()
        button.click()
        page.locator(".stage canvas").wait_for()
        Disk(page).until(lambda state: state["frames"] > 1, WAIT)
        moving = time.perf_counter() - start
        page.locator(".stMarkdownBadge", has_text="finished").first.wait_for()
        return {
            "press_to_moving_s": moving,
            "press_to_finished_s": time.perf_counter() - start,
        }
