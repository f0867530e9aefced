"""Reading a table: documents a second and memory, beside pandas on the same file.

python -m benchmarks readers --json
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.harness import added_memory, say, seconds

WORDS, LABELS = 40, 100
"""Words of a document, and labels of the corpus; a document has one or two."""


def main(
    documents: Annotated[str, typer.Option(help="Sizes, by commas.")] = "10000,100000,1000000",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Read a CSV and a JSON-lines table of each size, each reading in a process of its own."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, documents.split(",")):
            for path in _written(Path(folder), size):
                say(f"{size:,} documents, {path.suffix} …")
                ours, peer = (_alone(read, path) for read in (_ours, _pandas))
                found.append(
                    {"format": path.suffix[1:], "documents": size} | _told(ours, peer, size)
                )
                path.unlink()
    if as_json:
        typer.echo(json.dumps({"readers": found}, indent=1))
        return
    for entry in found:
        typer.echo(
            f"{entry['documents']:>9,} {entry['format']:5}  "
            f"{entry['documents_per_second']:>9,.0f} documents/s, {entry['memory_mb']:,.0f} MB; "
            f"pandas {entry['pandas_documents_per_second']:>9,.0f} documents/s, "
            f"{entry['pandas_memory_mb']:,.0f} MB"
        )


def _written(folder: Path, size: int) -> Iterator[Path]:
    """A table of so many documents in each format; one is gone before the next is written."""
    random = np.random.default_rng(0)
    vocabulary = np.array([f"word{n}" for n in range(20_000)])

    def rows() -> Iterator[tuple[str, str, list[str]]]:
        for number in range(size):
            text = " ".join(vocabulary[random.integers(len(vocabulary), size=WORDS)])
            chosen = random.choice(LABELS, random.integers(1, 3), replace=False)
            yield str(number), text, [f"label {n}" for n in chosen]

    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("id", "text", "labels"))
        writer.writerows((name, text, "|".join(labels)) for name, text, labels in rows())
    yield path
    path = folder / "table.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for name, text, labels in rows():
            stream.write(json.dumps({"id": name, "text": text, "labels": labels}) + "\n")
    yield path


def _ours(path: Path) -> None:
    from hmlc_core.data.formats import load

    load(path)


def _pandas(path: Path) -> None:
    import pandas

    pandas.read_csv(path) if path.suffix == ".csv" else pandas.read_json(path, lines=True)


def _alone(read: Callable[[Path], None], path: Path) -> tuple[float, float | None]:
    """Processor seconds and MB of one reading, in a fresh process."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(_measured, read, path).result()


def _measured(read: Callable[[Path], None], path: Path) -> tuple[float, float | None]:
    with tempfile.TemporaryDirectory() as folder:  # what is loaded once is not counted
        for small in _written(Path(folder), 20):
            read(small)
    took: list[float] = []
    memory = added_memory(lambda: took.append(seconds(lambda: read(path))))
    return took[0], memory


def _told(
    ours: tuple[float, float | None], peer: tuple[float, float | None], size: int
) -> dict[str, Any]:
    return {
        "documents_per_second": size / ours[0],
        "memory_mb": ours[1],
        "pandas_documents_per_second": size / peer[0],
        "pandas_memory_mb": peer[1],
    }
