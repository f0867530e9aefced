"""Eq. 2 of HyperIM: labels of a hierarchy as points, related ones near, unrelated ones far apart.

Chen et al., *Hyperbolic Interaction Model for Hierarchical Multi-Label Classification* (2020),
Eq. 2, after Nickel and Kiela, *Poincaré Embeddings for Learning Hierarchical Representations*
(2017), Eq. 5-6. For a pair (p, q) of T the loss is
−log( e^{−d(p, q)} / Σ_{q' ∈ N(p)} e^{−d(p, q')} ), where N(p) holds the nodes that p is not
paired with and, by `denominator`, the positive q or p itself.

Which label of a pair is p matters more than anything else here. With p the descendant, as in the
published benchmark, a general label is near everything below it and must move to the centre. With
p the ancestor, as HyperIM's (parent, child) reads literally, nothing asks for that: on WordNet's
mammals (5-D) the mean average precision of ancestors is then .11 instead of .97.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.experiment.stages import LABELS
from hmlc_core.geometry import Geometry, PoincareBall
from hmlc_core.geometry.block import Block
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy

FULL_SOFTMAX = 600
"""Largest number of labels for which every unrelated label is a negative of every pair."""

FRAMES = 32
"""Snapshots after the first; enough for a smooth picture of the movement."""

INIT_RANGE = 0.001
"""Points start uniformly in ± this range (both papers)."""


def embed_labels(
    graph: LabelGraph,
    settings: LabelEmbedding,
    *,
    geometry: Geometry,
    seed: int,
    dtype: str = "float64",
    resume: Checkpoint | None = None,
) -> Iterator[Snapshot]:
    """Snapshots of stage `labels`: the initial points, then evenly spaced looks, then the result.

    Row i of `label_points` (labels, width) is label i; a virtual root has no row. Steps are pairs.
    Optimisation runs in float64; `dtype` (float32 or float64) says for which precision the points
    keep away from the rim. The same arguments give the same snapshots; each carries a checkpoint,
    and `resume` is that of the snapshot to go on after. Labels without anything to
    tell them apart (a single label, no edges, every label related to every other) keep their
    initial points: then the first snapshot is the only one.

    Raises, at the call, `DataError` if there are no labels and `SettingError` if Sarkar's
    construction is wanted in another space than the Poincaré disk, or optimisation in one that
    compiled code does not know.
    """
    if not len(graph):
        raise DataError("there is no label to embed", where="label graph")
    if settings.method == "sarkar":
        if geometry != PoincareBall(2):
            raise SettingError(
                "Sarkar's construction draws in the Poincaré disk only",
                where="labels.method",
                expected="geometry poincare with dim 2",
                received=f"geometry {geometry.name} with dim {geometry.dim}",
                remedy="Choose that space, or labels.method=optimised.",
            )
        return _constructed(graph)
    if geometry.block is None:
        raise SettingError(
            "labels cannot be placed in this space",
            where="geometry",
            expected="a space whose `block` says how compiled code measures in it",
            received=str(geometry),
        )
    limit = geometry.limit(getattr(torch, dtype))
    pairs = _pairs(graph, settings)
    return _optimised(graph, pairs, settings, geometry.width, geometry.block, limit, seed, resume)


def embedding_kernels(settings: LabelEmbedding) -> tuple[Preparation, ...]:
    """The compiled code that `embed_labels` calls; in float64, whatever a run's precision."""
    return (_OPTIMISATION,) if settings.method == "optimised" else ()


def _prepare() -> None:
    """Compile, or load, the optimisation."""
    tree = LabelGraph(("root", "left", "right"), ((0, 1), (0, 2)))
    for _ in embed_labels(tree, LabelEmbedding(epochs=1), geometry=PoincareBall(2), seed=0):
        pass


_OPTIMISATION = Preparation("placing of labels", _prepare)


def _constructed(graph: LabelGraph) -> Iterator[Snapshot]:
    start = time.perf_counter()
    points = sarkar(graph)
    seconds = time.perf_counter() - start
    yield Snapshot(
        stage=LABELS.name,
        step=1,
        steps=1,
        epoch=1,
        seconds=seconds,
        health=_health(points, skipped=0),
        label_points=frozen_copy(points),
    )


