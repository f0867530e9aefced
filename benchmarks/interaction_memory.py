"""Memory of a training step under full and sampled interaction, measured and as it is computed.

`ours` scores the batch's own labels and 512 others (Eq. 7), `peer` all 6,000; the details give
every head with either implementation: MB by which resident memory grew, and as computed.
50 documents of 100 words, the paper's encoder, 10-D float32.
"""

from __future__ import annotations

from typing import Any

from benchmarks.harness import added_memory, by_turns, result, say
from benchmarks.material import NextStep, made_corpus, trainer
from hmlc_core.data.step_sizes import step_sizes

HEADS = ("position", "sorted", "pooled")
CALLS = 3
"""Steps of which the largest growth counts."""


def measure(*, smallest: bool = False) -> dict[str, Any]:
    """Heads × implementations × interactions; the smallest form has few labels and one head."""
    sizes = {"labels": 6_000, "words": 5_000, "length": 100, "documents": 200}
    heads, kernels = HEADS, ("numba", "torch")
    if smallest:
        sizes = {"labels": 30, "words": 60, "length": 6, "documents": 200}
        heads, kernels = HEADS[:1], ("torch",)
    corpus = made_corpus(**sizes)
    details: dict[str, Any] = {}
    for head in heads:
        for who in kernels:
            say(f"  {head}, {who}")
            steps = {
                choice: NextStep(
                    trainer(
                        corpus,
                        length=sizes["length"],
                        batch=50,
                        changes=(
                            f"model.head={head}",
                            f"training.kernels={who}",
                            f"model.interaction={choice}",
                        ),
                    )
                )
                for choice in ("full", "sampled")
            }
            seconds = by_turns(steps, rounds=1 if smallest else 3)
            details[f"{head} {who}"] = {
                choice: {
                    "seconds": seconds[choice],
                    "measured_mb": grown(step),
                    "computed_mb": computed(step, choice),
                }
                for choice, step in steps.items()
            }
    first = details[f"{heads[0]} {kernels[0]}"]
    full, sampled = first["full"], first["sampled"]
    memory = sampled["measured_mb"], full["measured_mb"]
    return result(sampled["seconds"], full["seconds"], *memory) | {"details": details}


def grown(step: NextStep) -> float | None:
    """The largest growth of resident memory in a few steps, in MB; None where it is not told."""
    found = [added_memory(step) for _ in range(CALLS)]
    return max((growth for growth in found if growth is not None), default=None)


def computed(step: NextStep, choice: str) -> float:
    """MB of 2**20 bytes, as `added_memory` counts them."""
    experiment, corpus = step.trainer.experiment, step.trainer.prepared.corpus
    sizes = step_sizes(corpus, experiment.corpus, experiment.training.batch)
    found = experiment.model.step_memory(experiment.training, sizes)
    return found["interaction"][choice] / 2**20
