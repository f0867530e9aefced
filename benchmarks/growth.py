"""How a step grows with labels, words, text length and dimension, under partial interaction.

A step scores its batch's own labels and 512 others (Eq. 7), so that its cost should hardly depend
on how many labels there are. `ours` is the step at 36,504 labels, `peer` the same step at 2,000:
a ratio near 1 is the aim. Prediction scores every label, so its time may grow with them, but in
proportion. The paper's model, 10-D float32, 50 documents of 200 words, where nothing else is said.
"""

from __future__ import annotations

import math
from typing import Any

from benchmarks.harness import added_memory, by_turns, result, say
from benchmarks.material import BATCHES, NextStep, made_corpus, trainer

BASE = {"labels": 2_000, "words": 50_000, "length": 200, "dim": 10}
VARIED: dict[str, tuple[int, ...]] = {
    "labels": (103, 2_000, 36_504),
    "words": (50_000, 200_000),
    "length": (100, 200, 400),
    "dim": (2, 10, 50),
}


def measure(*, smallest: bool = False) -> dict[str, Any]:
    """Each quantity varied alone; the smallest form varies labels among a few."""
    base, varied, rounds = dict(BASE), dict(VARIED), 9
    if smallest:
        base = {"labels": 20, "words": 60, "length": 6, "dim": 2}
        varied, rounds = {"labels": (10, 20, 40)}, 1
    details: dict[str, Any] = {}
    for quantity, values in varied.items():
        say(f"  steps with {quantity}: " + ", ".join(f"{value:,}" for value in values))
        steps = {value: _step(base | {quantity: value}) for value in values}
        details[quantity] = _steps(steps, rounds)
        if quantity == "labels":
            say("  predictions")
            details["prediction"] = _predictions(steps, rounds)
    _, middle, most = details["labels"].values()
    memory = most["memory_mb"], middle["memory_mb"]
    return result(most["seconds"], middle["seconds"], *memory) | {"details": details}


def _step(sizes: dict[str, int], batch: int = 50) -> NextStep:
    corpus = made_corpus(
        labels=sizes["labels"],
        words=sizes["words"],
        documents=batch * BATCHES,
        length=sizes["length"],
    )
    changes = (f"model.dim={sizes['dim']}", "model.interaction=sampled")
    return NextStep(trainer(corpus, length=sizes["length"], batch=batch, changes=changes))


def _steps(steps: dict[int, NextStep], rounds: int) -> dict[str, dict[str, float | None]]:
    """Seconds and MB of every step, timed by turns."""
    named = {f"{value:,}": step for value, step in steps.items()}
    times = by_turns(named, rounds=rounds)
    return {
        name: {"seconds": times[name], "memory_mb": added_memory(step)}
        for name, step in named.items()
    }


def _predictions(steps: dict[int, NextStep], rounds: int) -> dict[str, Any]:
    """Seconds to score all labels, and the power of their number that the time grows with."""

    def predicting(step: NextStep) -> Any:
        run = step.trainer
        return lambda: run.predictor.scores(run.prepared.validation)

    actions = {f"{value:,}": predicting(step) for value, step in steps.items()}
    times = by_turns(actions, rounds=max(1, rounds // 3))
    (*_, few, many), (*_, short, long) = steps, times.values()
    memory = {name: added_memory(action) for name, action in actions.items()}
    rows = {name: {"seconds": times[name], "memory_mb": memory[name]} for name in actions}
    return rows | {"power of labels": math.log(long / short) / math.log(many / few)}
