"""Whether what belongs to a label is nearer to it than what does not: mean rank and MAP.

The relevant labels of a label are its ancestors (or its parents, of an embedding of edges), as in
the reconstruction measure of Nickel and Kiela, *Poincaré Embeddings for Learning Hierarchical
Representations* (2017), and of facebookresearch/poincare-embeddings, where a file's row
(descendant, ancestor) makes the ancestor relevant to the descendant and not the other way round.
Descendants, siblings and all others are irrelevant. The label itself is left out, the virtual
root is no label, and labels without a relevant one are not asked about.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from hmlc_core.evaluation.recovery.distances import Asked, Floats, Rows, parts

Relevant = Sequence[Sequence[int]]
"""The relevant labels of each label."""


@dataclass(frozen=True, kw_only=True)
class Reconstruction:
    """Both measures; NaN where no label has a relevant one.

    mean_rank: of relevant labels, each among the irrelevant ones only; perfect is 1. The mean is
        over all (label, relevant label) pairs together. An irrelevant label at the same distance
        counts half, which is the expectation under ties broken at random. For one label with N
        relevant ones at positions 1, 2, … this is (Σ positions − N(N − 1)/2)/N.
    mean_average_precision: mean over labels of the average precision of ranking all others by
        distance. Labels at one distance are retrieved together (scikit-learn's rule), so that
        ties never help. A random order has about |relevant|/(labels − 1): small trees have high
        chance levels.
    """

    mean_rank: float
    mean_average_precision: float


def reconstruct(rows: Rows, relevant: Relevant, asked: Asked | None = None) -> Reconstruction:
    """Rank all labels around each label that is asked and has relevant ones."""
    ranks, precisions = [], []
    for near, others in _sorted_distances(rows, relevant, asked):
        below, upto = (np.searchsorted(others, near, side) for side in ("left", "right"))
        ranks.append(1 + (below + upto) / 2)
        hits = np.searchsorted(near, near, "right")
        precisions.append(np.mean(hits / (hits + upto)))
    if not ranks:
        return Reconstruction(mean_rank=float("nan"), mean_average_precision=float("nan"))
    return Reconstruction(
        mean_rank=float(np.concatenate(ranks).mean()),
        mean_average_precision=float(np.mean(precisions)),
    )


def mean_rank(rows: Rows, relevant: Relevant) -> float:
    """`Reconstruction.mean_rank`."""
    return reconstruct(rows, relevant).mean_rank


def mean_average_precision(rows: Rows, relevant: Relevant) -> float:
    """`Reconstruction.mean_average_precision`."""
    return reconstruct(rows, relevant).mean_average_precision


def _sorted_distances(
    rows: Rows, relevant: Relevant, asked: Asked | None
) -> Iterator[tuple[Floats, Floats]]:
    """For each label with relevant ones: distances to these, and to the other labels, sorted."""
    here = range(len(relevant)) if asked is None else asked.tolist()
    for part in parts(len(here), len(relevant)):
        for label, distances in zip(here[part], rows(part)):
            if not relevant[label]:
                continue
            wanted = list(relevant[label])
            yield np.sort(distances[wanted]), np.sort(np.delete(distances, [*wanted, label]))
