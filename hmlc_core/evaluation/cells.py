"""Scores and true labels, checked once and walked through in blocks of documents."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hmlc_core.errors import DataError

Scores = NDArray[np.floating]
Truth = sp.csr_matrix | sp.csr_array

BLOCK = 4_000_000
"""Cells (documents × labels) looked at at once: 32 MB of double precision."""


def blocks(scores: Scores, truth: Truth) -> Iterator[tuple[slice, Scores, NDArray[np.bool_]]]:
    """Rows, their scores (rows, C) and their true labels (rows, C), block by block.

    scores: (n, C). Scores that are not numbers become −∞, with a `RuntimeWarning`.
    truth: (n, C), non-zero where a document has a label.
    Raises `DataError` where there is no cell, or the shapes differ.
    """
    if scores.ndim != 2 or scores.shape != truth.shape:
        raise DataError(
            "scores and true labels do not belong together",
            where="scores",
            expected=f"one number for each of {truth.shape[0]} documents × {truth.shape[1]} labels",
            received=f"an array of shape {scores.shape}",
        )
    if not scores.size:
        raise DataError(
            "there is nothing to evaluate",
            where="scores",
            expected="at least one document and one label",
            received=f"{scores.shape[0]} documents × {scores.shape[1]} labels",
        )
    rows = rows_at_once(scores.shape[1])
    starts = range(0, len(scores), rows)
    missing = sum(int(np.isnan(scores[start : start + rows]).sum()) for start in starts)
    if missing:
        warnings.warn(
            f"{missing} of {scores.size} scores are not numbers; they are ranked last",
            RuntimeWarning,
            stacklevel=3,
        )
    for start in starts:
        part = slice(start, start + rows)
        block = scores[part]
        yield part, np.where(np.isnan(block), -np.inf, block), truth[part].toarray() != 0


def rows_at_once(labels: int) -> int:
    """Documents of a block."""
    return max(1, BLOCK // labels)
