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
def _weighted(weights: Array, values: Array) -> Any:
    """Σ weight · value."""
    result = weights.dtype.type(0)
    for i in range(values.size):
        result += weights[i] * values[i]
    return result


@inner
def _maximum(scores: Array, weights: Array, scratch: Array) -> Any:
    """Largest score of a word that has weight, −∞ if none has."""
    lowest = scores.dtype.type(-np.inf)
    width = scores.size
    for i in range(width):
        scratch[i] = scores[i] if weights[i] > 0 else lowest
    while width > 1:  # by halves, since a running maximum does not vectorise
        half = (width + 1) // 2
        for i in range(width - half):
            scratch[i] = max(scratch[i], scratch[half + i])
        width = half
    return scratch[0] if width else lowest


@inner
def _exponentials(
    scores: Array, weights: Array, sharpness: Any, reference: Any, out: Array
) -> None:
    """out = exp(τ (s − reference)) for words that have weight, else 0."""
    zero = scores.dtype.type(0)
    for i in range(scores.size):
        value = exp(sharpness * (scores[i] - reference))
        out[i] = value if weights[i] > 0 else zero


@kernel
def forward(
    words: Array, labels: Array, lengths: Array, weights: Array, sharpness: Any, block: int,
    mode: int, mean: Array, peak: Array,
) -> None:  # fmt: skip
    """Fill mean and peak (B, S) for words (B, T, k), labels (S, k) and weights (B, T)."""
    steep = steepness(labels, block)
    for b in range(words.shape[0]):
        x, x_steep, r = read_document(words[b, : lengths[b]], block)
        for s in range(labels.shape[0]):
            score(x, x_steep, labels[s], steep[s], mode, r)
            highest = _maximum(r[SCORE], weights[b], r[GRADIENT])
            if highest == -np.inf:
                mean[b, s], peak[b, s] = 0, 0
                continue
            mean[b, s] = _weighted(weights[b], r[SCORE])
            _exponentials(r[SCORE], weights[b], sharpness, highest, r[GRADIENT])
            peak[b, s] = highest + math.log(_weighted(weights[b], r[GRADIENT])) / sharpness


@kernel
def backward(
    words: Array, labels: Array, lengths: Array, weights: Array, sharpness: Any, block: int,
    mode: int, peak: Array, gmean: Array, gpeak: Array, gwords: Array, glabels: Array,
    gweights: Array, gsharpness: Array,
) -> None:  # fmt: skip
    """Add the gradients of `forward` to gwords, glabels, gweights and gsharpness (1,)."""
    steep = steepness(labels, block)
    for b in range(words.shape[0]):
        x, x_steep, r = read_document(words[b, : lengths[b]], block)
        gx, along = np.zeros_like(x), np.zeros_like(x_steep)
        weight, gweight = weights[b], gweights[b]
        for s in range(labels.shape[0]):
            score(x, x_steep, labels[s], steep[s], mode, r)
            row, g = r[SCORE], r[GRADIENT]
            by_mean, by_peak, top = gmean[b, s], gpeak[b, s], peak[b, s]
            per_sharpness = by_peak / sharpness
            _exponentials(row, weight, sharpness, top, g)
            for i in range(lengths[b]):
                gweight[i] += by_mean * row[i] + per_sharpness * g[i]
            for i in range(lengths[b]):
                g[i] *= weight[i]
            gsharpness[0] += per_sharpness * (_weighted(g, row) - top)
            for i in range(lengths[b]):
                g[i] = by_peak * g[i] + by_mean * weight[i]
            score_back(x, x_steep, labels[s], steep[s], mode, r, gx, along, glabels[s])
        add_to_document(x, gx, along, block, gwords[b])
