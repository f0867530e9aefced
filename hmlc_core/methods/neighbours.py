"""Scores of labels from the nearest training documents, among points of flat space.

A label's score is the share of the neighbours that have it, where each may count as much as it is
similar. Similarities are compared as shares of the largest that there could be, to `DIGITS` digits:
what differs by less is rounding, and of documents that are equally near the first ones are taken.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import final

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.errors import SettingError

Floats = NDArray[np.float64]

METRICS = ("cosine", "dot", "euclidean")
"""Near is a small angle, a large inner product, a small distance."""

DIGITS = 12

CELLS = 4_000_000
"""Similarities that are kept at once, 32 MB; more documents are asked for in several blocks."""


@final
class Neighbours:
    """The `count` nearest of `points`, or all of them where they are fewer.

    points: (documents, width), one row at least. labels: (documents, labels) 0/1. weighted: a
    neighbour counts as its cosine or inner product, 0 where that is negative, or as
    1 / (1 + distance); where all count 0, they count alike.

    The cosine with a zero vector is 0, so that all documents are equally near to one: as nothing
    speaks for the first of them, its scores are those of all.
    """

    def __init__(
        self,
        points: NDArray[np.floating],
        labels: sparse.csr_matrix,
        count: int,
        *,
        metric: str = "cosine",
        weighted: bool = False,
    ) -> None:
        if metric not in METRICS:
            raise SettingError(
                "unknown way to measure how near documents are",
                where="metric",
                expected=", ".join(METRICS),
                received=repr(metric),
            )
        self.points = _unit(points) if metric == "cosine" else np.asarray(points, np.float64)
        self.labels = sparse.csr_matrix(labels, dtype=np.float64)
        self.count = min(count, len(points))
        self.metric, self.weighted = metric, weighted
        self._squares = (self.points**2).sum(axis=1)
        self._all = np.asarray(self.labels.mean(axis=0)).ravel()

    def nearest(self, queries: NDArray[np.floating]) -> tuple[NDArray[np.int64], Floats]:
        """(queries, count) rows of the nearest points, nearest first, and their cosines, inner
        products or distances."""
        blocks = list(self._blocks(queries))
        rows = [near for near, _ in blocks] or [np.zeros((0, self.count), np.int64)]
        measures = [measured for _, measured in blocks] or [np.zeros((0, self.count))]
        return np.concatenate(rows), np.concatenate(measures)

    def scores(self, queries: NDArray[np.floating]) -> Floats:
        """(queries, labels), each from 0 to 1."""
        near, measured = self.nearest(queries)
        weights = self._weights(measured)
        shares = sparse.csr_matrix(
            (weights.ravel(), near.ravel(), np.arange(len(near) + 1) * self.count),
            shape=(len(near), len(self.points)),
        )
        found: Floats = (shares @ self.labels).toarray()
        if self.metric != "euclidean":
            found[~np.any(queries, axis=1)] = self._all
        return np.minimum(found, 1, out=found)  # the sum of shares may be 1 and a rounding

    def _weights(self, measured: Floats) -> Floats:
        """(queries, count), each row with the sum 1."""
        alike = np.full(measured.shape, 1 / self.count)
        if not self.weighted:
            return alike
        euclidean = self.metric == "euclidean"
        similar: Floats = 1 / (1 + measured) if euclidean else np.maximum(measured, 0)
        total = similar.sum(axis=1, keepdims=True)
        return np.where(total > 0, similar / np.where(total > 0, total, 1.0), alike)

    def _blocks(self, queries: NDArray[np.floating]) -> Iterator[tuple[NDArray[np.int64], Floats]]:
        size = max(1, CELLS // len(self.points))
        for start in range(0, len(queries), size):
            block = np.asarray(queries[start : start + size], np.float64)
            near = largest(self._similarities(block), self.count)
            yield near, self._measured(block, near)

    def _similarities(self, block: Floats) -> Floats:
        """(queries, points) as shares of the largest there could be, rounded."""
        if self.metric == "cosine":
            return np.round(_unit(block) @ self.points.T, DIGITS)
        squares, largest = (block**2).sum(axis=1), self._squares.max()
        products = block @ self.points.T
        if self.metric == "dot":
            scale = np.sqrt(squares * largest)
        else:
            products = 2 * products - squares[:, None] - self._squares
            scale = squares + largest
        return np.round(products / np.where(scale > 0, scale, 1.0)[:, None], DIGITS)

    def _measured(self, block: Floats, near: NDArray[np.int64]) -> Floats:
        """(queries, count), not rounded, and distances not by way of squares that cancel."""
        if self.metric == "euclidean":
            columns = (self.points[rows] - block for rows in near.T)
            return np.stack([np.linalg.norm(column, axis=1) for column in columns], axis=1)
        asked = _unit(block) if self.metric == "cosine" else block
        return np.stack([(self.points[rows] * asked).sum(axis=1) for rows in near.T], axis=1)


def _unit(points: NDArray[np.floating]) -> Floats:
    """Rows of length 1; zero vectors stay."""
    points = np.asarray(points, np.float64)
    lengths = np.linalg.norm(points, axis=1, keepdims=True)
    return points / np.where(lengths > 0, lengths, 1.0)


def largest(values: Floats, count: int) -> NDArray[np.int64]:
    """(rows, count) columns of the largest values, largest first, equal ones by column; in linear
    time but for the order of those that are taken."""
    border = np.partition(values, -count, axis=1)[:, [-count]]
    above, equal = values > border, values == border
    missing = count - above.sum(axis=1, keepdims=True)
    taken = above | (equal & (np.cumsum(equal, axis=1) <= missing))
    columns = np.nonzero(taken)[1].reshape(-1, count)
    order = np.argsort(-np.take_along_axis(values, columns, axis=1), axis=1, kind="stable")
    return np.take_along_axis(columns, order, axis=1)
