"""Reading a table and edges: rows a second and memory, beside pandas on the same file.

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
    """Read a CSV and a JSON-lines table of each size, and as many edges, each in a process of its
    own."""
    found = []
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, documents.split(",")):
            for path in _written(Path(folder), size):
                say(f"{size:,} {_rows(path)}, {path.suffix} …")
                ours, peer = (_alone(read, path) for read in (_ours, _pandas))
                found.append(_told(path, ours, peer, size))
                path.unlink()
    if as_json:
        typer.echo(json.dumps({"readers": found}, indent=1))
        return
    for entry in found:
        rows = "edges" if "edges" in entry else "documents"
        typer.echo(
            f"{entry[rows]:>9,} {entry['format']:5}  "
            f"{entry[f'{rows}_per_second']:>9,.0f} {rows}/s, {entry['memory_mb']:,.0f} MB; "
            f"pandas {entry[f'pandas_{rows}_per_second']:>9,.0f} {rows}/s, "
            f"{entry['pandas_memory_mb']:,.0f} MB"
        )


def _written(folder: Path, size: int) -> Iterator[Path]:
    """A table of so many documents in each format, and so many edges of a tree; one is gone before
    the next is written."""
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
    path = folder / "edges.tsv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("parent\tchild\nROOT\tlabel 0\n")
        for child in range(1, size):
            stream.write(f"label {random.integers(child)}\tlabel {child}\n")
    yield path


def _rows(path: Path) -> str:
    return "edges" if path.suffix == ".tsv" else "documents"


def _ours(path: Path) -> None:
    from hmlc_core.data.edges import load_graph
    from hmlc_core.data.formats import load

    load_graph(path) if _rows(path) == "edges" else load(path)


def _pandas(path: Path) -> None:
    import pandas

    if path.suffix == ".jsonl":
        pandas.read_json(path, lines=True)
    else:
        pandas.read_csv(path, sep="," if path.suffix == ".csv" else "\t")


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
    path: Path, ours: tuple[float, float | None], peer: tuple[float, float | None], size: int
) -> dict[str, Any]:
    rows = _rows(path)
    return {
        "format": path.suffix[1:],
        rows: size,
        f"{rows}_per_second": size / ours[0],
        "memory_mb": ours[1],
        f"pandas_{rows}_per_second": size / peer[0],
        "pandas_memory_mb": peer[1],
    }
