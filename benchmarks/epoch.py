"""An epoch of a preset, or the whole fit of a method that has no epochs: seconds and memory.

HMLC_DATA_DIR=… python -m benchmarks epoch --preset harnn-paper --corpus reuters21578 --json
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from benchmarks.harness import added_memory, say
from hmlc_core.data.prepare import prepare
from hmlc_core.data.registry import load_corpus
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train

if TYPE_CHECKING:
    from hmlc_core.data.prepare import Prepared
    from hmlc_core.snapshot import Snapshot


def main(
    name: Annotated[str, typer.Option("--preset", help="A preset of any method.")],
    corpus: Annotated[str, typer.Option(help="A known corpus, or a folder.")] = "reuters21578",
    documents: Annotated[int, typer.Option(help="Training documents; 0 for all.")] = 0,
    change: Annotated[list[str] | None, typer.Option("--set", help="field.path=value")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Steps of one epoch and the validation after it, on one thread; a fit for other methods."""
    told = measure(name, corpus, documents, change or [])
    print(json.dumps(told, indent=1) if as_json else _line(told))


def measure(name: str, corpus: str, documents: int, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Seconds of the stages before training, seconds and MB from there to the first validation, and
    what was gone through; MB are those of both."""
    import torch

    torch.set_num_threads(1)
    experiment = preset(name).with_values({"corpus.name": corpus, "corpus.documents": documents})
    experiment = experiment.assign(list(changes))
    method = method_of(experiment.model)
    for kernels in method.preparations(experiment).values():
        for kernel in kernels:
            kernel.prepare()
    data = load_corpus(corpus)
    prepared = prepare(data, experiment.corpus, experiment.seed)
    say(f"  {len(prepared.train):,} documents")
    lap = _Lap(train(experiment, data))
    memory = added_memory(lap)
    chosen = experiment.training.select_by
    return {
        "preset": name,
        "corpus": corpus,
        "documents": len(prepared.train),
        "labels": len(prepared.corpus.graph),
        "words": len(prepared.vocabulary),
        "parameters": _parameters(experiment, prepared, lap.end),
        "steps": lap.end.step,
        "epochs": lap.end.epoch,
        "seconds_before": lap.before,
        "seconds": lap.seconds,
        "memory_mb": memory,
        chosen: lap.end.scores.get(f"validation/{chosen}"),
    }


class _Lap:
    """Called once, it goes through a run's snapshots up to the first validation, or the end."""

    end: Snapshot
    before = seconds = 0.0

    def __init__(self, snapshots: Iterator[Snapshot]) -> None:
        self.snapshots = snapshots

    def __call__(self) -> None:
        begun = time.process_time()
        trained = (one for one in self.snapshots if one.stage == CLASSIFIER.name)
        next(trained)  # told before the first step
        ready = time.process_time()
        self.before = ready - begun
        for self.end in trained:
            if self.end.scores:
                break
        self.seconds = time.process_time() - ready


def _parameters(experiment: Experiment, prepared: Prepared, end: Snapshot) -> int | None:
    """How many numbers are learned, where a snapshot tells."""
    checkpoint = end.checkpoint
    if checkpoint is None or checkpoint.piece:
        told = end.scores.get("network/parameters")
        return None if told is None else int(told)
    return method_of(experiment.model).load(experiment, prepared, checkpoint).parameters


def _line(told: dict[str, Any]) -> str:
    memory = "" if told["memory_mb"] is None else f", {told['memory_mb']:,.0f} MB more"
    before = f" after {told['seconds_before']:.0f} s before" if told["seconds_before"] >= 1 else ""
    return (
        f"{told['preset']} on {told['corpus']}: {told['documents']:,} documents, "
        f"{told['steps']:,} steps in {told['seconds']:.0f} s{before}{memory}"
    )
