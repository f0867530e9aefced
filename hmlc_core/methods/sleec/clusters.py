"""Clusters of documents by k-means, none of more documents than a limit."""

from __future__ import annotations

import warnings

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray


def clusters(rows: sparse.csr_matrix, size: int, random: np.random.Generator) -> NDArray[np.int64]:
    """(documents,) numbers of clusters of `size` documents at most, from 0 on, none empty.

    K-means in as many as are needed if all were of that size; larger ones again. Documents that
    are all alike are split by their order.
    """
    found = np.zeros(rows.shape[0], dtype=np.int64)
    waiting, count = [np.arange(rows.shape[0])], 0
    while waiting:
        members = waiting.pop()
        needed = -(-len(members) // size)
        if needed <= 1:
            found[members] = count
            count += 1
            continue
        parts = _parts(rows[members], needed, random)
        if max(map(len, parts)) == len(members):
            parts = np.array_split(np.arange(len(members)), needed)
        waiting += [members[part] for part in reversed(parts)]
    return found


def _parts(
    rows: sparse.csr_matrix, count: int, random: np.random.Generator
) -> list[NDArray[np.int64]]:
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    means = KMeans(count, n_init=1, random_state=int(random.integers(2**31)))
    with warnings.catch_warnings():  # fewer different documents than clusters: some stay empty
        warnings.simplefilter("ignore", ConvergenceWarning)
        numbers = means.fit_predict(rows)
    parts = (np.flatnonzero(numbers == number) for number in range(count))
    return [part for part in parts if len(part)]
