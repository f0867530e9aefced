"""Start-up: our Welcome page against an empty Streamlit page, on the same machine in turns.

Twice the clock runs until a page's title is painted: from the start of the server's process to
its very first page, and from opening the address to the page of a server that is warm, in a
browser that has nothing in its cache. `drawn` is when the disk on Welcome is drawn as well.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.chromium import chromium, new_page, peak_memory_mb
from tests.browser.conftest import ROOT, serving

EMPTY = 'import streamlit as st\n\nst.title("Empty")\n'

PAINTED = """
() => new Promise((done) => {
  const painted = () => requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => done(performance.now());
    after.port2.postMessage(0);
  });
  const look = () => document.querySelector("h1") && (observer.disconnect(), painted());
  const observer = new MutationObserver(look);
  observer.observe(document, {subtree: true, childList: true});
  look();
})
"""


def measure(*, smallest: bool = False) -> dict[str, Any]:
    """Medians in seconds; `ours` and `peer`: from the start of the process."""
    starts, loads = (1, 1) if smallest else (5, 4)
    times: dict[str, dict[str, list[float]]] = {
        name: {"start": [], "load": [], "drawn": [], "memory": []} for name in ("ours", "peer")
    }
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        empty = Path(temporary) / "empty.py"
        empty.write_text(EMPTY, encoding="utf-8")
        scripts = {"peer": empty, "ours": ROOT / "app.py"}
        for number in range(starts):
            for name, script in scripts.items():
                _visit(script, Path(temporary) / f"{name} {number}", browser, loads, times[name])
    drawn = statistics.median(times["ours"].pop("drawn"))
    ours, peer = (
        {key: statistics.median(of) for key, of in times[name].items() if of} for name in times
    )
    return {
        "ours": ours["start"],
        "peer": peer["start"],
        "ratio": peer["start"] / ours["start"],
        "memory_mb": ours["memory"],
        "unit": "s",
        "page_load": {
            "ours": ours["load"],
            "peer": peer["load"],
            "ratio": peer["load"] / ours["load"],
        },
        "drawn": drawn,
        "peer_memory_mb": peer["memory"],
    }


def _visit(
    script: Path, home: Path, browser: Any, loads: int, times: dict[str, list[float]]
) -> None:
    """Start a server and open its page, the first time and then warm."""
    started = time.perf_counter()
    with serving(script, home) as server:
        page = new_page(browser)
        page.goto(server.url, wait_until="commit")
        page.evaluate(PAINTED)
        times["start"].append(time.perf_counter() - started)
        page.context.close()
        for _ in range(loads):
            page = new_page(browser)
            page.goto(server.url, wait_until="commit")
            times["load"].append(page.evaluate(PAINTED) / 1000)
            if script.name == "app.py":
                page.locator("canvas").first.wait_for()
                times["drawn"].append(page.evaluate("performance.now()") / 1000)
            page.context.close()
        times["memory"].append(peak_memory_mb(server.process.pid))
