"""A real Streamlit server and a real Chromium.

The browser is the system's (`/usr/bin/chromium`, or HMLC_CHROMIUM); none is downloaded. Where
there is none the tests are visibly skipped, except in CI, where that is a failure.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).parents[2]
APPS = Path(__file__).parent / "apps"
PATIENCE = 120  # seconds a server, a page or anything on it may take on a busy machine
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            # A wait that is in vain ends sooner, and says for what it was.
            item.add_marker(pytest.mark.timeout(900))
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.slow)
            # A wait that failed is tried once more, and told with its traceback at the end: of
            # thousands of waits one may meet a busy machine's moment. Nothing else is tried again:
            # what a test found on a page stands.
            again = pytest.mark.flaky(reruns=1, only_rerun=["TimeoutError: ", "strict mode"])
            item.add_marker(again)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    program = os.environ.get("HMLC_CHROMIUM") or shutil.which("chromium")
    if program is None:
        reason = "no Chromium: install the system's (apt install chromium) or set HMLC_CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=1000 * PATIENCE)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Server:
    """A running app: its address and process."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


@contextmanager
def serving(
    script: Path,
    home: Path,
    *,
    root: Path = ROOT,
    python: Path | str = sys.executable,
    examples: bool = False,
    options: Sequence[str] = (),
    command: Sequence[Path | str] = (),
    threads: int | None = 1,
) -> Iterator[Server]:
    """A server of its own for `script`, cold, with an empty home; gone at the end.

    root: the checkout that is served, by its own `python` where it has one. examples: whether the
    home is given the example runs. options: further ones of Streamlit. command: what starts it,
    instead of Streamlit with the script. threads: for training; None for all there are.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home.mkdir(parents=True, exist_ok=True)
    log = home / "server.log"
    begin = [*command] or [python, "-m", "streamlit", "run", script]
    begin += [f"--server.port={port}", "--server.headless=true", *options]
    environment = os.environ | {
        "HMLC_HOME": str(home),
        "PYTHONPATH": str(root),
        "HMLC_EXAMPLES": str(int(examples)),
    }
    environment.pop("OMP_NUM_THREADS", None)
    if threads is not None:
        environment["OMP_NUM_THREADS"] = str(threads)
    with log.open("wb") as out:
        process = subprocess.Popen(
            begin, cwd=root, env=environment, stdout=out, stderr=subprocess.STDOUT
        )
    server = Server(f"http://localhost:{port}", process, log)
    try:
        limit = time.monotonic() + PATIENCE
        while not server.healthy():
            if process.poll() is not None or time.monotonic() > limit:
                pytest.fail(f"the server did not start:\n{log.read_text()}")
            time.sleep(0.1)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with an empty home, shared by tests that change nothing in it."""
    with serving(ROOT / "app.py", tmp_path_factory.mktemp("app")) as server:
        yield server


@pytest.fixture(scope="session")
def disks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The page of disks, apps/disk_app.py."""
    with serving(APPS / "disk_app.py", tmp_path_factory.mktemp("disks")) as server:
        yield server


@pytest.fixture
def open_page(chromium: Any) -> Iterator[Callable[..., Any]]:
    """`open_page(url, **context)`: a page in a fresh browser context.

    Errors that scripts on the page throw, and dialogs they open, fail the test.
    """
    contexts, trouble = [], []

    def make(url: str, width: int = 1280, height: int = 900, **options: Any) -> Any:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(1000 * PATIENCE)
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (trouble.append("a dialog opened"), dialog.dismiss()))
        page.goto(url)
        return page

    yield make
    for context in contexts:
        context.close()
    assert not trouble


def settle(page: Any) -> None:
    """Waits for what was asked to be drawn."""
    page.evaluate(
        "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
    )


def still(page: Any) -> None:
    """Waits until nothing fades or glides any more, but what does so for ever. On a page of the app
    that may be never: a part that keeps itself up to date fades each time."""
    page.wait_for_function(
        """() => document.getAnimations().every(({ playState, effect }) =>
          playState !== "running" || effect.getComputedTiming().endTime === Infinity)"""
    )
    settle(page)


def rest(page: Any) -> None:
    """Waits until the app's script has ended and all is in its place.

    While it runs, an element may be there twice, as it was and as it is now; what stands below
    others moves; and what is pressed or measured may be about to be taken away.
    """
    page.wait_for_function(
        """() => document.querySelector(
            "[data-testid=stApp][data-test-script-state=notRunning]"
            + "[data-test-connection-state=CONNECTED]")
          && ![...document.querySelectorAll("[data-stale=true], [data-testid=stSkeleton]")]
            .some((element) => element.checkVisibility())"""
    )
    settle(page)


def see(found: Any, seconds: float = PATIENCE) -> None:
    """Waits until it is in sight, be it once or more often: a tooltip repeats what it is about, and
    while a script runs an element may be there as it was and as it is now."""
    found.filter(visible=True).first.wait_for(timeout=1000 * seconds)


class Disk:
    """A canvas of a page, as its own handle `canvas.hyperlabel` describes it."""

    def __init__(self, page: Any, number: int = 0) -> None:
        from playwright.sync_api import expect

        self.page = page
        self.canvas = page.locator(".stage canvas").nth(number)
        self.canvas.wait_for()
        expect(self.canvas).to_have_attribute("data-state", re.compile("."))

    @property
    def state(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.canvas.get_attribute("data-state"))
        return found

    def ask(self, call: str) -> Any:
        return self.canvas.evaluate(f"(canvas) => canvas.hyperlabel.{call}")

    def points(self, call: str = "seen()") -> np.ndarray:
        return np.array(self.ask(call), float)

    def at(self, label: int) -> tuple[float, float]:
        """Where a label stands on the page."""
        x, y = self.ask(f"screen({label})")
        box = self.canvas.bounding_box()
        return box["x"] + x, box["y"] + y

    def drag(self, dx: float, dy: float, label: int = 0) -> None:
        x, y = self.at(label)
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.move(x + dx / 2, y + dy / 3, steps=4)
        self.page.mouse.move(x + dx, y + dy, steps=4)
        self.page.mouse.up()
        self.settle()

    def settle(self) -> None:
        settle(self.page)

    def record(self) -> Callable[[], list[dict[str, Any]]]:
        """From now on; called, all states so far: one that passes may be over before one looks."""
        self.canvas.evaluate(
            """(canvas) => {
              const states = canvas.states = [canvas.dataset.state];
              new MutationObserver(() => states.push(canvas.dataset.state))
                .observe(canvas, { attributeFilter: ["data-state"] });
            }"""
        )
        return lambda: [json.loads(text) for text in self.canvas.evaluate("(c) => c.states")]

    def until(
        self, true: Callable[[dict[str, Any]], bool], seconds: float = PATIENCE
    ) -> dict[str, Any]:
        """Waits for a state that lasts."""
        limit = time.monotonic() + seconds
        while not true(state := self.state):
            assert time.monotonic() < limit, state
            self.page.wait_for_timeout(50)
        return state


@pytest.fixture
def show(disks: Server, open_page: Callable[..., Any]) -> Callable[..., Disk]:
    """`show(case)`: the disk of that case of apps/disk_app.py, in its place."""

    def make(case: str, **context: Any) -> Disk:
        disk = Disk(open_page(f"{disks.url}/?case={case}", **context))
        rest(disk.page)
        return disk

    return make
