"""Many people on one server while a run trains in it: how soon it reacts, and what it keeps.

One reader is a Chromium, on Train and on Label hierarchy; the others are `visitors` on the same
two pages. Each round they come, stay and leave; then Streamlit forgets their sessions after a
while. What lives in the server is counted before, while they are there, and after. The same run
trains all the time, so that what it adds itself is in the numbers, too.
"""

from __future__ import annotations

import json
import math
import os
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.chromium import chromium, new_page
from benchmarks.harness import say
from benchmarks.living import command, living
from benchmarks.page_rerun import ENDLESS, wait_until
from benchmarks.visitors import Crowd
from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Server, serving

LONG = (*ENDLESS, "labels.epochs=50")

PAGES = ("train", "hierarchy")

WAIT = """
const frame = () => new Promise((done) => requestAnimationFrame(done));
const until = async (true_) => {
  const start = performance.now();
  while (!true_() && performance.now() - start < 30000) await frame();
  await frame();  // it is painted
  return true_() ? performance.now() - start : Infinity;
};
"""
"""The page is never at rest while it follows a run, so the answer itself is waited for."""

PRESS = f"""
async () => {{
  {WAIT}
  const seed = document.querySelector('[class*="st-key-set-seed"]');
  const wanted = Number(seed.querySelector("input").value) + 1;
  const said = () => document.querySelector(".stMain").textContent.includes(`seed=${{wanted}}`);
  seed.querySelector('[data-testid="stNumberInputStepUp"]').click();
  return until(said);
}}
"""

HURRY = f"""
async (wanted) => {{
  {WAIT}
  const seed = document.querySelector('[class*="st-key-set-seed"]');
  const next = Number(seed.querySelector("input").value) + 1;
  const said = () => document.querySelector(".stMain").textContent.includes(`seed=${{next}}`);
  const tab = () => [...document.querySelectorAll(".stMain [role=tab]")].find(
    (one) => one.textContent.trim() === wanted);
  const chosen = () => tab()?.getAttribute("aria-selected") === "true" &&
    document.getElementById(tab().getAttribute("aria-controls"))?.textContent;
  seed.querySelector('[data-testid="stNumberInputStepUp"]').click();
  await new Promise((done) => setTimeout(done, 250 * Math.random()));
  tab().click();
  const taken = await until(() => said() && chosen());
  await new Promise((done) => setTimeout(done, 1500));  // no late question takes it back
  return said() && chosen() ? taken : Infinity;
}}
"""
"""A seed, and a tab right behind it, while the page draws what the seed has changed."""

LOOK = f"""
async (wanted) => {{
  {WAIT}
  const tab = () => [...document.querySelectorAll(".stMain [role=tab]")].find(
    (one) => one.textContent.trim() === wanted);
  // What nobody looks at is not drawn: the panel is empty until the page has run.
  const drawn = () => document.getElementById(tab()?.getAttribute("aria-controls"))?.textContent;
  await until(() => tab() && !drawn());
  if (!tab()) return Infinity;
  tab().click();
  return until(drawn);
}}
"""


