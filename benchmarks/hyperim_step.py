"""One optimiser step of HyperIM: ours, as training takes it, and the paper's formulas in torch.

Forward, backward and Riemannian Adam over a batch of full-length documents, 103 labels, 50,000
words, the paper's head. Both start from the same weights, and their logits are compared first.
"""

from __future__ import annotations

import statistics
from typing import Any

import torch

from benchmarks.harness import added_memory, by_turns, compared, say, seconds, skipped
from benchmarks.material import BATCHES, NextStep, made_corpus, trainer
from hmlc_core.data.registry import data_dirs, load_corpus
from hmlc_core.training.batches import collate, shuffled
from hmlc_core.training.loop import Trainer

SPACES = {
    "10d": ("model.dim=10",),
    "2d": ("model.dim=2",),
    "75x2": ("model.geometry=product", "model.dim=150", "model.ball_dim=2"),
}
TOLERANCE = {"float64": 1e-9, "float32": 1e-3}
"""Largest difference of logits, as a share of the largest logit."""


def measure(*, space: str, dtype: str, smallest: bool = False) -> dict[str, Any]:
    """The step at 200 words; details: 300 words, a whole epoch, a product's larger batches."""
    if smallest:
        return _against_peer(space, dtype, batch=2, length=20, labels=7, words=50, rounds=1)
    if space == "75x2":
        main = _against_peer(space, dtype, batch=8, length=200, rounds=2)
        return main | {"details": _batches()}
    main = _against_peer(space, dtype, batch=50, length=200, rounds=5)
    details = {"300 words": _against_peer(space, dtype, batch=50, length=300, rounds=3)}
    if (space, dtype) == ("10d", "float32"):
        details["epoch"] = _epoch()
    return main | {"details": details}


def _against_peer(
    space: str, dtype: str, *, batch: int, length: int, rounds: int, labels: int = 103,
    words: int = 50_000,
) -> dict[str, Any]:  # fmt: skip
    say(f"  {space} {dtype}: {batch} documents of {length} words")
    ours, peer = beside_peer(space, dtype, batch=batch, length=length, labels=labels, words=words)
    return compared(ours, peer, rounds=rounds)


def beside_peer(
    space: str, dtype: str, *, batch: int, length: int = 200, labels: int = 103,
    words: int = 50_000,
) -> tuple[NextStep, Any]:  # fmt: skip
    """Our next step and the peer's, from the same weights."""
    ours = _ours(space, dtype, batch=batch, length=length, labels=labels, words=words)
    return ours, _peer(ours)


def _ours(space: str, dtype: str, *, batch: int, length: int, labels: int, words: int) -> NextStep:
    corpus = made_corpus(labels=labels, words=words, documents=batch * BATCHES, length=length)
    changes = (*SPACES[space], f"training.dtype={dtype}")
    return NextStep(trainer(corpus, length=length, batch=batch, changes=changes))


def _peer(ours: NextStep) -> Any:
    """The peer's step over the same documents, with the same weights; raises if values differ."""
    from benchmarks.peers import hyperim

    run = ours.trainer
    model, settings = run.state.network, run.settings
    head = model.heads[0]
    twin = hyperim.HyperIM(
        model.words, model.labels, model.gru.w, model.gru.u, model.gru.b, head.inner.weight,
        head.outer.weight, ball=model.geometry.block.coordinates,
    )  # fmt: skip
    _check_same(run, twin, ours)
    taken = iter(range(10**9))

    def batches() -> tuple[torch.Tensor, torch.Tensor]:
        batch = collate(run.prepared.train, ours.rows_of(next(taken)))
        return batch.tokens, batch.truth

    return hyperim.steps(
        twin, batches, point_rate=settings.point_rate, weight_rate=settings.weight_rate
    )


@torch.no_grad()
def _check_same(run: Trainer, twin: Any, ours: NextStep) -> None:
    batch = collate(run.prepared.train, ours.rows_of(0))
    own = run.state.network.logits(batch.tokens, batch.lengths)
    other = twin.logits(batch.tokens)
    apart = float((own - other).abs().max() / own.abs().max())
    if not apart <= TOLERANCE[run.settings.dtype]:
        raise ArithmeticError(
            f"logits of ours and of the peer are {apart:.1e} of the largest apart"
        )


def _batches() -> dict[str, Any]:
    """Larger batches in float32, where the peer would need 20 GB: ours alone, by turns."""
    say("  75x2 float32: 8 and 50 documents, ours alone")
    steps = {
        f"float32, {batch} documents": _ours(
            "75x2", "float32", batch=batch, length=200, labels=103, words=50_000
        )
        for batch in (8, 50)
    }
    for step in steps.values():
        step()
    memory = {name: added_memory(step) for name, step in steps.items()}
    times = by_turns(steps, rounds=7)
    small, large = times.values()
    rows = {name: {"ours": times[name], "memory_mb": memory[name]} for name in steps}
    return rows | {"50 documents per 8 documents": large / small}


def _epoch() -> dict[str, Any]:
    """All steps of one epoch over the RCV1 sample, as the preset `paper-small` takes them."""
    name = "rcv1_hyperim_sample"
    if not any((folder / name).is_dir() for folder in data_dirs()):
        return skipped(f"no folder of HMLC_DATA_DIR has {name}")
    say(f"  an epoch over {name}")
    run = trainer(load_corpus(name), length=200, batch=50)
    run.state.network.train()

    def epoch() -> None:
        run.steps.run(list(shuffled(run.prepared.train, 50, run.state.generator)))

    epoch()
    times = [seconds(epoch) for _ in range(3)]
    return {"ours": statistics.median(times), "documents": len(run.prepared.train)}
