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

import numpy as np
import torch
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.descent import Plan, block_of, descend, prepare
from hmlc_core.embeddings.pairs import Pairs
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
    block = block_of(geometry, "labels cannot be placed")
    limit = geometry.limit(getattr(torch, dtype))
    pairs = _pairs(graph, settings)
    return _optimised(graph, pairs, settings, geometry.width, block, limit, seed, resume)


def embedding_kernels(settings: LabelEmbedding) -> tuple[Preparation, ...]:
    """The compiled code that `embed_labels` calls; in float64, whatever a run's precision."""
    return (_OPTIMISATION,) if settings.method == "optimised" else ()


_OPTIMISATION = Preparation("placing of labels", prepare)


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


def _pairs(graph: LabelGraph, settings: LabelEmbedding) -> Pairs:
    """T of Eq. 2. Nodes are the labels and, after them, the virtual root if there is one."""
    related = graph.closure() if settings.pairs == "closure" else np.array(graph.edges, np.int64)
    related = related.reshape(-1, 2)
    nodes = len(graph)
    if settings.virtual_root and len(graph.roots()) > 1:
        below = range(nodes) if settings.pairs == "closure" else graph.roots()
        joined = np.array([(nodes, label) for label in below], np.int64)
        related = np.concatenate([related, joined])
        nodes += 1
    return Pairs.of(related, nodes, anchor=settings.anchor)


def _optimised(
    graph: LabelGraph,
    pairs: Pairs,
    settings: LabelEmbedding,
    width: int,
    block: Block,
    limit: float,
    seed: int,
    resume: Checkpoint | None,
) -> Iterator[Snapshot]:
    random = np.random.default_rng(seed)
    points = random.uniform(-INIT_RANGE, INIT_RANGE, (pairs.nodes, width))
    plan = Plan(
        epochs=settings.epochs,
        rate=settings.rate,
        burn_in=settings.burn_in,
        pull=settings.pull,
        negatives=pairs.nodes if pairs.nodes <= FULL_SOFTMAX else settings.negatives,
        with_itself=settings.denominator == "self",
        limit=limit,
    )
    labels, steps = points[: len(graph)], settings.epochs * len(pairs)
    for look in descend(points, pairs, plan, block=block, random=random, resume=resume):
        yield Snapshot(
            stage=LABELS.name,
            step=look.epoch * len(pairs) + look.visited,
            steps=steps,
            epoch=look.epoch + look.visited / max(1, len(pairs)),
            seconds=look.seconds,
            losses={} if look.loss is None else {"loss": look.loss},
            health=_health(labels, pairs.skipped),
            label_points=frozen_copy(labels),
            checkpoint=look.checkpoint,
        )


def _health(points: NDArray[np.float64], skipped: int) -> dict[str, float]:
    return {
        "largest_label_norm": float(np.linalg.norm(points, axis=1).max()),
        "skipped_pairs": float(skipped),
    }
