"""All methods with a thousand labels: seconds, peak memory, and P@1 beside label frequency.

python -m benchmarks many_labels --json
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Annotated, Any

import numpy as np
import typer

from benchmarks.harness import peak_memory, say
from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment.models import labelling

CHILDREN = 10
"""Of every label, and labels at the top."""

OWN, COMMON, LENGTH = 4, 3_000, 60
"""Words that speak for one label, words that speak for none, words of a document."""

TELLING = 0.4
"""Share of a document's words that speak for one of its labels."""

SCORE = "P@1"


def main(
    methods: Annotated[str, typer.Option(help="Names, by commas; all where empty.")] = "",
    labels: Annotated[int, typer.Option(min=CHILDREN, help="Labels.")] = 1_000,
    documents: Annotated[int, typer.Option(min=10, help="Training documents.")] = 5_000,
    seed: Annotated[int, typer.Option(help="Of the documents and of the training.")] = 0,
    change: Annotated[list[str] | None, typer.Option("--set", help="field.path=value")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Train each method by its preset for little data, alone in a process, one after the other."""
    found = {}
    for name in methods.split(",") if methods else labelling():
        say(f"{name} …")
        found[name] = _alone(name, labels, documents, seed, change or [])
    frequency = frequency_score(made_corpus(labels=labels, documents=documents, seed=seed))
    told = {"labels": labels, "documents": documents, SCORE: frequency, "methods": found}
    if as_json:
        typer.echo(json.dumps(told, indent=1))
    else:
        _table(told)
    if any("failed" in entry for entry in found.values()):
        raise typer.Exit(1)


def made_corpus(*, labels: int, documents: int, seed: int) -> Corpus:
    """Documents of one or two leaves and all labels above them, ten children a label.

    Some of a document's words are those of its labels, the others say nothing. Leaves and words
    are as unevenly common as in news.
    """
    random = np.random.default_rng(seed)
    graph = LabelGraph(
        tuple(f"label {n}" for n in range(labels)),
        tuple((n // CHILDREN - 1, n) for n in range(CHILDREN, labels)),
    )
    parents = {parent for parent, _ in graph.edges}
    leaves = random.permutation([n for n in range(labels) if n not in parents])
    share, common = (1 / np.arange(8, 8 + size) for size in (len(leaves), COMMON))
    share, common = share / share.sum(), common / common.sum()

    def document(number: int) -> Document:
        drawn = random.choice(leaves, random.integers(1, 3), p=share).tolist()
        own = sorted({label for leaf in drawn for label in (leaf, *graph.ancestors(leaf))})
        telling = random.random(LENGTH) < TELLING
        of_label = OWN * random.choice(own, LENGTH) + random.integers(OWN, size=LENGTH)
        words = zip(
            telling.tolist(), of_label.tolist(), random.choice(COMMON, LENGTH, p=common).tolist()
        )
        text = " ".join(f"t{told}" if tells else f"w{other}" for tells, told, other in words)
        return Document(id=str(number), text=text, labels=tuple(own))

    made = [document(number) for number in range(documents + documents // 5 * 2)]
    ends = documents, documents + documents // 5
    return Corpus(
        name="made",
        title="Made for measuring",
        graph=graph,
        train=tuple(made[: ends[0]]),
        dev=tuple(made[ends[0] : ends[1]]),
        test=tuple(made[ends[1] :]),
    )


def frequency_score(corpus: Corpus) -> float:
    """P@1 of each label's share of the training documents, on test documents."""
    counts = np.bincount([n for each in corpus.train for n in each.labels])
    commonest = int(counts.argmax())
    return float(np.mean([commonest in each.labels for each in corpus.test]))


def _alone(
    name: str, labels: int, documents: int, seed: int, changes: Sequence[str]
) -> dict[str, Any]:
    """What a fresh process measures; a failure is a result as well."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        try:
            return pool.submit(measure, name, labels, documents, seed, changes).result()
        except Exception as error:  # whatever went wrong, the other methods are still wanted
            say(f"  failed: {error}")
            return {"failed": f"{type(error).__name__}: {error}"}


def measure(
    name: str, labels: int, documents: int, seed: int, changes: Sequence[str]
) -> dict[str, Any]:
    """Processor seconds from the documents to the test scores, the process's peak MB, P@1."""
    import torch

    from hmlc_core.experiment.presets import preset_for_method
    from hmlc_core.methods import method_of
    from hmlc_core.methods.train import train

    torch.set_num_threads(1)
    corpus = made_corpus(labels=labels, documents=documents, seed=seed)
    experiment = preset_for_method(name).assign([f"seed={seed}", *changes])
    for kernels in method_of(experiment.model).preparations(experiment).values():
        for kernel in kernels:
            kernel.prepare()
    begun = time.process_time()
    *_, last = train(experiment, corpus)
    return {
        "seconds": time.process_time() - begun,
        "epochs": last.epoch,
        "peak_mb": peak_memory(),
        SCORE: last.scores[f"test/{SCORE}"],
    }


def _table(told: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    title = f"{told['labels']:,} labels, {told['documents']:,} training documents"
    table = Table("method", "seconds", "epochs", "peak MB", SCORE, title=title)
    for name, entry in told["methods"].items():
        if "failed" in entry:
            table.add_row(name, f"failed: {entry['failed']}")
            continue
        peak = "" if entry["peak_mb"] is None else f"{entry['peak_mb']:,.0f}"
        table.add_row(
            name, f"{entry['seconds']:.1f}", f"{entry['epochs']:g}", peak, f"{entry[SCORE]:.3f}"
        )
    table.add_row("label frequency", "", "", "", f"{told[SCORE]:.3f}")
    Console().print(table)