@dataclass(frozen=True)
class _Pairs:
    """T of Eq. 2 as arrays. Nodes are the labels and, after them, the virtual root if there is one.

    anchors, partners: (pairs,) nodes p and q of each pair for which p has a negative.
    starts, paired: nodes paired with i, negatives of i never, are paired[starts[i]:starts[i + 1]].
    skipped: number of pairs left out because p is paired with every node.
    """

    nodes: int
    anchors: NDArray[np.int64]
    partners: NDArray[np.int64]
    starts: NDArray[np.int64]
    paired: NDArray[np.int64]
    skipped: int


def _pairs(graph: LabelGraph, settings: LabelEmbedding) -> _Pairs:
    related = graph.closure() if settings.pairs == "closure" else np.array(graph.edges, np.int64)
    related = related.reshape(-1, 2)
    nodes = len(graph)
    if settings.virtual_root and len(graph.roots()) > 1:
        below = range(nodes) if settings.pairs == "closure" else graph.roots()
        joined = np.array([(nodes, label) for label in below], np.int64)
        related = np.concatenate([related, joined])
        nodes += 1
    columns = related if settings.anchor == "parent" else related[:, ::-1]
    anchors, partners = columns[np.lexsort(columns.T[::-1])].T
    counts = np.bincount(anchors, minlength=nodes)
    usable = counts[anchors] < nodes - 1
    return _Pairs(
        nodes=nodes,
        anchors=anchors[usable],
        partners=partners[usable],
        starts=np.concatenate([[0], np.cumsum(counts)]),
        paired=np.ascontiguousarray(partners),
        skipped=int((~usable).sum()),
    )


def _optimised(
    graph: LabelGraph,
    pairs: _Pairs,
    settings: LabelEmbedding,
    width: int,
    block: Block,
    limit: float,
    seed: int,
    resume: Checkpoint | None,
) -> Iterator[Snapshot]:
    random = np.random.default_rng(seed)
    points = random.uniform(-INIT_RANGE, INIT_RANGE, (pairs.nodes, width))
    epochs = settings.epochs if len(pairs.anchors) else 0

    def snapshot(epoch: int, seconds: float, losses: dict[str, float]) -> Snapshot:
        labels = points[: len(graph)]
        return Snapshot(
            stage=LABELS.name,
            step=epoch * len(pairs.anchors),
            steps=epochs * len(pairs.anchors),
            epoch=epoch,
            seconds=seconds,
            losses=losses,
            health=_health(labels, pairs.skipped),
            label_points=frozen_copy(labels),
            checkpoint=Checkpoint(
                tensors={"points": points.copy()},
                state={
                    "epoch": epoch,
                    "seconds": seconds,
                    "random": random.bit_generator.state,
                },
            ),
        )

    begun, seconds = 0, 0.0
    if resume is not None:
        begun, seconds = resume.state["epoch"], resume.state["seconds"]
        points[:] = resume.tensors["points"]
        random.bit_generator.state = resume.state["random"]
    if resume is None or begun == epochs:  # one snapshot at least, which tells the result
        yield snapshot(begun, seconds, {})
    if begun == epochs:
        return

    from hmlc_core.embeddings.sgd import epoch as one_pass

    wanted = pairs.nodes if pairs.nodes <= FULL_SOFTMAX else settings.negatives

    def advance(order: NDArray[np.int64], progress: float) -> float:
        loss: float = one_pass(
            points,
            pairs.anchors,
            pairs.partners,
            order,
            pairs.starts,
            pairs.paired,
            wanted,
            settings.denominator == "self",
            settings.rate * progress,
            settings.pull * progress,
            0 if block.mode == "flat" else block.coordinates,
            block.mode == "l2",
            limit,
            random,
        )
        return loss

    everyone = np.arange(len(pairs.anchors))
    advance(everyone[:0], 0.0)  # compiles where that was never done; not counted as training
    rise = settings.burn_in * epochs
    looks = set(np.linspace(0, epochs, FRAMES + 1).round().astype(int).tolist())
    losses: list[float] = []
    for epoch in range(begun + 1, epochs + 1):
        start = time.perf_counter()
        losses.append(advance(random.permutation(everyone), min(1.0, epoch / max(rise, 1.0))))
        seconds += time.perf_counter() - start
        if epoch in looks:
            yield snapshot(epoch, seconds, {"loss": float(np.mean(losses))})
            losses = []


def _health(points: NDArray[np.float64], skipped: int) -> dict[str, float]:
    return {
        "largest_label_norm": float(np.linalg.norm(points, axis=1).max()),
        "skipped_pairs": float(skipped),
    }
