"""What the default picture of a run shows: names that can be read, and the tree in what is drawn.

Each preset is trained on each corpus into a store of its own; then the page Train of the run is
opened in a Chromium window of 1280 × 800, and what the canvas shows is measured: a name counts
as readable where it is written, and lies over no other name, no label's mark and under no panel.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from itertools import product
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.chromium import chromium, new_page
from benchmarks.harness import say
from hmlc_core.pictures.legibility import legibility
from hmlc_core.runs.opened import OpenedRun
from hmlc_core.runs.store.store import RunStore
from tests.browser.conftest import ROOT, Disk, serving

CORPORA = "newsroom,reuters21578,goemotions,clinc150"
PRESETS = "tuned,quick,disk,hidden"
HEIGHT = 800
STILL = 1.5
"""Seconds without a change after which a picture is taken for complete."""
WAIT = 600
"""Seconds that a picture may take: a server's first one of many dimensions waits for kernels."""

Box = Sequence[float]
"""Left, top, right and bottom, in pixels of the canvas."""


def main(
    corpora: Annotated[str, typer.Option(help="Names of corpora, by commas.")] = CORPORA,
    presets: Annotated[str, typer.Option(help="Names of presets.")] = PRESETS,
    seeds: Annotated[int, typer.Option(help="Seeds 0, 1, … for each; means are shown.")] = 1,
    documents: Annotated[int, typer.Option(help="Documents of a corpus, at most; 0: all.")] = 3_000,
    jobs: Annotated[int, typer.Option(help="Trainings at a time.")] = 2,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Train, open the page of the run's first picture, and measure what is drawn."""
    cells = list(product(corpora.split(","), presets.split(","), range(seeds)))
    with tempfile.TemporaryDirectory() as temporary:
        home = Path(temporary)
        store = RunStore(f"sqlite:///{home / 'mlflow.db'}")  # made before several open it
        with ThreadPoolExecutor(jobs) as pool:
            runs = pool.map(lambda cell: _train(home, *cell, documents), cells)
            trained = dict(zip(cells, runs, strict=True))
        with serving(ROOT / "app.py", home) as server, chromium() as browser:
            found = {
                cell: measured(new_page(browser, HEIGHT), f"{server.url}/train", store, run)
                for cell, run in trained.items()
            }
    result: dict[str, dict[str, Any]] = {}
    for corpus, preset in product(corpora.split(","), presets.split(",")):
        result.setdefault(corpus, {})[preset] = means(
            [found[corpus, preset, seed] for seed in range(seeds)]
        )
    if as_json:
        typer.echo(json.dumps(result))
    else:
        typer.echo(f"At most {documents:,} documents, seeds: {seeds}." if documents else "")
        _print(result)


def measured(page: Any, address: str, store: RunStore, run_id: str) -> dict[str, float | None]:
    """Everything that is measured of the picture of one run; the page is closed."""
    page.set_default_timeout(1000 * WAIT)
    page.goto(f"{address}?run={run_id}")
    disk = _complete(page)
    opened = OpenedRun(store, store.get(run_id))
    newest = opened.newest()
    marks = np.array(disk.ask("marks()"), float)
    x, y, radius = disk.ask("ground()")
    drawn = (marks[:, :2] - (x, y)) / (radius, -radius)  # the screen's y points down
    graph = opened.corpus.graph
    names = [name for name in disk.ask("names()") if name["kind"] == "label"]
    written = readable([name["box"] for name in names], marks, disk.ask("covered()"))
    page.context.close()
    return {
        "names_readable": written / len(graph),
        **asdict(legibility(drawn, graph, newest.points[-1], newest.space)),
    }


def readable(names: Sequence[Box], marks: np.ndarray, covered: Sequence[Box]) -> int:
    """How many of the boxes of names lie over no other, no mark (x, y, radius), and no panel."""
    boxes = np.array(names, float).reshape(-1, 4)
    centres, radii = marks[:, None, :2], marks[:, 2:]
    away = centres - np.clip(centres, boxes[:, :2], boxes[:, 2:])
    hidden = (np.hypot(away[..., 0], away[..., 1]) < radii).any(0)
    hidden |= _overlap(boxes, np.array(covered, float).reshape(-1, 4)).any(1)
    among = _overlap(boxes, boxes)
    np.fill_diagonal(among, False)
    return int((~(hidden | among.any(1))).sum())


def _overlap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """(n, m) whether boxes (n, 4) and (m, 4) have more than an edge in common."""
    a, b = one[:, None], other[None]
    found: np.ndarray = ((a[..., :2] < b[..., 2:]) & (b[..., :2] < a[..., 2:])).all(-1)
    return found


def means(seeds: Sequence[Mapping[str, float | None]]) -> dict[str, float | None]:
    """The mean of each measure over the seeds that have it; None where none has."""
    values = {name: [one[name] for one in seeds if one[name] is not None] for name in seeds[0]}
    return {name: statistics.mean(found) if found else None for name, found in values.items()}


def _complete(page: Any) -> Disk:
    """The page's disk, when neither its last picture nor its names change any more."""
    disk = Disk(page)
    limit, since, last = time.monotonic() + WAIT, time.monotonic(), None
    while time.monotonic() - since < STILL:
        if time.monotonic() > limit:
            raise TimeoutError(f"the picture on {page.url} did not come to rest")
        page.wait_for_timeout(100)
        now = (disk.state, disk.ask("marks()"), disk.ask("names()"))
        at_work = page.locator("[data-test-script-state=running]").count() > 0
        if now != last or at_work:
            last, since = now, time.monotonic()
    return disk


def _train(home: Path, corpus: str, preset: str, seed: int, documents: int) -> str:
    """The id of a finished run."""
    say(f"training {preset} on {corpus}, seed {seed}")
    settings = {"corpus.name": corpus, "corpus.documents": documents, "seed": seed}
    command = [sys.executable, "-m", "hmlc_core", "train", "--preset", preset, "--json"]
    for name, value in settings.items():
        command += ["--set", f"{name}={value}"]
    environment = os.environ | {"HMLC_HOME": str(home), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    run_id: str = json.loads(done.stdout.splitlines()[-1])["run_id"]
    return run_id


def _print(result: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> None:
    for corpus, presets in result.items():
        columns = list(next(iter(presets.values())))
        typer.echo(f"\n{corpus:14s}" + "".join(f"{column:>16s}" for column in columns))
        for preset, values in presets.items():
            cells = ("-" if values[one] is None else f"{values[one]:.3g}" for one in columns)
            typer.echo(f"  {preset:12s}" + "".join(f"{cell:>16s}" for cell in cells))
