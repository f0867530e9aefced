"""The disk in a browser: frames a second while it is dragged, live updates, and what is sent.

A drag goes round in circles, as fast as the browser takes it, and the time between frames is what
a reader sees: script, drawing and the page's own work. The peer is the same page at rest. The
small picture has 500 labels and 2,000 words, that of words 40 and 5,000, the large one 2,000 and
20,000.
"""

from __future__ import annotations

import functools
import json
import math
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.chromium import chromium, new_page
from hmlc_core.disk.code import sources
from hmlc_core.disk.packet import pack
from tests.browser.conftest import APPS, Disk, serving

RECORD = """
() => {
  window.gaps = [];
  window.recording = true;
  let before = performance.now();
  const tick = () => {
    const now = performance.now();
    window.gaps.push(now - before);
    before = now;
    if (window.recording) requestAnimationFrame(tick);
  };
  requestAnimationFrame(tick);
}
"""


def main(
    points: Annotated[str, typer.Option(help="Numbers of labels, by commas.")] = "2000,10000,36504",
    seconds: Annotated[float, typer.Option(help="How long the disk is dragged.")] = 8,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Frames a second of a disk with very many labels while it is dragged, and what it is sent.

    A grown tree of depth 8, drawn by a Chromium without a graphics card.
    """
    told = []
    with _disks() as (browser, server):
        for count in map(int, points.split(",")):
            told.append({"labels": count} | _grown(browser, server.url, count, seconds))
    if as_json:
        typer.echo(json.dumps({"disk": told}, indent=1))
        return
    for entry in told:
        drag, paint, sent = entry["drag"], entry["paint_ms"], entry["packet_mb"]
        typer.echo(
            f"{entry['labels']:>7,} labels  {drag['fps']:5.1f} frames/s, at rest "
            f"{entry['rest']['fps']:.1f} (median {drag['median']:.0f}, p95 {drag['p95']:.0f} ms; "
            f"script {paint['drag']:.0f} ms, at rest {paint['rest']:.0f} ms)  sent {sent:.1f} MB, "
            f"first picture {entry['first_s']:.1f} s; hidden at rest {entry['hidden']:,}"
        )


def measure(*, smallest: bool = False) -> dict[str, Any]:
    """Milliseconds from frame to frame; `ours`: p95 of a drag, `peer`: p95 at rest."""
    seconds = 1 if smallest else 8
    found: dict[str, Any] = {}
    with _disks() as (browser, server):
        for case in ("many",) if smallest else ("many", "words", "most"):
            page = new_page(browser)
            page.goto(f"{server.url}/?case={case}")
            disk = Disk(page)
            page.wait_for_timeout(2000)
            rest = _frames(page, functools.partial(_wait, page), seconds / 2)
            found[case] = {"rest": rest, "drag": _frames(page, _circles(disk), seconds)}
            heap = page.evaluate("performance.memory.usedJSHeapSize") / 1e6
            page.context.close()
        page = new_page(browser)
        page.goto(f"{server.url}/?case=live")
        found["live"] = _live(Disk(page), seconds)
        page.context.close()
    ours, peer = found["many"]["drag"]["p95"], found["many"]["rest"]["p95"]
    return {
        "ours": ours,
        "peer": peer,
        "ratio": peer / ours,
        "memory_mb": heap,
        "unit": "ms",
        "details": found | {"sent": _sent()},
    }


@contextmanager
def _disks() -> Iterator[tuple[Any, Any]]:
    with (
        tempfile.TemporaryDirectory() as temporary,
        chromium() as browser,
        serving(APPS / "disk_app.py", Path(temporary)) as server,
    ):
        yield browser, server


def _grown(browser: Any, url: str, count: int, seconds: float) -> dict[str, Any]:
    page = new_page(browser)
    sent: list[int] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda frame: sent.append(len(frame))))
    start = time.monotonic()
    page.goto(f"{url}/?case=grown&labels={count}")
    disk = Disk(page)
    first = time.monotonic() - start
    page.wait_for_timeout(2000)
    hidden, packet = disk.state["hidden"], max(sent)
    found = {
        "rest": _frames(page, functools.partial(_wait, page), seconds / 2),
        "drag": _frames(page, _circles(disk), seconds),
    }
    paint = {"drag": disk.ask("cost()")}
    page.wait_for_timeout(1000)
    paint["rest"] = disk.ask("cost()")
    page.context.close()
    return found | {
        "paint_ms": paint,
        "hidden": hidden,
        "packet_mb": packet / 1e6,
        "first_s": first,
    }


def _frames(page: Any, act: Any, seconds: float) -> dict[str, float]:
    page.evaluate(RECORD)
    gaps: list[float] = []
    while sum(gaps) < 1000 * seconds:
        for step in range(30):
            act(step)
        gaps = page.evaluate("window.gaps")
    page.evaluate("window.recording = false")
    page.mouse.up()
    median, p95 = np.percentile(gaps, [50, 95])
    return {"fps": 1000 / float(np.mean(gaps)), "median": median, "p95": p95, "n": len(gaps)}


def _wait(page: Any, step: int) -> None:
    page.wait_for_timeout(100)


def _circles(disk: Disk) -> Any:
    """Moves of a pointer that holds the disk."""
    box = disk.canvas.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    disk.page.mouse.move(x, y)
    disk.page.mouse.down()

    def act(step: int) -> None:
        angle = 2 * math.pi * step / 30
        disk.page.mouse.move(x + 90 * math.sin(angle), y + 90 - 90 * math.cos(angle))

    return act


def _live(disk: Disk, seconds: float) -> dict[str, Any]:
    """Frames that arrived while the reader held a view of his own, and whether it was kept."""
    disk.drag(60, 20)
    before = disk.state
    disk.page.wait_for_timeout(1000 * seconds)
    after = disk.state
    kept = all(before[name] == after[name] for name in ("a", "b", "zoom"))
    return {"frames_per_s": (after["frames"] - before["frames"]) / seconds, "view_kept": kept}


def _sent() -> dict[str, float]:
    """Bytes a point and frame, and kilobytes of code, which travel with a whole scene only."""
    frames = np.zeros((40, 2500, 2))
    return {
        "bytes_per_point_and_frame": (len(pack({}, {"frames": frames})) - 100) / 100_000,
        "code_kb": len(json.dumps(sources())) / 1000,
    }
