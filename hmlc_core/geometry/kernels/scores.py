"""Scores −d of every word of a batch for every label; nothing has words × labels × k numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import kernel
from hmlc_core.geometry.kernels.pairs import (
    GRADIENT,
    L2,
    SCORE,
    add_to_document,
    read_document,
    score,
    score_back,
    steepness,
)

Array = Any


@kernel
def forward(words: Array, labels: Array, lengths: Array, block: int, mode: int, out: Array) -> None:
    """Fill out (B, S, T) for words (B, T, k) and labels (S, k); 0 after a document's length."""
    steep = steepness(labels, block)
    for b in range(words.shape[0]):
        n = lengths[b]
        x, x_steep, r = read_document(words, b, n, block)
        for s in range(labels.shape[0]):
            score(x, x_steep, labels, steep, s, mode, r)
            for i in range(n):
                out[b, s, i] = r[SCORE, i]
            for i in range(n, out.shape[2]):
                out[b, s, i] = 0


@kernel
def backward(
    words: Array, labels: Array, lengths: Array, block: int, mode: int, gout: Array,
    gwords: Array, glabels: Array,
) -> None:  # fmt: skip
    """Add the gradients of `forward` to gwords and glabels, given gout (B, S, T)."""
    steep, scored = steepness(labels, block), mode == L2
    for b in range(words.shape[0]):
        n = lengths[b]
        x, x_steep, r = read_document(words, b, n, block)
        gx, along = np.zeros_like(x), np.zeros_like(x_steep)
        for s in range(labels.shape[0]):
            if scored:
                score(x, x_steep, labels, steep, s, mode, r)
            for i in range(n):
                r[GRADIENT, i] = gout[b, s, i]
            score_back(x, x_steep, labels, steep, s, mode, r, n, scored, gx, along, glabels)
        add_to_document(x, gx, along, block, b, n, gwords)
