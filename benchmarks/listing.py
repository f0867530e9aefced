"""What pages and the store do with 200, 2,000 and 20,000 runs, idle and while another trains.

Each page is run by Streamlit's own test driver: what a person waits for, without the browser. A
process beside it commits as a training does, some times a second. Seconds are the processor's of
this process, medians of a few reruns; beside them, for reruns, what passed on the clock.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.harness import peak_memory, say
from benchmarks.made_store import made_store

ROOT = Path(__file__).resolve().parents[1]
PAGES = ("runs", "ablations", "hierarchy", "systems", "words")
ROUNDS = 5

Times = dict[str, float]


def main(
    sizes: Annotated[str, typer.Option(help="Numbers of runs.")] = "200,2000,20000",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Seconds per list of runs and per rerun of the pages that show lists, by number of runs."""
    results = {size: _in_process(int(size)) for size in sizes.split(",")}
    if as_json:
        print(json.dumps(results))
        return
    for size, found in results.items():
        print(f"{int(size):,} runs, {found['memory_mb']:,.0f} MB")
        for what, times in found["seconds"].items():
            row = "  ".join(f"{name} {value:.3f}" for name, value in times.items())
            print(f"  {what:<10}  {row}")


def _in_process(size: int) -> dict[str, Any]:
    """`measure` in a process of its own: caches and memory of one size are not the next one's."""
    home = made_store(size)
    say(f"{size:,} runs in {home}")
    code = "from benchmarks.listing import measure; measure()"
    environment = os.environ | {"HMLC_HOME": str(home), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> None:
    """Prints what was measured in the store of HMLC_HOME, as JSON."""
    from pages.ui.shell import resources

    resources.warm_up().result()  # a server does it once, behind its first page
    store = resources.store()
    actions: dict[str, Callable[[], object]] = {"store": store.runs}
    actions |= {f"/{page}": _page(page) for page in PAGES}
    seconds: dict[str, Times] = {}
    for what, action in actions.items():
        say(f"  {what}")
        first, _ = _taken(action)
        action()
        idle, idle_wall = _median(action)
        with committing():
            busy, busy_wall = _median(action)
        seconds[what] = {
            "first": first,
            "idle": idle,
            "idle (clock)": idle_wall,
            "training": busy,
            "training (clock)": busy_wall,
        }
    print(json.dumps({"seconds": seconds, "memory_mb": peak_memory()}))


def _page(url: str) -> Callable[[], object]:
    from streamlit.testing.v1 import AppTest

    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=3600)
    opened = False

    def rerun() -> None:
        nonlocal opened
        if opened:
            at.run()
        else:
            opened = True
            at.switch_page(f"pages/{url}.py").run()
        assert not at.exception, at.exception

    return rerun


def _median(action: Callable[[], object]) -> tuple[float, float]:
    taken = [_taken(action) for _ in range(ROUNDS)]
    processor, clock = zip(*taken, strict=True)
    return statistics.median(processor), statistics.median(clock)


def _taken(action: Callable[[], object]) -> tuple[float, float]:
    processor, clock = time.process_time(), time.perf_counter()
    action()
    return time.process_time() - processor, time.perf_counter() - clock


@contextmanager
def committing() -> Iterator[None]:
    """A process that writes a run's snapshots as a training does, until the block ends."""
    code = "from benchmarks.listing import train; train()"
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield
    finally:
        process.stdin.close()
        process.wait()


def train() -> None:
    """Snapshots of a run in the store of HMLC_HOME until standard input ends; then it goes."""
    import threading

    from hmlc_core.experiment.presets import preset
    from hmlc_core.runs.recorder import record
    from hmlc_core.runs.store.store import RunStore
    from hmlc_core.snapshot import Snapshot, frozen_copy

    over = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), over.set()), daemon=True).start()

    def snapshots() -> Iterator[Snapshot]:
        step = 0
        while True:
            if step == 1:
                print("begun", flush=True)
            yield Snapshot(
                stage="train",
                step=step,
                steps=1_000_000,
                epoch=step / 50,
                seconds=step / 20,
                losses={"total": 1 / (1 + step)},
                scores={"validation/nDCG@5": 0.5},
                health={"gradient_norm": 2.0},
                label_points=frozen_copy(np.full((60, 20), 0.1)),
                last=over.is_set(),
            )
            step += 1
            time.sleep(0.05)

    store = RunStore()
    run_id = store.create(preset("quick"), name="in training")
    record(store, run_id, snapshots)
    store.delete(run_id)
