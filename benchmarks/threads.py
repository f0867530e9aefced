"""Steps on one thread and on several, by turns in one process, and the peers' beside them.

python -m benchmarks threads --json

Times are those one waits, so they need a machine with nothing else at work: beside busy
neighbours threads take turns with these. Processor seconds tell what cutting into chunks costs.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated

import torch
import typer

from benchmarks import hidden_epoch, hyperim_step
from benchmarks.harness import Action, say
from hmlc_core.geometry.kernels.cores import available, cores

STEPS = {
    "hyperim_10d_f64": partial(hyperim_step.beside_peer, "10d", "float64", batch=50),
    "hyperim_10d_f32": partial(hyperim_step.beside_peer, "10d", "float32", batch=50),
    "hyperim_75x2_f64": partial(hyperim_step.beside_peer, "75x2", "float64", batch=8),
    "hidden_epoch": hidden_epoch.beside_peer,
}
"""Case -> our action and the peer's."""

PEER_TURNS = 3


def main(
    threads: Annotated[
        int, typer.Option(help="Beside one thread; 0 for all cores there are.", min=0)
    ] = 0,
    cases: Annotated[str, typer.Option(help="Names of cases, by commas.")] = ",".join(STEPS),
    rounds: Annotated[int, typer.Option(help="Turns of each.", min=1)] = 40,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Seconds that one waits for a step on one thread and on several, and for the peer's."""
    count = threads or available()
    if count == 1:
        raise typer.BadParameter("one core is all there is", param_hint="--threads")
    if unknown := set(cases.split(",")) - STEPS.keys():
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: choose from {', '.join(STEPS)}", param_hint="--cases"
        )
    found = {}
    for name in cases.split(","):
        say(name)
        found[name] = measure(STEPS[name], threads=count, rounds=rounds)
    if as_json:
        typer.echo(json.dumps({"threads": count, "cores": available(), "cases": found}, indent=1))
        return
    for name, entry in found.items():
        typer.echo(
            f"{name}: {entry['seconds_1'] * 1e3:.1f} ms on one thread, "
            f"{entry['seconds'] * 1e3:.1f} ms on {count} ({entry['speed_up']:.2f} times as fast), "
            f"{entry['ratio']:.0f} times the peer"
        )


def measure(
    case: Callable[[], tuple[Action, Action]], *, threads: int, rounds: int
) -> dict[str, float]:
    """Medians of our turns on one thread and on several, and of three turns of the peer.

    speed_up is the median of the turns' own ratios. The peer has whichever number of torch's
    threads serves it better.
    """
    ours, peer = case()
    before = cores.threads, torch.get_num_threads()
    own: dict[int, list[tuple[float, float]]] = {1: [], threads: []}
    others: dict[int, list[float]] = {1: [], threads: []}
    try:
        for turn in range(rounds + 1):  # the first of anything is not like the others
            torch.set_num_threads(1)
            for cores.threads, times in own.items():
                times.append(_timed(ours))
            for number, peers in others.items():
                if turn <= PEER_TURNS:
                    torch.set_num_threads(number)
                    peers.append(_timed(peer)[0])
    finally:
        cores.threads = before[0]
        torch.set_num_threads(before[1])
    (waited_1, spent_1), (waited, spent) = (zip(*times[1:], strict=True) for times in own.values())
    theirs = min(statistics.median(times[1:]) for times in others.values())
    return {
        "seconds_1": statistics.median(waited_1),
        "seconds": statistics.median(waited),
        "speed_up": statistics.median(a / b for a, b in zip(waited_1, waited, strict=True)),
        "processor_seconds_1": statistics.median(spent_1),
        "processor_seconds": statistics.median(spent),
        "peer": theirs,
        "ratio": theirs / statistics.median(waited),
    }


def _timed(action: Action) -> tuple[float, float]:
    """Seconds that one waited, and that processors spent."""
    waited, spent = time.perf_counter(), time.process_time()
    action()
    return time.perf_counter() - waited, time.process_time() - spent
