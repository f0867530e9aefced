"""How everything that is done with a corpus grows with its labels and its documents.

python -m benchmarks scale --json           # moderate sizes, some minutes
python -m benchmarks scale --full --json    # up to 36,504 labels and 100,000 documents

A corpus is made for each size; each piece runs in a process of its own, so that memory is its own.
Seconds are the processor's, of all threads of that process: beside busy neighbours they leave out
the turns that others had.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import typer

from benchmarks.harness import say
from benchmarks.scale_pieces import PIECES, measure, write_corpus

LABELS, DOCUMENTS = (5_000, 10_000, 20_000), (2_000, 4_000, 8_000)
"""Moderate, and yet beyond the sizes where references and recovery become others."""
FULL_LABELS, FULL_DOCUMENTS = (6_000, 18_000, 36_504), (25_000, 50_000, 100_000)

Sizes = list[tuple[int, int]]

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
"""Context of the command: its options take several values each, which typer's do not."""


def main(context: typer.Context) -> None:
    """Training and what follows it, for growing numbers of labels and documents."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks scale", description=__doc__)
    reader.add_argument("--labels", type=int, nargs="+", help=f"by default {LABELS}")
    reader.add_argument(
        "--documents",
        type=int,
        nargs="+",
        help=f"by default {DOCUMENTS}; labels vary with the most documents, and documents with the "
        "most labels",
    )
    reader.add_argument(
        "--full", action="store_true", help=f"{FULL_LABELS} labels, {FULL_DOCUMENTS} documents"
    )
    reader.add_argument("--pieces", nargs="+", choices=PIECES, default=tuple(PIECES))
    reader.add_argument("--json", action="store_true", help="one JSON object")
    asked = reader.parse_args(context.args)
    by_labels, by_documents = sizes_of(
        asked.labels or (FULL_LABELS if asked.full else LABELS),
        asked.documents or (FULL_DOCUMENTS if asked.full else DOCUMENTS),
    )
    found = {
        size: _size(*size, asked.pieces) for size in dict.fromkeys([*by_documents, *by_labels])
    }
    told = _told(found, by_labels, 0, asked.pieces)
    if len(by_documents) > 1:
        told["by_documents"] = _told(found, by_documents, 1, asked.pieces)
    if asked.json:
        typer.echo(json.dumps(told, indent=1))
    else:
        _tables(told)
    if any("failed" in piece for size in found.values() for piece in size.values()):
        raise typer.Exit(1)


def sizes_of(labels: Sequence[int], documents: Sequence[int]) -> tuple[Sizes, Sizes]:
    """(labels, documents) of all that is measured: labels vary beside the most documents, and
    documents beside the most labels, so that the largest of both is among them."""
    most_labels, most_documents = max(labels), max(documents)
    return (
        [(count, most_documents) for count in sorted(set(labels))],
        [(most_labels, count) for count in sorted(set(documents))],
    )


def _size(labels: int, documents: int, pieces: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Each piece with one corpus; a failure is a result as well. Training comes first, for others
    look at what it has learned."""
    found = {}
    with tempfile.TemporaryDirectory(prefix="hyperlabel-scale-") as folder:
        write_corpus(Path(folder), labels, documents)
        for piece in dict.fromkeys(["train", *pieces]):
            say(f"{labels:,} labels, {documents:,} documents: {piece}")
            with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
                try:
                    found[piece] = pool.submit(measure, piece, Path(folder), labels).result()
                    say("  {seconds:.1f} s, {memory_mb:,.0f} MB".format(**found[piece]))
                except Exception as error:  # the other pieces are still wanted
                    say(f"  failed: {error}")
                    found[piece] = {"failed": f"{type(error).__name__}: {error}"}
    return found


def _told(
    found: dict[tuple[int, int], dict[str, dict[str, Any]]],
    sizes: Sequence[tuple[int, int]],
    varied: int,
    pieces: Sequence[str],
) -> dict[str, Any]:
    """piece -> sizes, seconds and peak MB of each, and the power of the size that seconds grow
    with; None where it failed."""
    told: dict[str, Any] = {}
    for piece in pieces:
        each = [found[size][piece] for size in sizes]
        seconds = [one.get("seconds") for one in each]
        told[piece] = {
            "sizes": [size[varied] for size in sizes],
            "seconds": seconds,
            "exponent": _exponent([size[varied] for size in sizes], seconds),
            "memory_mb": [one.get("memory_mb") for one in each],
        }
        if failed := [one["failed"] for one in each if "failed" in one]:
            told[piece]["failed"] = failed
    return told


def _exponent(sizes: Sequence[int], seconds: Sequence[float | None]) -> float | None:
    """The slope of log seconds over log size, by least squares; None for fewer than two sizes."""
    known = [(size, value) for size, value in zip(sizes, seconds) if value]
    if len({size for size, _ in known}) < 2:
        return None
    return float(np.polyfit(*np.log(known).T, deg=1)[0])


def _tables(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    for title, part in (("labels", told), ("documents", told.get("by_documents", {}))):
        pieces = {name: piece for name, piece in part.items() if name != "by_documents"}
        if not pieces:
            continue
        sizes = next(iter(pieces.values()))["sizes"]
        table = Table("piece", *(f"{size:,}" for size in sizes), "exponent", title=title)
        for name, piece in pieces.items():
            cells = [
                "failed" if seconds is None else f"{seconds:.1f} s, {memory or 0:,.0f} MB"
                for seconds, memory in zip(piece["seconds"], piece["memory_mb"])
            ]
            exponent = piece["exponent"]
            table.add_row(name, *cells, "" if exponent is None else f"{exponent:.2f}")
        Console().print(table)
