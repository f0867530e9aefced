"""Scores pooled over each document's words at once, so that no score outlives its row.

For scores s_t of a document's words for a label, word weights a_t that sum to 1, and a sharpness
τ: the mean Σ a_t s_t and the soft maximum log(Σ a_t exp(τ s_t))/τ. Words of weight 0 are absent.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from hmlc_core.geometry.kernels.compile import inner, kernel, reduction
from hmlc_core.geometry.kernels.pairs import (
    GRADIENT,
    SCORE,
    add_to_document,
    read_document,
    score,
    score_back,
    steepness,
)
from hmlc_core.geometry.kernels.scalar import exp

Array = Any


@reduction
def _weighted(weight: Array, r: Array, row: int, words: int) -> Any:
    """Σ weight · value over a row's words."""
    result = weight.dtype.type(0)
    for i in range(words):
        result += weight[i] * r[row, i]
    return result


@reduction
def _product(r: Array, words: int) -> Any:
    """Σ gradient · score over the words."""
    result = r.dtype.type(0)
    for i in range(words):
        result += r[GRADIENT, i] * r[SCORE, i]
    return result


@inner
def _read_weights(weights: Array, b: int, length: int, width: int) -> Array:
    """Those of document b, and 0 beyond its words."""
    out = np.zeros(width, weights.dtype)
    for i in range(length):
        out[i] = weights[b, i]
    return out


@inner
def _maximum(r: Array, weight: Array) -> Any:
    """Largest score of a word that has weight, −∞ if none has; the row GRADIENT is overwritten."""
    lowest = r.dtype.type(-np.inf)
    width = weight.size
    for i in range(width):
        r[GRADIENT, i] = r[SCORE, i] if weight[i] > 0 else lowest
    while width > 1:  # by halves, since a running maximum does not vectorise
        half = (width + 1) // 2
        for i in range(width - half):
            r[GRADIENT, i] = max(r[GRADIENT, i], r[GRADIENT, half + i])
        width = half
    return r[GRADIENT, 0] if width else lowest


@inner
def _exponentials(r: Array, weight: Array, sharpness: Any, reference: Any) -> None:
    """Row GRADIENT = exp(τ (s − reference)) for words that have weight, else 0."""
    zero = r.dtype.type(0)
    for i in range(weight.size):
        value = exp(sharpness * (r[SCORE, i] - reference))
        r[GRADIENT, i] = value if weight[i] > 0 else zero


@kernel
def forward(
    words: Array, labels: Array, lengths: Array, weights: Array, sharpness: Any, block: int,
    mode: int, mean: Array, peak: Array,
) -> None:  # fmt: skip
    """Fill mean and peak (B, S) for words (B, T, k), labels (S, k) and weights (B, T)."""
    steep = steepness(labels, block)
    for b in range(words.shape[0]):
        n = lengths[b]
        x, x_steep, r = read_document(words, b, n, block)
        weight = _read_weights(weights, b, n, r.shape[1])
        for s in range(labels.shape[0]):
            score(x, x_steep, labels, steep, s, mode, r)
            highest = _maximum(r, weight)
            if highest == -np.inf:
                mean[b, s], peak[b, s] = 0, 0
                continue
            mean[b, s] = _weighted(weight, r, SCORE, n)
            _exponentials(r, weight, sharpness, highest)
            peak[b, s] = highest + math.log(_weighted(weight, r, GRADIENT, n)) / sharpness


@kernel
def backward(
    words: Array, labels: Array, lengths: Array, weights: Array, sharpness: Any, block: int,
    mode: int, peak: Array, gmean: Array, gpeak: Array, gwords: Array, glabels: Array,
    gweights: Array, gsharpness: Array,
) -> None:  # fmt: skip
    """Add the gradients of `forward` to gwords, glabels, gweights and gsharpness (1,)."""
    steep = steepness(labels, block)
    for b in range(words.shape[0]):
        n = lengths[b]
        x, x_steep, r = read_document(words, b, n, block)
        gx, along = np.zeros_like(x), np.zeros_like(x_steep)
        weight = _read_weights(weights, b, n, r.shape[1])
        gweight = np.zeros_like(weight)
        for s in range(labels.shape[0]):
            score(x, x_steep, labels, steep, s, mode, r)
            by_mean, by_peak, top = gmean[b, s], gpeak[b, s], peak[b, s]
            per_sharpness = by_peak / sharpness
            _exponentials(r, weight, sharpness, top)
            for i in range(weight.size):
                gweight[i] += by_mean * r[SCORE, i] + per_sharpness * r[GRADIENT, i]
                r[GRADIENT, i] *= weight[i]
            gsharpness[0] += per_sharpness * (_product(r, n) - top)
            for i in range(weight.size):
                r[GRADIENT, i] = by_peak * r[GRADIENT, i] + by_mean * weight[i]
            score_back(x, x_steep, labels, steep, s, mode, r, n, True, gx, along, glabels)
        add_to_document(x, gx, along, block, b, n, gwords)
        for i in range(n):
            gweights[b, i] += gweight[i]
