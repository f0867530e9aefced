"""How every case is measured: by turns with its peer, on one thread.

A case is a module of this folder with `measure(*, smallest: bool = False) -> dict`, and runs in a
process of its own. It returns `ours`, `peer` (medians, in seconds unless `unit` says otherwise),
`ratio` (peer / ours), `memory_mb` (ours), where it makes sense `peer_memory_mb`, and what else
there is to tell; or {"skipped": why}.
"""

from __future__ import annotations

import ctypes
import gc
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Action = Callable[[], Any]


def skipped(why: str) -> dict[str, Any]:
    """The result of a case that cannot run here."""
    return {"skipped": why}


def compared(ours: Action, peer: Action, *, rounds: int, per_round: int = 5) -> dict[str, Any]:
    """The result of timing `peer` once and `ours` a few times, by turns, `rounds` times."""
    ours(), peer()  # the first call of anything is not like the others
    memory = added_memory(ours), added_memory(peer)
    ours_s, peer_s = [], []
    for _ in range(rounds):
        peer_s.append(seconds(peer))
        ours_s += [seconds(ours) for _ in range(per_round)]
    return result(statistics.median(ours_s), statistics.median(peer_s), *memory)


def result(
    ours: float, peer: float, memory_mb: float | None, peer_memory_mb: float | None
) -> dict[str, Any]:
    """The entries of every case."""
    return {
        "ours": ours,
        "peer": peer,
        "ratio": peer / ours,
        "memory_mb": memory_mb,
        "peer_memory_mb": peer_memory_mb,
    }


def by_turns(actions: Mapping[str, Action], *, rounds: int) -> dict[str, float]:
    """Median seconds of each action, called one after the other, `rounds` times."""
    taken: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            taken[name].append(seconds(action))
    return {name: statistics.median(times) for name, times in taken.items()}


def seconds(action: Action) -> float:
    """Processor seconds of one call.

    All that is timed here uses one thread, so on a quiet machine this is the time one waits; beside
    busy neighbours it leaves out the turns that others had.
    """
    start = time.process_time()
    action()
    return time.process_time() - start


def added_memory(action: Action) -> float | None:
    """MB by which resident memory grows at most during one call; None where only Linux can tell.

    Call it once before: what is loaded or compiled at the first call is not what a call needs.
    """
    clear = Path("/proc/self/clear_refs")
    if not clear.exists():
        return None
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)  # freed memory must not hide what is needed again
    clear.write_text("5")  # the peak is now what is resident
    before = _resident("VmRSS")
    action()
    return _resident("VmHWM") - before


def peak_memory() -> float | None:
    """MB that were resident at most in this process; None where only Linux can tell."""
    return _resident("VmHWM") if Path("/proc/self/status").exists() else None


def _resident(entry: str) -> float:
    """One entry of this process's status, in MB."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith(entry))
    return int(line.split()[1]) / 1024


def say(text: str) -> None:
    """Progress, for the person who waits."""
    print(text, file=sys.stderr, flush=True)
