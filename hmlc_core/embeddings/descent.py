"""Passes of Riemannian SGD over pairs, watched, stopped and gone on with: Eq. 2 and Eq. 4."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.embeddings.pairs import Pairs
from hmlc_core.errors import SettingError
from hmlc_core.geometry import Geometry
from hmlc_core.geometry.block import Block
from hmlc_core.snapshot import Checkpoint

FRAMES = 32
"""Looks after the first; enough for a smooth picture of the movement."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How points move.

    epochs: passes over all pairs. rate: length of a step, which rises from 0 over the share
    `burn_in` of the passes. pull: share of the way to the origin that both points of a pair go
    per unit of rate. negatives: nodes drawn per pair, all where there are no more. with_itself:
    p, not q, completes the softmax. limit: largest norm of a point, in each ball.
    """

    epochs: int
    rate: float
    burn_in: float
    pull: float
    negatives: int
    with_itself: bool
    limit: float


@dataclass(frozen=True, eq=False, kw_only=True)
class Look:
    """Where a descent stands. loss: mean since the last look, None where nothing was trained."""

    epoch: int
    seconds: float
    loss: float | None
    checkpoint: Checkpoint


def evenly(epochs: int) -> set[int]:
    """The passes after which there is a look: `FRAMES`, or all where there are fewer."""
    return set(np.linspace(0, epochs, FRAMES + 1).round().astype(int).tolist())


def block_of(geometry: Geometry, what: str) -> Block:
    """How compiled code measures in a space; raises `SettingError` where it does not.

    what: what then cannot be done, such as "labels cannot be placed".
    """
    if geometry.block is None:
        raise SettingError(
            f"{what} in this space",
            where="geometry",
            expected="a space whose `block` says how compiled code measures in it",
            received=str(geometry),
        )
    return geometry.block


def descend(
    points: NDArray[np.float64],
    pairs: Pairs,
    plan: Plan,
    *,
    block: Block,
    random: np.random.Generator,
    resume: Checkpoint | None,
) -> Iterator[Look]:
    """Move `points` (nodes, width), in place; a look at the start, at even distances, at the end.

    The same arguments give the same looks, and `resume` is the checkpoint of the one to go on
    after. Without pairs the start is the only look.
    """
    epochs = plan.epochs if len(pairs) else 0
    begun, seconds = 0, 0.0

    def look(epoch: int, loss: float | None) -> Look:
        state = {"epoch": epoch, "seconds": seconds, "random": random.bit_generator.state}
        kept = Checkpoint(tensors={"points": points.copy()}, state=state)
        return Look(epoch=epoch, seconds=seconds, loss=loss, checkpoint=kept)

    if resume is not None:
        begun, seconds = resume.state["epoch"], resume.state["seconds"]
        points[:] = resume.tensors["points"]
        random.bit_generator.state = resume.state["random"]
    if resume is None or begun == epochs:  # one look at least, which tells the result
        yield look(begun, None)
    if begun == epochs:
        return

    from hmlc_core.embeddings.sgd import epoch as one_pass

    def advance(order: NDArray[np.int64], progress: float) -> float:
        loss: float = one_pass(
            points,
            pairs.anchors,
            pairs.partners,
            order,
            pairs.starts,
            pairs.paired,
            plan.negatives,
            plan.with_itself,
            plan.rate * progress,
            plan.pull * progress,
            0 if block.mode == "flat" else block.coordinates,
            block.mode == "l2",
            plan.limit,
            random,
        )
        return loss

    everyone = np.arange(len(pairs))
    advance(everyone[:0], 0.0)  # compiles where that was never done; not counted as training
    rise = plan.burn_in * epochs
    looks = evenly(epochs)
    losses: list[float] = []
    for epoch in range(begun + 1, epochs + 1):
        start = time.perf_counter()
        losses.append(advance(random.permutation(everyone), min(1.0, epoch / max(rise, 1.0))))
        seconds += time.perf_counter() - start
        if epoch in looks:
            yield look(epoch, float(np.mean(losses)))
            losses = []


def prepare() -> None:
    """Compile, or load, the loop; in float64, whatever a run's precision."""
    points, pairs = np.zeros((3, 2)), Pairs.of(np.array([[0, 1]]), 3, anchor="child")
    plan = Plan(
        epochs=1, rate=0.1, burn_in=0.0, pull=0.0, negatives=1, with_itself=False, limit=0.9
    )
    random = np.random.default_rng(0)
    for _ in descend(points, pairs, plan, block=Block(2, "sum"), random=random, resume=None):
        pass
