"""Whether probabilities mean what they say, and the one number that repairs most of it.

A temperature T divides every logit (Guo et al., *On Calibration of Modern Neural Networks*, ICML
2017): above 1 probabilities come nearer to one half, below 1 they move away from it. The order of
the labels of a document stays as it was.

All cells (document, label) count alike. Most of them are false and easily seen to be so: errors
look small beside those of a single label for each document.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.cells import Scores, Truth, blocks

BINS = 10
"""Bins of equal width, from 0 to 1."""

CLIP = 1e-7
"""How near to 0 and 1 probabilities may come: single precision rounds beyond it."""

LIMITS = 0.05, 20.0
"""The lowest and the highest temperature that are tried."""

FITTED_CELLS = 1_000_000
"""About so many cells are enough for one number: of more, every n-th document is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """What is promised and what is kept, by bins of the probability; arrays (BINS,).

    counts: cells in each bin. promised: their mean probability, observed: the share of them that is
    true; both NaN where there are none.
    """

    counts: NDArray[np.int64]
    promised: NDArray[np.float64]
    observed: NDArray[np.float64]

    @property
    def ece(self) -> float:
        """Expected calibration error: mean of |promised − observed| over cells."""
        gaps = np.nan_to_num(np.abs(self.promised - self.observed))
        return float((self.counts * gaps).sum() / self.counts.sum())


def reliability(
    probabilities: Scores, truth: Truth, temperature: float | None = None
) -> Reliability:
    """Of probabilities (n, C) against truth (n, C), as they are or at a temperature."""
    counts, promised, observed = np.zeros((3, BINS))
    for _, block, true in blocks(probabilities, truth):
        values = _at(block, temperature).ravel().astype(np.float64)
        bins = np.clip((values * BINS).astype(np.int64), 0, BINS - 1)
        counts += np.bincount(bins, minlength=BINS)
        promised += np.bincount(bins, values, BINS)
        observed += np.bincount(bins, true.ravel(), BINS)
    shares = (_ratio(promised, counts), _ratio(observed, counts))
    return Reliability(counts.astype(np.int64), *shares)


def log_loss(probabilities: Scores, truth: Truth, temperature: float | None = None) -> float:
    """Mean over cells of −log of the probability that was given to what is the case; of
    probabilities as they are or at a temperature."""
    total = 0.0
    for _, block, true in blocks(probabilities, truth):
        inside = _inside(_at(block, temperature))
        total -= float(np.log(np.where(true, inside, 1 - inside)).sum())
    return total / (truth.shape[0] * truth.shape[1])


def tempered(probabilities: Scores, temperature: float) -> Scores:
    """Probabilities (n, C) with their logits divided by `temperature`."""
    found: Scores = (1 / (1 + np.exp(-_logits(probabilities) / temperature))).astype(np.float32)
    return found


def best_temperature(probabilities: Scores, truth: Truth) -> float | None:
    """The one with the lowest log loss on these documents, found between `LIMITS`.

    Choose it on validation documents. None where all cells are true, or all false.
    """
    from scipy.optimize import minimize_scalar  # slow to import; training begins without it

    step = -(-probabilities.size // FITTED_CELLS)
    chosen, has = probabilities[::step], truth[::step].toarray() != 0
    if has.all() or not has.any():
        return None
    # Log loss of a logit z and a truth ±1 is log(1 + exp(−±z / T)), which is convex in 1 / T.
    margins = np.where(has, 1, -1) * _logits(chosen)
    low, high = LIMITS

    def loss(inverse: float) -> float:
        return float(np.logaddexp(0, -inverse * margins).mean())

    found = minimize_scalar(loss, bounds=(1 / high, 1 / low), method="bounded")
    return float(1 / found.x)


def _at(probabilities: Scores, temperature: float | None) -> Scores:
    return probabilities if temperature is None else tempered(probabilities, temperature)


def _logits(probabilities: Scores) -> NDArray[np.float64]:
    inside = _inside(probabilities)
    logits: NDArray[np.float64] = np.log(inside / (1 - inside))
    return logits


def _inside(probabilities: Scores) -> NDArray[np.float64]:
    return np.clip(probabilities.astype(np.float64), CLIP, 1 - CLIP)


def _ratio(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    shares = np.full(len(part), np.nan)
    np.divide(part, whole, out=shares, where=whole > 0)
    return shares
