"""The kernels as differentiable functions of CPU tensors; numba is imported at the first call."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from hmlc_core.geometry.rim import radial_limit

MODES = {"flat": 0, "sum": 1, "l2": 2}
"""How `kernels.pairs` measures: Euclidean distance; sum, or root of squares, over balls."""


class GruSequence(torch.autograd.Function):
    """(ux, index, w, b, lengths, block, flat) -> states; see `kernels.gru_sequence`."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> Tensor:
        from hmlc_core.geometry.kernels import gru

        ux, index, w, b, lengths = (_plain(x) for x in arguments[:5])
        block, flat = arguments[5:]
        documents = lengths.argsort(descending=True, stable=True)
        widths = (lengths > torch.arange(index.shape[1])[:, None]).sum(1)
        order = torch.arange(w.shape[-1]).view(-1, block).T.reshape(-1)
        w, b = w[:, order][:, :, order].contiguous(), b[:, order].contiguous()
        plan = (ux, index, documents, widths, order, w, b)
        limit = math.inf if flat else radial_limit(w.dtype)
        states = w.new_zeros(*index.shape, w.shape[-1])
        products = w.new_empty(3 * w.shape[-1] * int(widths.sum()))
        gru.forward(*_arrays(*plan), block, _number(limit, w), *_arrays(states, products))
        ctx.save_for_backward(*plan, states, products)
        ctx.block, ctx.limit = block, limit
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import gru

        *plan, states, products = ctx.saved_tensors
        ux, *_, order, w, b = plan
        k, steps = w.shape[1], products.numel() // (3 * w.shape[1])
        gux, gb = torch.zeros_like(ux), torch.zeros_like(b)
        gproducts, vectors = w.new_empty(3 * k, steps), w.new_empty(2 * k, steps)
        gru.backward(
            *_arrays(*plan), ctx.block, _number(ctx.limit, w),
            *_arrays(states, products, _plain(gradient), gux, gb, gproducts, vectors),
        )  # fmt: skip
        gw = torch.cat([gproducts[: 2 * k] @ vectors[:k].T, gproducts[2 * k :] @ vectors[k:].T])
        back = order.argsort()
        gw = gw.view(3, k, k)[:, back][:, :, back]
        return gux, None, gw, gb[:, back], None, None, None


class Scores(torch.autograd.Function):
    """(words, labels, lengths, block, mode) -> scores; see `kernels.neg_distances`."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> Tensor:
        from hmlc_core.geometry.kernels import scores

        words, labels, lengths = inputs = [_plain(x) for x in arguments[:3]]
        ctx.choices = arguments[3:]
        out = words.new_empty(len(words), len(labels), words.shape[1])
        scores.forward(*_arrays(*inputs), *ctx.choices, out.numpy())
        ctx.save_for_backward(words, labels, lengths)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import scores

        words, labels, lengths = ctx.saved_tensors
        gradients = torch.zeros_like(words), torch.zeros_like(labels)
        scores.backward(
            *_arrays(words, labels, lengths), *ctx.choices, *_arrays(_plain(gradient), *gradients)
        )
        return *gradients, None, None, None


class PooledScores(torch.autograd.Function):
    """(words, labels, lengths, weights, sharpness, block, mode) -> mean, peak.

    See `kernels.pooled_scores`.
    """

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> tuple[Tensor, Tensor]:
        from hmlc_core.geometry.kernels import pooled

        words, labels, lengths, weights, sharpness = (_plain(x) for x in arguments[:5])
        ctx.choices = arguments[5:]
        mean = words.new_empty(len(words), len(labels))
        peak = torch.empty_like(mean)
        pooled.forward(
            *_arrays(words, labels, lengths, weights), _number(sharpness.item(), words),
            *ctx.choices, *_arrays(mean, peak),
        )  # fmt: skip
        ctx.save_for_backward(words, labels, lengths, weights, sharpness, peak)
        return mean, peak

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import pooled

        words, labels, lengths, weights, sharpness, peak = ctx.saved_tensors
        results = tuple(torch.zeros_like(x) for x in (words, labels, weights, sharpness))
        pooled.backward(
            *_arrays(words, labels, lengths, weights), _number(sharpness.item(), words),
            *ctx.choices, *_arrays(peak, *(_plain(g) for g in gradients), *results[:3]),
            results[3].view(1).numpy(),
        )  # fmt: skip
        gwords, glabels, gweights, gsharpness = results
        return gwords, glabels, None, gweights, gsharpness, None, None


def _plain(x: Tensor) -> Tensor:
    """Contiguous, and outside the graph: one compiled version of a kernel serves all."""
    return x.detach().contiguous()


def _arrays(*tensors: Tensor) -> tuple[Any, ...]:
    return tuple(x.numpy() for x in tensors)


def _number(value: float, like: Tensor) -> Any:
    """A number of a tensor's type, since a plain one would make float32 arithmetic float64."""
    return torch.tensor(value, dtype=like.dtype).numpy()[()]
