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

WORK = 100_000_000
"""Coordinates that steps may read between two looks: on the order of a second. Whoever stops a run
waits for the next look, however long a pass takes."""

BESIDE = 8
"""Coordinates that would take as long as what a distance costs beside its own."""


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
    """Where a descent stands.

    epoch, visited: whole passes, and pairs of the one at work. loss: mean since the last look,
    None where nothing was trained.
    """

    epoch: int
    visited: int
    seconds: float
    loss: float | None
    checkpoint: Checkpoint


@dataclass(frozen=True, slots=True)
class Looks:
    """When there is a look at a descent.

    epochs: the passes after which there is one. ends: how many pairs are visited when each of a
    pass's equal parts ends; between two parts there is a look, too.
    """

    epochs: frozenset[int]
    ends: tuple[int, ...]

    @classmethod
    def of(cls, epochs: int, pairs: int, *, points: int, width: int) -> Looks:
        """`FRAMES` of them, evenly, or more where that would be after more than `WORK`.

        points: that are read for a pair, each of `width` coordinates.
        """
        most = max(1, WORK // (points * (width + BESIDE)))
        parts = -(-pairs // most)
        frames = np.linspace(0, epochs, FRAMES + 1).round().astype(int).tolist()
        often = range(0, epochs, max(1, most // max(1, pairs)))
        ends = (pairs * part // parts for part in range(1, parts + 1))
        return cls(frozenset([*frames, *often]), tuple(ends))


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
    done, visited, seconds = 0, 0, 0.0
    began = random.bit_generator.state

    def look(loss: float | None) -> Look:
        state = {
            "epoch": done,
            "visited": visited,
            "seconds": seconds,
            "began": began,
            "random": random.bit_generator.state,
        }
        kept = Checkpoint(tensors={"points": points.copy()}, state=state)
        return Look(epoch=done, visited=visited, seconds=seconds, loss=loss, checkpoint=kept)

    if resume is not None:
        state = resume.state
        done, visited, seconds = state["epoch"], state.get("visited", 0), state["seconds"]
        points[:] = resume.tensors["points"]
        random.bit_generator.state = state["began"] if visited else state["random"]
    if resume is None or done == epochs:  # one look at least, which tells the result
        yield look(None)
    if done == epochs:
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
    negatives = min(plan.negatives, pairs.nodes)
    looks = Looks.of(epochs, len(pairs), points=2 + negatives, width=points.shape[1])
    lost, since = 0.0, 0
    while done < epochs:
        start = time.perf_counter()
        began = random.bit_generator.state
        order = random.permutation(everyone)
        if visited:  # the state after the parts that are done; only the order was drawn anew
            assert resume is not None, "passes are begun at their beginning"
            random.bit_generator.state = resume.state["random"]
        progress = min(1.0, (done + 1) / max(rise, 1.0))
        for end in [end for end in looks.ends if end > visited]:
            part = order[visited:end]
            lost, since = lost + len(part) * advance(part, progress), since + len(part)
            visited = end
            if visited < len(order):
                seconds += time.perf_counter() - start
                yield look(lost / since)
                lost, since, start = 0.0, 0, time.perf_counter()
        done, visited = done + 1, 0
        seconds += time.perf_counter() - start
        if done in looks.epochs:
            yield look(lost / since)
            lost, since = 0.0, 0


def prepare() -> None:
    """Compile, or load, the loop; in float64, whatever a run's precision."""
    points, pairs = np.zeros((3, 2)), Pairs.of(np.array([[0, 1]]), 3, anchor="child")
    plan = Plan(
        epochs=1, rate=0.1, burn_in=0.0, pull=0.0, negatives=1, with_itself=False, limit=0.9
    )
    random = np.random.default_rng(0)
    for _ in descend(points, pairs, plan, block=Block(2, "sum"), random=random, resume=None):
        pass