def main(
    clients: Annotated[int, typer.Option(min=0, help="Visitors beside the reader.")] = 30,
    rounds: Annotated[int, typer.Option(min=1, help="How often they come and go.")] = 3,
    stay: Annotated[float, typer.Option(help="Seconds that they stay.")] = 60.0,
    pause: Annotated[float, typer.Option(help="Seconds between two reruns of a visitor.")] = 15.0,
    kept: Annotated[int, typer.Option(help="Seconds Streamlit keeps a left session.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Reaction of the pages and memory of the server, with many sessions while a run trains."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(
            ROOT / "app.py",
            home := Path(folder, "home"),
            examples=True,
            options=[f"--server.disconnectedSessionTTL={kept}"],
            command=command(socket := Path(folder, "socket"), ROOT / "app.py"),
        ) as server,
        chromium() as browser,
        _training(server, home, browser) as run_id,
    ):
        addresses = [f"{PAGES[number % 2]}?run={run_id}" for number in range(clients)]
        alone = _measured(server, browser, run_id, stay, None) | {"left": living(socket)}
        found = [alone]
        for number in range(rounds):
            say(f"round {number + 1} of {rounds}")
            crowd = Crowd(server.url, addresses, pause)
            time.sleep(1.5 * pause)  # until all are there
            found.append(_measured(server, browser, run_id, stay, crowd))
            found[-1]["there"] = living(socket)
            crowd.leave()
            time.sleep(kept + 5)
            _look_in(server)
            time.sleep(5)
            found[-1]["left"] = living(socket)
    results = {"clients": clients, "alone": found[0], "rounds": found[1:]}
    if as_json:
        typer.echo(json.dumps(results))
        return
    for name, one in [("alone", found[0]), *((str(n + 1), o) for n, o in enumerate(found[1:]))]:
        typer.echo(f"{name:>5}  {json.dumps(one)}")


@contextmanager
def _training(server: Server, home: Path, browser: Any) -> Iterator[str]:
    """A run that the server trains until the block ends."""
    store = RunStore(f"sqlite:///{home / 'mlflow.db'}")
    page = new_page(browser)
    page.goto(f"{server.url}/train?recipe={';'.join(LONG)}")
    page.get_by_role("button", name="Train", exact=True).click()
    wait_until(lambda: any(run.stage == "train" for run in store.active()))
    page.context.close()
    yield store.active()[0].id
    for run in store.active():
        store.request_stop(run.id)


def _measured(
    server: Server, browser: Any, run_id: str, seconds: float, crowd: Crowd | None
) -> dict[str, Any]:
    """What the reader and the visitors wait for, and what the server spends meanwhile."""
    page = new_page(browser)
    try:
        if crowd is not None:
            crowd.forget()
        before, spent = time.monotonic(), _processor(server)
        found = {
            "train": _summary(_train(page, server, run_id, seconds / 2)),
            "hierarchy": _summary(_hierarchy(page, server, run_id, seconds / 2)),
        }
        passed = time.monotonic() - before
        pages, training = (now - then for now, then in zip(_processor(server), spent, strict=True))
        told: dict[str, Any] = {
            "reader": found,
            "processor": {
                "pages": round(pages / passed, 2),
                "training": round(training / passed, 2),
            },
        }
        if crowd is not None:
            whole = [taken for visitor in crowd.visitors for taken in visitor.seconds]
            told["visitors"] = _summary(whole)
            told["visitors"]["polls"] = round(sum(v.polls for v in crowd.visitors) / passed, 1)
            told["visitors"]["answered"] = round(sum(v.parts for v in crowd.visitors) / passed, 1)
        return told
    finally:
        page.context.close()


def _train(page: Any, server: Server, run_id: str, seconds: float) -> Sequence[float]:
    """Presses of + at the seed, until the form's recipe says so; each second one with a tab right
    behind it."""
    page.goto(f"{server.url}/train?run={run_id}")
    page.locator('[class*="st-key-set-seed"] input').wait_for()  # its frame is there before it
    page.locator(".stage canvas").wait_for()
    turns = [(PRESS, None), (HURRY, "Curves"), (PRESS, None), (HURRY, "Scores")]
    return _again(page, turns, seconds)


def _hierarchy(page: Any, server: Server, run_id: str, seconds: float) -> Sequence[float]:
    """Looks at two tabs by turns, until there is something in them."""
    page.goto(f"{server.url}/hierarchy?run={run_id}")
    page.get_by_role("tab", name="Scores").wait_for()
    page.locator(".stage canvas").wait_for()
    return _again(page, [(LOOK, "Scores"), (LOOK, "Look at")], seconds)


def _again(page: Any, turns: Sequence[tuple[str, Any]], seconds: float) -> list[float]:
    """Seconds of each reaction; the first ones, which import and read, are not counted."""
    for code, argument in turns:
        page.evaluate(code, argument)
    found: list[float] = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        code, argument = turns[len(found) % len(turns)]
        page.wait_for_timeout(500)
        found.append(page.evaluate(code, argument) / 1000)
    return found


def _look_in(server: Server) -> None:
    """Somebody comes: only then Streamlit drops the sessions whose time is over."""
    crowd = Crowd(server.url, ["welcome"], 0.1)
    time.sleep(3)
    crowd.leave()


def _summary(seconds: Sequence[float]) -> dict[str, float]:
    """lost: reactions that did not come, which the others leave out."""
    came = [taken for taken in seconds if math.isfinite(taken)]
    if len(came) < 2:
        return {"n": len(came), "lost": len(seconds) - len(came)}
    cuts = statistics.quantiles(came, n=20, method="inclusive")
    lost = len(seconds) - len(came)
    return {"p50": round(cuts[9], 3), "p95": round(cuts[18], 3), "n": len(came), "lost": lost}


def _processor(server: Server) -> tuple[float, float]:
    """Processor seconds so far of all but training, and of the threads that give way to pages."""
    tick = os.sysconf("SC_CLK_TCK")

    def spent(of: Path) -> tuple[float, int]:
        fields = of.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / tick, int(fields[16])

    process = Path(f"/proc/{server.process.pid}")
    training = 0.0
    for thread in (process / "task").iterdir():
        try:
            taken, niceness = spent(thread / "stat")
        except FileNotFoundError:  # it has ended meanwhile
            continue
        training += taken if niceness > 0 else 0.0
    return spent(process / "stat")[0] - training, training
