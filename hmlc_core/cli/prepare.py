"""`prepare`: compile kernels, UMAP's too, and make the run store with its examples."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

import typer

from hmlc_core.cli.answer import Json, answering
from hmlc_core.cli.progress import tell
from hmlc_core.errors import StoreError

UNKEPT = (
    "Compiled kernels cannot be kept here, so that each start compiles them anew. Set "
    "NUMBA_CACHE_DIR to a folder that can be written to."
)


def prepare(as_json: Json = False) -> None:
    """Compile what the presets need, which runs then only load, and create the run store.

    A new store begins with the examples that are shipped; HMLC_EXAMPLES=0 leaves them out. What
    cannot be done is said, and left to the first run.
    """
    with answering(as_json) as answer:
        start = time.perf_counter()
        say = (lambda sentence: None) if as_json else tell
        say("Making the run store, with its examples")
        problems = _store()
        say("Loading libraries")
        problems += _kernels(say)
        seconds = time.perf_counter() - start
        for problem in problems:
            typer.echo(problem, err=True)
        answer.values = {"seconds": seconds, "problems": problems}
        answer.say(f"Prepared in {seconds:.1f} s.")


def _store() -> list[str]:
    """Create the run store where there is none; returns what went wrong."""
    from hmlc_core.runs.examples.arrival import arrive
    from hmlc_core.runs.store.store import RunStore

    store = RunStore()
    try:
        store.open()
        arrive(store)
    except StoreError as error:
        return [str(error)]
    return []


def _kernels(say: Callable[[str], None]) -> list[str]:
    """Compile kernels, or find them compiled, on all cores; returns what went wrong."""
    from hmlc_core.geometry.kernels import scores
    from hmlc_core.geometry.kernels.compile import folder_of
    from hmlc_core.methods.preparations import of_presets
    from hmlc_core.pictures import stress, umap

    if folder_of(scores.forward) is None:
        return [UNKEPT]
    due = of_presets()
    # Both precisions of a kernel in one process: numba's list of its versions has one writer.
    tasks = {one.name: [p.prepare for p in due if p.name == one.name] for one in due}
    tasks["UMAP"], tasks["layout"] = [umap.prepare], [stress.prepare]
    count = sum(map(len, tasks.values()))
    processes = min(len(tasks), os.cpu_count() or 1)
    context = multiprocessing.get_context("spawn")
    problems, ended = [], 0
    say(f"Preparing kernels, 0 of {count}")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        names = {pool.submit(_carry_out, calls): name for name, calls in tasks.items()}
        for work in as_completed(names):
            ended += len(tasks[names[work]])
            say(f"Preparing kernels, {ended} of {count}")
            if error := work.exception():
                problems.append(f"{names[work]}: {type(error).__name__}: {error}")
    return problems


def _carry_out(calls: Sequence[Callable[[], None]]) -> None:
    for call in calls:
        call()
