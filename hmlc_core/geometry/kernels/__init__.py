"""Compiled twins of the hot loops of `hmlc_core.models`: same values, same gradients, no lock.

The readable formulas are in `hmlc_core.geometry` and in the models; here they run over whole
batches in numba, with gradients written by hand, in float32 or float64 on a CPU. A call leaves
the interpreter free for other threads. The first call of a function in a given precision
compiles it, which takes some seconds once a machine (numba keeps the result beside this file, or
in NUMBA_CACHE_DIR): `background` calls `prepare_…` in a thread and knows when it is done.

`functions` holds the autograd functions; `gru`, `scores` and `pooled` the kernels, built from
`gru_step` and `lanes`, from `pairs`, and from `scalar`. `rank_loss` is a part of kernels that
`methods.hidden.compiled` holds, and `exact` keeps what rounding takes there.
Importing this package neither imports numba nor compiles.
"""

from __future__ import annotations

import torch
from torch import Tensor

from hmlc_core.geometry.kernels.arguments import (
    check_choice,
    check_points,
    check_range,
    check_shape,
)
from hmlc_core.geometry.kernels.functions import MODES, GruSequence, PooledScores, Scores

__all__ = [
    "gru_sequence",
    "neg_distances",
    "pooled_scores",
    "prepare_pooled",
    "prepare_recurrence",
    "prepare_scores",
]


def gru_sequence(
    ux: Tensor,
    index: Tensor,
    w: Tensor,
    b: Tensor,
    lengths: Tensor,
    *,
    block: int,
    flat: bool = False,
) -> Tensor:
    """States (B, T, k) of the hyperbolic GRU of HyperIM's Eq. 5, on balls of `block` coordinates.

    ux: (3, V, k) points, U ⊗ x of the distinct words x, for the gates r, z and the candidate.
    index: (B, T) int64, which of the V words stands where. lengths: (B,) int64 in 0 … T.
    w: (3, k, k) matrices in column convention. b: (3, k) points.
    flat: the same cell in flat space, whatever the block.

    After a document's last word its state stays; an empty document's states are the origin.
    Differentiable once, in ux, w and b.
    """
    k = w.shape[-1]
    check_points(block, w=w, ux=ux, b=b)
    check_shape("w", w, 3, k, k)
    check_shape("ux", ux, 3, ux.shape[1], k)
    check_shape("b", b, 3, k)
    check_shape("lengths", lengths, index.shape[0])
    check_range("index", index, 0, ux.shape[1] - 1)
    check_range("lengths", lengths, 0, index.shape[1])
    result: Tensor = GruSequence.apply(ux, index, w, b, lengths, block, flat)  # type: ignore[no-untyped-call]
    return result


def neg_distances(
    words: Tensor, labels: Tensor, lengths: Tensor, *, block: int, mode: str = "sum"
) -> Tensor:
    """Scores −d (B, S, T) of words (B, T, k) for labels (S, k); 0 from a document's length on.

    block: coordinates of a ball. mode: how the k/block balls' distances combine, `sum` or `l2`
    (root of the sum of squares), or `flat` for Euclidean distance, whatever the block.
    Differentiable once, in words and labels.
    """
    choices = _measure(words, labels, lengths, block, mode)
    result: Tensor = Scores.apply(words, labels, lengths, *choices)  # type: ignore[no-untyped-call]
    return result


def pooled_scores(
    words: Tensor,
    labels: Tensor,
    lengths: Tensor,
    weights: Tensor,
    sharpness: Tensor,
    *,
    block: int,
    mode: str = "sum",
) -> tuple[Tensor, Tensor]:
    """Weighted mean and soft maximum of `neg_distances` over words, (B, S) each.

    weights: (B, T), at least 0, summing to 1 over a document's words; words of weight 0 do not
    count. sharpness: τ > 0, one number. The soft maximum is log(Σ weight · exp(τ s))/τ; both are
    0 for a document without weight. No score is kept: memory does not grow with S · T.
    Differentiable once, in words, labels, weights and sharpness.
    """
    choices = _measure(words, labels, lengths, block, mode)
    check_points(block, words=words, weights=weights, sharpness=sharpness)
    check_shape("weights", weights, *words.shape[:2])
    mean, peak = PooledScores.apply(  # type: ignore[no-untyped-call]
        words, labels, lengths, weights, sharpness, *choices
    )
    return mean, peak


def _measure(
    words: Tensor, labels: Tensor, lengths: Tensor, block: int, mode: str
) -> tuple[int, int]:
    """Block and mode as the kernels take them, once the arguments are checked."""
    check_choice("mode", mode, tuple(MODES))
    check_points(block, words=words, labels=labels)
    check_shape("labels", labels, len(labels), words.shape[2])
    check_shape("lengths", lengths, len(words))
    check_range("lengths", lengths, 0, words.shape[1])
    return (words.shape[2] if mode == "flat" else block), MODES[mode]


def prepare_recurrence(dtype: torch.dtype) -> None:
    """Compile, or load, what `gru_sequence` and its gradient call."""
    three = torch.zeros(3, 1, 2, dtype=dtype, requires_grad=True)
    square = torch.zeros(3, 2, 2, dtype=dtype)
    index = torch.zeros(1, 1, dtype=torch.int64)
    length = torch.ones(1, dtype=torch.int64)
    states = gru_sequence(three, index, square, three[:, 0], length, block=2)
    states.sum().backward()  # type: ignore[no-untyped-call]


def prepare_scores(dtype: torch.dtype) -> None:
    """Compile, or load, what `neg_distances` and its gradient call."""
    points = torch.zeros(1, 1, 2, dtype=dtype, requires_grad=True)
    length = torch.ones(1, dtype=torch.int64)
    neg_distances(points, points[0], length, block=2).sum().backward()  # type: ignore[no-untyped-call]


def prepare_pooled(dtype: torch.dtype) -> None:
    """Compile, or load, what `pooled_scores` and its gradient call."""
    points = torch.zeros(1, 1, 2, dtype=dtype, requires_grad=True)
    length = torch.ones(1, dtype=torch.int64)
    one = torch.ones(1, 1, dtype=dtype, requires_grad=True)
    mean, peak = pooled_scores(points, points[0], length, one, one[0, 0], block=2)
    (mean.sum() + peak.sum()).backward()  # type: ignore[no-untyped-call]
