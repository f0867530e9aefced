"""Every speed case, each in a process of its own: `python -m benchmarks all --json`."""

from __future__ import annotations

import importlib
import importlib.util
import json
import multiprocessing
import os
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated, Any

import typer

from benchmarks.harness import say, skipped

CASES: Mapping[str, tuple[str, dict[str, str]]] = {
    "hyperim_step_10d_f64": ("hyperim_step", {"space": "10d", "dtype": "float64"}),
    "hyperim_step_10d_f32": ("hyperim_step", {"space": "10d", "dtype": "float32"}),
    "hyperim_step_2d_f64": ("hyperim_step", {"space": "2d", "dtype": "float64"}),
    "hyperim_step_75x2_f64": ("hyperim_step", {"space": "75x2", "dtype": "float64"}),
    "embed_mammals": ("embed_mammals", {}),
    "growth": ("growth", {}),
    "interaction_memory": ("interaction_memory", {}),
    "hidden_epoch": ("hidden_epoch", {}),
    "page_rerun": ("page_rerun", {}),
    "first_paint": ("first_paint", {}),
    "disk": ("disk", {}),
}
"""Case -> the module of this folder that measures it, and the arguments of its `measure`."""


def main(
    cases: Annotated[str, typer.Option(help="Names of cases, by commas.")] = ",".join(CASES),
    smallest: Annotated[
        bool, typer.Option("--smallest", help="The least that runs: shows that it works, no more.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Speed of each case beside its peer's: medians of one run, by turns, and peak memory.

    Ends with 1 when a case failed; the others are measured all the same.
    """
    chosen = cases.split(",")
    if unknown := set(chosen) - CASES.keys():
        raise typer.BadParameter(
            f"{', '.join(sorted(unknown))}: choose from {', '.join(CASES)}", param_hint="--cases"
        )
    # Two threads on small arrays wait for each other; what is compared is one thread's work.
    os.environ["OMP_NUM_THREADS"] = "1"
    results = {}
    for number, name in enumerate(chosen, start=1):
        say(f"{number}/{len(chosen)} {name}")
        results[name] = _alone(name, smallest)
    if as_json:
        typer.echo(json.dumps(results))
    else:
        _table(results)
    if any("failed" in entry for entry in results.values()):
        raise typer.Exit(1)


def _alone(name: str, smallest: bool) -> dict[str, Any]:
    """The result of a case, measured in a fresh process; a failure is a result as well."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(_measure, name, smallest).result()
        except Exception as error:  # whatever went wrong, the other cases are still wanted
            say(f"  failed: {error}")
            return {"failed": f"{type(error).__name__}: {error}"}


def _measure(name: str, smallest: bool) -> dict[str, Any]:
    module, choices = CASES[name]
    if importlib.util.find_spec(f"benchmarks.{module}") is None:
        return skipped(f"benchmarks/{module}.py does not exist")
    found: dict[str, Any] = importlib.import_module(f"benchmarks.{module}").measure(
        smallest=smallest, **choices
    )
    return found


def _table(results: Mapping[str, Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table("case", "ours", "peer", "ratio", "MB", "peer's MB")
    for name, entry in results.items():
        if "ratio" not in entry:
            table.add_row(name, *(f"{word}: {why}" for word, why in entry.items()))
            continue
        unit = entry.get("unit", "s")
        sizes = (entry.get(key) for key in ("memory_mb", "peer_memory_mb"))
        table.add_row(
            name,
            *(f"{entry[key]:.4g} {unit}" for key in ("ours", "peer")),
            f"{entry['ratio']:.3g}",
            *("" if size is None else f"{size:,.0f}" for size in sizes),
        )
    Console().print(table)
