"""Where label and word points start: from the hierarchy, and from the labels of documents."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sparse
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.text import Encoded
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.experiment.stages import LABELS
from hmlc_core.geometry import Geometry, make_geometry
from hmlc_core.methods.base import Starts

WAY, FEW = 0.5, 3
"""A word of n documents starts WAY · n / (n + FEW) of the way to its midpoint: few documents say
little, and all of the way the first probabilities are so sure that training has to undo them."""

ROWS = 4_096
"""Words placed at once."""


def placing_space(settings: HyperIM) -> Geometry:
    """The space in which labels are placed first: a flat twin copies the ball's coordinates."""
    product = settings.geometry == "product"
    return make_geometry(
        "product" if product else "poincare",
        settings.dim,
        ball_dim=settings.ball_dim,
        aggregate=settings.aggregate,
    )


def label_start(starts: Starts, settings: HyperIM, reach: float | None = None) -> Tensor | None:
    """Where label points (C, dim) start: where their stage has put them, nearer to the centre.

    None where no stage has placed them. reach: see `start_factor`.
    """
    if LABELS.name not in starts:
        return None
    space = placing_space(settings)
    placed = space.project(torch.tensor(starts[LABELS.name]["points"], dtype=torch.float64))
    factor = start_factor(settings, placed, reach)
    return space.scale(factor, placed) if factor != 1 else placed


def farthest(words: NDArray[np.float64] | None, geometry: Geometry) -> float | None:
    """How far the farthest of placed words (V, dim) is from the origin; None without any."""
    return None if words is None else float(geometry.radius(torch.from_numpy(words)).max())


def start_factor(settings: HyperIM, placed: Tensor, reach: float | None = None) -> float:
    """What the distance from the origin of placed labels (C, dim) is multiplied by.

    `label_scale`, or where that is 0 the factor that puts labels, in root mean square, as far out
    as the farthest of words: `reach`, where a stage has placed them; else where words may start,
    at the corner (r, …, r) of the cube ±r from which they are drawn, about 2 r √dim. Labels among
    the words still find their places by what documents say; beyond them they hardly change their
    order, in two dimensions least. At most 1.
    """
    if settings.label_scale:
        return settings.label_scale
    space = placing_space(settings)
    if reach is None:
        corner = torch.full((space.width,), settings.init_range, dtype=torch.float64)
        reach = float(space.radius(space.project(corner)))
    size = float(space.radius(placed).square().mean().sqrt())
    return min(1.0, reach / size) if size > 0 else 1.0


def words_between_labels(
    words: Tensor, labels: Tensor, documents: Encoded, geometry: Geometry
) -> Tensor:
    """Word points (V, dim), each on the way to the midpoint of the labels of its documents.

    A label weighs its share of the word's documents times the positive part of their pointwise
    mutual information, so that labels of everything weigh nothing. Words that no label stands
    out for stay where they are.
    """
    weights, frequency = _weights(documents, len(words))
    placed = words.clone()
    way = torch.from_numpy(WAY * frequency / (frequency + FEW))[:, None]
    told_of = np.flatnonzero(np.diff(weights.indptr))
    for first in range(0, len(told_of), ROWS):
        told = torch.from_numpy(told_of[first : first + ROWS])
        shares = torch.from_numpy(weights[told.numpy()].toarray())
        between = geometry.scale(way[told], geometry.midpoint(labels.double(), shares))
        placed[told] = geometry.project(between.to(words.dtype))
    return placed


def _weights(documents: Encoded, vocabulary: int) -> tuple[sparse.csr_matrix, np.ndarray]:
    """(V, C) weights of labels for each word, and in how many documents each word occurs."""
    rows = np.repeat(np.arange(len(documents)), documents.lengths)
    words, size = documents.tokens.astype(np.int64), (len(documents), vocabulary)
    counts = sparse.coo_matrix((np.ones(len(rows)), (rows, words)), size)
    present = sparse.csr_matrix(counts).sign()
    together = sparse.csr_matrix(present.T @ documents.labels.astype(np.float64))
    frequency = np.asarray(present.sum(0)).ravel()
    support = np.asarray(documents.labels.sum(0)).ravel().astype(np.float64)
    pairs = together.tocoo()
    share = pairs.data / frequency[pairs.row]
    gain = np.log(share * len(documents) / support[pairs.col])
    weights = sparse.coo_matrix((share * gain.clip(min=0), (pairs.row, pairs.col)), pairs.shape)
    found = sparse.csr_matrix(weights)
    found.eliminate_zeros()
    return found, frequency
