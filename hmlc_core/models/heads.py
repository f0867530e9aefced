"""From the scores of a document's words for a label to that label's logit.

A head is called as `head(scores, weights, labels)`: scores (B, S, T) with anything finite at
padding, weights (B, T) summing to 1 over a document's words and 0 elsewhere, labels (S,) indices
or None for all. It returns (B, S).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torch.autograd.function import once_differentiable

from hmlc_core.geometry.draws import uniform
from hmlc_core.geometry.kernels.cores import chunks, cores, sums


def padding_mask(lengths: Tensor, width: int) -> Tensor:
    """(B, width) booleans: True at words, False at padding."""
    return torch.arange(width, device=lengths.device) < lengths[:, None]


class PositionHead(nn.Module):
    """The paper's W^e φ(W^f S): T → T/2 → 1 with ReLU, shared by all labels (Eq. 6).

    Padding scores 0. With `ordered`, scores are sorted first, so that a weight belongs to a rank
    and not to a place in the text. hidden: units between, if not T/2.
    """

    def __init__(
        self,
        width: int,
        *,
        hidden: int | None = None,
        ordered: bool,
        biases: bool,
        generator: torch.Generator,
        dtype: torch.dtype,
    ) -> None:
        super().__init__()
        hidden = hidden or max(1, width // 2)
        self.width, self.ordered = width, ordered
        self.inner = nn.Linear(width, hidden, bias=biases, dtype=dtype)
        self.outer = nn.Linear(hidden, 1, bias=biases, dtype=dtype)
        for layer, fan_in in ((self.inner, width), (self.outer, hidden)):
            for parameter in layer.parameters():
                bound = 1 / math.sqrt(fan_in)
                parameter.data.copy_(uniform(tuple(parameter.shape), bound, generator))

    def forward(self, scores: Tensor, weights: Tensor, labels: Tensor | None) -> Tensor:
        """See the module's text; `weights` say only which words are masked."""
        present = (weights > 0).to(scores.dtype)
        if self.ordered:
            scores = scores.masked_fill(present[:, None] == 0, -math.inf)
            scores = scores.sort(dim=-1, descending=True).values
            scores = scores.masked_fill(scores.isinf(), 0.0)
            present = torch.ones_like(present)
        # Weights of positions that no document of the batch reaches would only meet zeros.
        inner = self.inner.weight[:, : scores.shape[-1]]
        logits: Tensor = _TwoLayers.apply(  # type: ignore[no-untyped-call]
            scores, present, inner, self.inner.bias, self.outer.weight[0]
        )
        return logits if self.outer.bias is None else logits + self.outer.bias


class _TwoLayers(torch.autograd.Function):
    """(scores (B, S, T), present (B, T), inner (H, T), bias (H,) or None, outer (H,)) -> (B, S).

    outer · ReLU(inner (scores · present) + bias), for a few documents at a time, whose numbers
    stay in a CPU's cache. Operation by operation, each would write an array as large as all
    scores, and the memory would cost as much time as the arithmetic.
    """

    BLOCK = 100_000
    """Scores at a time: 0.8 MB in float64."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> Tensor:
        scores, present, inner, bias, outer = arguments
        hidden = scores.new_empty(*scores.shape[:2], len(inner))
        logits: Tensor = scores.new_empty(scores.shape[:2])

        def run(chunk: slice) -> None:
            for part in _TwoLayers.parts(scores, chunk):
                block = hidden[part].flatten(0, 1)
                torch.mm((scores[part] * present[part, None]).flatten(0, 1), inner.T, out=block)
                (block if bias is None else block.add_(bias)).relu_()
                torch.mv(block, outer, out=logits[part].flatten())

        cores.each(run, chunks(len(scores)))
        ctx.save_for_backward(scores, present, inner, outer, hidden)
        ctx.biased = bias is not None
        return logits

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        scores, present, inner, outer, hidden = ctx.saved_tensors
        gscores = scores.new_empty(scores.shape)  # contiguous, whatever the scores are

        def run(chunk: slice) -> tuple[Tensor, ...]:
            ginner, gbias, gouter = (torch.zeros_like(x) for x in (inner, outer, outer))
            for part in _TwoLayers.parts(scores, chunk):
                g, block = gradient[part].flatten(), hidden[part].flatten(0, 1)
                gouter.addmv_(block.T, g)
                ghidden = torch.ops.aten.threshold_backward(torch.outer(g, outer), block, 0)
                if ctx.biased:
                    gbias += ghidden.sum(0)
                ginner.addmm_(ghidden.T, (scores[part] * present[part, None]).flatten(0, 1))
                torch.mm(ghidden, inner, out=gscores[part].flatten(0, 1))
                gscores[part] *= present[part, None]
            return ginner, gbias, gouter

        ginner, gbias, gouter = sums(cores.each(run, chunks(len(scores))))
        return gscores, None, ginner, gbias if ctx.biased else None, gouter

    @staticmethod
    def parts(scores: Tensor, chunk: slice) -> Iterator[slice]:
        """The chunk's documents to take together."""
        size = max(1, _TwoLayers.BLOCK // max(1, scores[:1].numel()))
        for start in range(chunk.start, chunk.stop, size):
            yield slice(start, min(start + size, chunk.stop))


GAIN, SHARPNESS = 10.0, 4.0
"""Where gains and the soft maximum's sharpness start. Random points lie close together, so that
scores differ by hundredths: with gains of 1 a label's logit needs dozens of epochs to move."""


class PooledHead(nn.Module):
    """Weighted mean and soft maximum of the scores, then a gain and a bias per label.

    The soft maximum is log Σ a exp(τ s) / τ with word weights a and a learned sharpness τ.
    """

    def __init__(self, labels: int, *, dtype: torch.dtype) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.full((2, labels), GAIN, dtype=dtype))
        self.bias = nn.Parameter(torch.zeros(labels, dtype=dtype))
        self.log_sharpness = nn.Parameter(torch.full((1,), math.log(SHARPNESS), dtype=dtype))

    @property
    def sharpness(self) -> Tensor:
        """τ, shape (1,)."""
        return self.log_sharpness.exp()

    def pool(self, scores: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
        """Weighted mean and soft maximum, each (B, S); 0 for a document without words."""
        sharpness = self.sharpness
        present = weights > 0
        anything = present.any(-1, keepdim=True)
        # A document without words keeps finite numbers here and is zeroed below.
        log_weights = torch.where(present, weights, torch.ones_like(weights)).log()
        log_weights = log_weights.masked_fill(~present & anything, -math.inf)
        mean = (scores * weights[:, None, :]).sum(-1)
        peak = torch.logsumexp(sharpness * scores + log_weights[:, None, :], -1) / sharpness
        return mean, torch.where(anything, peak, torch.zeros_like(peak))

    def forward(self, scores: Tensor, weights: Tensor, labels: Tensor | None) -> Tensor:
        """See the module's text."""
        return self.combine(*self.pool(scores, weights), labels)

    def combine(self, mean: Tensor, peak: Tensor, labels: Tensor | None) -> Tensor:
        """Logits (B, S) from `pool`'s two features of the labels, or of the chosen ones."""
        chosen = slice(None) if labels is None else labels
        gain, bias = self.gain[:, chosen], self.bias[chosen]
        return gain[0] * mean + gain[1] * peak + bias
