"""The stage `labels` of DXML: vectors of labels from the graph of labels that come together."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import scipy.sparse as sparse
import torch

from hmlc_core.data.cooccurrence import cooccurrence
from hmlc_core.embeddings.walks import (
    Vectors,
    factorised,
    meetings,
    shifted_ppmi,
    turned_to,
    walk_round,
)
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.experiment.stages import LABELS
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy


def label_graph(labels: sparse.csr_matrix) -> sparse.csr_matrix:
    """(C, C) in how many documents both labels are, of a (documents, C) 0/1 matrix; no label is
    its own neighbour."""
    counts = cooccurrence(labels)
    counts.setdiag(0)
    counts.eliminate_zeros()
    return counts


def embed_labels(
    graph: sparse.csr_matrix, settings: DXML, *, seed: int, resume: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Snapshots of stage `labels`: where vectors start, then what each round of walks makes of
    them, all rounds so far together.

    graph: see `label_graph`. Row i of `label_points` (C, dim) is label i. A label that no walk
    says anything about (it comes with no other, or with all alike) keeps the direction it was
    drawn with, as skip-gram would leave it, and is as long as the others in root mean square.
    Each snapshot carries a checkpoint; resume: that of the snapshot to go on after.
    """
    nodes, rounds = graph.shape[0], settings.walks
    generator = torch.Generator().manual_seed(seed)
    drawn = torch.randn(nodes, settings.dim, generator=generator, dtype=torch.float64).numpy()
    drawn /= np.linalg.norm(drawn, axis=1, keepdims=True)
    points, counts = drawn, sparse.csr_matrix((nodes, nodes))
    begun, seconds = 0, 0.0
    if resume is not None:
        begun, seconds = resume.state["step"], resume.state["seconds"]
        points = np.array(resume.tensors["points"])
        parts = (resume.tensors[name] for name in ("counts", "columns", "rows"))
        counts = sparse.csr_matrix(tuple(np.array(part) for part in parts), (nodes, nodes))
        generator.set_state(torch.tensor(resume.tensors["random"]))

    def snapshot(step: int) -> Snapshot:
        return Snapshot(
            stage=LABELS.name,
            step=step,
            steps=rounds,
            epoch=float(step),
            seconds=seconds,
            health={"largest_label_norm": float(np.linalg.norm(points, axis=1).max())},
            label_points=frozen_copy(points),
            checkpoint=Checkpoint(
                tensors={
                    "points": points.copy(),
                    "counts": counts.data,
                    "columns": counts.indices,
                    "rows": counts.indptr,
                    "random": generator.get_state().numpy().copy(),
                },
                state={"step": step, "seconds": seconds},
            ),
        )

    if resume is None or begun == rounds:  # one snapshot at least, which tells the result
        yield snapshot(begun)
    for step in range(begun, rounds):
        start = time.perf_counter()
        walks = walk_round(graph, settings.walk_length, generator)
        counts = sparse.csr_matrix(counts + meetings(walks, settings.window, nodes))
        found = factorised(shifted_ppmi(counts, settings.negatives), settings.dim)
        points = _completed(turned_to(found, points), drawn)
        seconds += time.perf_counter() - start
        yield snapshot(step + 1)


def _completed(points: Vectors, drawn: Vectors) -> Vectors:
    """The points (C, dim), and where they are 0 the drawn directions."""
    lengths = np.linalg.norm(points, axis=1)
    placed = lengths > NOTHING
    usual = np.sqrt(np.mean(lengths[placed] ** 2)) if placed.any() else 1.0
    return np.where(placed[:, None], points, usual * drawn)


NOTHING = 1e-6
"""Length below which a vector is 0 but for rounding, of which a root is taken."""
