"""What a corpus takes until a model can train on it: processor seconds and memory.

python -m benchmarks prepare --documents 50000,200000 --json
"""

from __future__ import annotations

import json
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated, Any

import typer

from benchmarks.harness import added_memory, peak_memory, say, seconds

LABELS, WORDS, LENGTH = 2_000, 50_000, 100
"""Labels and different words of the corpus, and words of a document."""


def main(
    documents: Annotated[str, typer.Option(help="Sizes, by commas.")] = "50000,100000,200000",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Prepare made corpora of these sizes with the default settings, each in a process of its own.

    The floor is finding the words of the texts, once. Memory is all that the process holds at
    most, with its libraries and the texts; `added_mb` is what preparing adds.
    """
    found = []
    for size in map(int, documents.split(",")):
        say(f"{size:,} documents …")
        found.append(_alone(size))
    if as_json:
        typer.echo(json.dumps({"prepare": found}, indent=1))
        return
    for entry in found:
        typer.echo(
            f"{entry['documents']:>9,} documents  {entry['seconds']:6.2f} s "
            f"(words alone {entry['floor_seconds']:.2f} s)  {entry['memory_mb']:,.0f} MB"
        )


def _alone(size: int) -> dict[str, Any]:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(measured, size).result()


def measured(size: int) -> dict[str, Any]:
    """Seconds and memory at one size."""
    from benchmarks.material import made_corpus
    from hmlc_core.data.prepare import prepare
    from hmlc_core.data.text import tokenize
    from hmlc_core.experiment import CorpusSettings

    settings = CorpusSettings()
    small = made_corpus(labels=10, words=100, documents=20, length=LENGTH)
    prepare(small, settings, 0)  # what is loaded once is not counted
    corpus = made_corpus(labels=LABELS, words=WORDS, documents=size, length=LENGTH)
    took: list[float] = []
    added = added_memory(lambda: took.append(seconds(lambda: prepare(corpus, settings, 0))))
    memory = peak_memory()

    def words() -> None:
        for document in corpus.train:
            tokenize(document.text, settings.max_words)

    return {
        "documents": len(corpus.train),
        "seconds": took[0],
        "floor_seconds": seconds(words),
        "memory_mb": memory,
        "added_mb": added,
    }
