"""Reaction time of a page while 0, 1 and 2 runs train.

The Train page shows a finished run, disk, scores and curves; the reader presses + at the seed,
and the clock runs until the page has run again, the answer is painted and nothing is at work.
It shows the same in all three conditions, which alternate. The first run trains in the server,
as the app does it; the second in a process of its own, as the command line does it; each on every
core. `watching` is the page that follows the run in training, which draws twice a second for its
own sake.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.chromium import WAIT, chromium, new_page, peak_memory_mb
from hmlc_core.experiment.presets import preset_for
from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Server, serving

ENDLESS = ("training.patience=0", "training.epochs=10000")
SHORT = ("training.epochs=4", "labels.epochs=50")

PRESS = """
async () => {
  const seed = document.querySelector('[class*="st-key-set-seed"]');
  const value = () => seed.querySelector("input").value;
  const state = () => document.querySelector(".stApp").dataset.testScriptState;
  const shown = () => document.querySelector(".stMain").textContent.includes(`seed=${wanted}`);
  const wanted = Number(value()) + 1;
  const start = performance.now();
  seed.querySelector('[data-testid="stNumberInputStepUp"]').click();
  const answered = await new Promise((done) => {
    setTimeout(() => done(false), 20000);
    const look = () => shown() && state() === "notRunning" && (observer.disconnect(), done(true));
    const observer = new MutationObserver(look);
    observer.observe(document.body, {
      subtree: true, childList: true, characterData: true, attributes: true,
    });
    look();
  });
  await new Promise((done) => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = done;
    after.port2.postMessage(0);
  }));
  return answered ? performance.now() - start : Infinity;
}
"""


def measure(*, smallest: bool = False) -> dict[str, Any]:
    """Times in milliseconds; `ours`: p95 while one run trains, `peer`: p95 while none does."""
    rounds, presses = (1, 3) if smallest else (3, 15)
    times: dict[str, list[float]] = {"0": [], "1": [], "2": [], "watching": []}
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        home = Path(temporary)
        finished = _train(home, SHORT)
        store = RunStore(f"sqlite:///{home / 'mlflow.db'}")
        with serving(ROOT / "app.py", home, threads=None) as server:
            page = new_page(browser)
            page.goto(f"{server.url}/train?run={finished}")
            _open_curves(page)
            _press(page, 3)  # what is imported and read once
            for _ in range(rounds):
                times["0"] += _press(page, presses)
                with _training_in(server, store, browser) as watching:
                    times["watching"] += _press(watching, presses)
                    watching.goto("about:blank")
                    times["1"] += _press(page, presses)
                    with _training_beside(home, store):
                        times["2"] += _press(page, presses)
            memory = peak_memory_mb(server.process.pid)
    summary = {name: _summary(values) for name, values in times.items()}
    ours, peer = summary["1"]["p95"], summary["0"]["p95"]
    return {
        "ours": ours,
        "peer": peer,
        "ratio": peer / ours,
        "memory_mb": memory,
        "unit": "ms",
        "trainings": summary,
    }


def _summary(values: Sequence[float]) -> dict[str, float]:
    """lost: presses without an answer in 20 s, which the other figures leave out."""
    answered = [value for value in values if np.isfinite(value)]
    median, p95 = np.percentile(answered, [50, 95])
    lost = len(values) - len(answered)
    return {"median": float(median), "p95": float(p95), "n": len(values), "lost": lost}


def _press(page: Any, times: int) -> list[float]:
    page.bring_to_front()
    found = []
    for _ in range(times):
        found.append(float(page.evaluate(PRESS)))
        page.wait_for_timeout(150)
    return found


def _open_curves(page: Any) -> None:
    """Pressed until they are there: a page that is being made may forget which tab was asked."""
    from playwright.sync_api import TimeoutError as Late

    for patience in (WAIT / 4, WAIT / 4, WAIT):
        page.get_by_role("tab", name="Curves").click()
        with suppress(Late) if patience < WAIT else nullcontext():
            page.get_by_text("Training loss", exact=True).wait_for(timeout=1000 * patience)
            return


@contextmanager
def _training_in(server: Server, store: RunStore, browser: Any) -> Iterator[Any]:
    """A page that follows a run which the server trains until the block ends."""
    page = new_page(browser)
    page.goto(f"{server.url}/train?recipe={';'.join(ENDLESS)}")
    page.get_by_role("button", name="Train", exact=True).click()
    page.get_by_text("Training · epoch").wait_for()
    _open_curves(page)
    try:
        yield page
    finally:
        page.context.close()
        for run in store.active():
            store.request_stop(run.id)
        wait_until(lambda: not store.active())


@contextmanager
def _training_beside(home: Path, store: RunStore) -> Iterator[None]:
    """A run of the command line that trains until the block ends."""
    process = subprocess.Popen(_command(ENDLESS), **_options(home))
    try:
        wait_until(lambda: sum(run.stage == "train" for run in store.active()) == 2)
        yield
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(WAIT)


def wait_until(true: Callable[[], bool]) -> None:
    limit = time.monotonic() + WAIT
    while not true():
        if time.monotonic() > limit:
            raise TimeoutError("a run did not begin or end in time")
        time.sleep(0.5)


def _train(home: Path, changes: Sequence[str]) -> str:
    """The id of a run that is finished."""
    done = subprocess.run(_command(changes), check=True, **_options(home))
    run_id: str = json.loads(done.stdout.splitlines()[-1])["run_id"]
    return run_id


def _command(changes: Sequence[str]) -> list[str]:
    command = [
        sys.executable,
        "-m",
        "hmlc_core",
        "train",
        "--preset",
        preset_for("beginners"),
        "--json",
    ]
    return command + [part for change in changes for part in ("--set", change)]


def _options(home: Path) -> dict[str, Any]:
    environment = os.environ | {"HMLC_HOME": str(home)}
    environment.pop("OMP_NUM_THREADS", None)  # training takes all cores, as it does for users
    return {
        "cwd": ROOT,
        "env": environment,
        "stdout": subprocess.PIPE,
        "stderr": subprocess.DEVNULL,
    }
