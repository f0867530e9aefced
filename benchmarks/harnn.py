"""An epoch of HARNN: processor seconds and memory, by default as printed and on Reuters.

HMLC_DATA_DIR=… python -m benchmarks harnn --json
"""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from benchmarks.harness import added_memory, say, seconds
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.experiment.presets import preset
from hmlc_core.methods.harnn.method import HarnnMethod


def main(
    name: Annotated[str, typer.Option("--preset", help="A preset of HARNN.")] = "harnn-paper",
    corpus: Annotated[str, typer.Option(help="A known corpus, or a folder.")] = "reuters21578",
    documents: Annotated[int, typer.Option(help="Training documents; 0 for all.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Steps of one epoch, the validation after it and a checkpoint, on one thread."""
    told = measure(name, corpus, documents)
    print(json.dumps(told, indent=1) if as_json else _line(told))


def measure(name: str, corpus: str, documents: int) -> dict[str, Any]:
    """Seconds and MB of one epoch, what it went through, and the validation score after it."""
    import torch

    torch.set_num_threads(1)
    experiment = preset(name).with_values({"corpus.name": corpus, "corpus.documents": documents})
    prepared = prepare(load_corpus(corpus), experiment.corpus, experiment.seed)
    trainer = HarnnMethod().trainer(experiment, prepared)
    say(f"  {len(prepared.train):,} documents, {trainer.batches} steps")
    taken: list[float] = []
    scores: dict[str, float] = {}

    def epoch() -> None:
        for snapshot in trainer.snapshots():
            if snapshot.scores:
                scores.update(snapshot.scores)
                return

    memory = added_memory(lambda: taken.append(seconds(epoch)))
    chosen = experiment.training.select_by
    return {
        "preset": name,
        "corpus": corpus,
        "documents": len(prepared.train),
        "labels": len(prepared.corpus.graph),
        "words": len(prepared.vocabulary),
        "parameters": sum(p.numel() for p in trainer.state.network.parameters()),
        "steps": trainer.batches,
        "seconds": taken[0],
        "memory_mb": memory,
        chosen: scores.get(f"validation/{chosen}"),
    }


def _line(told: dict[str, Any]) -> str:
    memory = "" if told["memory_mb"] is None else f", {told['memory_mb']:,.0f} MB more"
    return (
        f"{told['preset']} on {told['corpus']}: {told['documents']:,} documents, "
        f"{told['steps']} steps in {told['seconds']:.0f} s{memory}"
    )
