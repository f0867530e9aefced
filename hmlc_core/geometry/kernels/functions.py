"""The kernels as differentiable functions of CPU tensors; numba is imported at the first call."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from hmlc_core.geometry.kernels.cores import chunks, cores, sums
from hmlc_core.geometry.rim import radial_limit

Array = Any

MODES = {"flat": 0, "sum": 1, "l2": 2}
"""How `kernels.pairs` measures: Euclidean distance; sum, or root of squares, over balls."""

LEAST_DOCUMENTS, LEAST_BALLS, MOST_RECURRENCES = 4, 24, 4
"""How small, and how many, a recurrence's chunks are. Its steps over fewer documents cost hardly
less: their products read all weights each time, and their loops run along the balls."""


class GruSequence(torch.autograd.Function):
    """(ux, index, w, b, lengths, block, flat) -> states; see `kernels.gru_sequence`."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> Tensor:
        from hmlc_core.geometry.kernels import gru

        ux, index, w, b, lengths = (_plain(x) for x in arguments[:5])
        block, flat = arguments[5:]
        documents = lengths.argsort(descending=True, stable=True)
        order = torch.arange(w.shape[-1]).view(-1, block).T.reshape(-1)
        w, b = w[:, order][:, :, order].contiguous(), b[:, order].contiguous()
        limit = math.inf if flat else radial_limit(w.dtype)
        states = w.new_zeros(*index.shape, w.shape[-1])

        def run(part: slice) -> tuple[Tensor, Tensor]:
            rows = documents[part]
            widths = (lengths[rows] > torch.arange(index.shape[1])[:, None]).sum(1)
            products = w.new_empty(3 * w.shape[-1] * int(widths.sum()))
            plan = _arrays(ux, index, rows, widths, order, w, b)
            gru.forward(*plan, block, _number(limit, w), *_arrays(states, products))
            return widths, products

        least = max(LEAST_DOCUMENTS, LEAST_BALLS * block // w.shape[-1])
        ctx.parts = chunks(len(index), least=least, most=MOST_RECURRENCES)
        steps = cores.each(run, ctx.parts)
        ctx.save_for_backward(ux, index, documents, order, w, b, states, *sum(steps, ()))
        ctx.block, ctx.limit = block, limit
        return states

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import gru

        ux, index, documents, order, w, b, states, *steps = ctx.saved_tensors
        gradient, k = _plain(gradient), w.shape[1]
        starts = (part.start for part in ctx.parts)
        taken = dict(zip(starts, zip(steps[::2], steps[1::2], strict=True), strict=True))

        def run(part: slice) -> tuple[Tensor, ...]:
            widths, products = taken[part.start]
            gux, gb = torch.zeros_like(ux), torch.zeros_like(b)
            columns = products.numel() // (3 * k)
            gproducts, vectors = w.new_empty(3 * k, columns), w.new_empty(2 * k, columns)
            gru.backward(
                *_arrays(ux, index, documents[part], widths, order, w, b),
                ctx.block, _number(ctx.limit, w),
                *_arrays(states, products, gradient, gux, gb, gproducts, vectors),
            )  # fmt: skip
            gw = [gproducts[: 2 * k] @ vectors[:k].T, gproducts[2 * k :] @ vectors[k:].T]
            return gux, torch.cat(gw), gb

        gux, gw, gb = sums(cores.each(run, ctx.parts))
        back = order.argsort()
        gw = gw.view(3, k, k)[:, back][:, :, back]
        return gux, None, gw, gb[:, back], None, None, None


class Scores(torch.autograd.Function):
    """(words, labels, lengths, block, mode) -> scores; see `kernels.neg_distances`."""

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> Tensor:
        from hmlc_core.geometry.kernels import scores

        batch = [_plain(x) for x in arguments[:3]]
        ctx.choices = arguments[3:]
        words, labels, lengths = _arrays(*batch)
        out = batch[0].new_empty(len(words), len(labels), words.shape[1])
        found = out.numpy()

        def run(part: slice) -> None:
            scores.forward(words[part], labels, lengths[part], *ctx.choices, found[part])

        cores.each(run, chunks(len(words)))
        ctx.save_for_backward(*batch)
        return out

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import scores

        words, labels, lengths, outer = _arrays(*ctx.saved_tensors, _plain(gradient))
        gwords = np.zeros_like(words)

        def run(part: slice) -> tuple[Array, ...]:
            glabels = np.zeros_like(labels)
            batch = words[part], labels, lengths[part]
            scores.backward(*batch, *ctx.choices, outer[part], gwords[part], glabels)
            return (glabels,)

        (glabels,) = sums(cores.each(run, chunks(len(words))))
        return *_tensors(gwords, glabels), None, None, None


class PooledScores(torch.autograd.Function):
    """(words, labels, lengths, weights, sharpness, block, mode) -> mean, peak.

    See `kernels.pooled_scores`.
    """

    @staticmethod
    def forward(ctx: Any, *arguments: Any) -> tuple[Tensor, Tensor]:
        from hmlc_core.geometry.kernels import pooled

        batch = [_plain(x) for x in arguments[:5]]
        ctx.choices = arguments[5:]
        words, labels, lengths, weights, sharpness = _arrays(*batch)
        mean = batch[0].new_empty(len(words), len(labels))
        peak = torch.empty_like(mean)
        means, peaks = _arrays(mean, peak)
        tau = sharpness.flat[0]

        def run(part: slice) -> None:
            read = words[part], labels, lengths[part], weights[part]
            pooled.forward(*read, tau, *ctx.choices, means[part], peaks[part])

        cores.each(run, chunks(len(words)))
        ctx.save_for_backward(*batch, peak)
        return mean, peak

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor | None, ...]:
        from hmlc_core.geometry.kernels import pooled

        words, labels, lengths, weights, sharpness, *outer = _arrays(
            *ctx.saved_tensors, *(_plain(g) for g in gradients)
        )
        gwords, gweights = np.zeros_like(words), np.zeros_like(weights)
        tau = sharpness.flat[0]

        def run(part: slice) -> tuple[Array, ...]:
            glabels, gsharpness = np.zeros_like(labels), np.zeros(1, words.dtype)
            read = words[part], labels, lengths[part], weights[part]
            inner = gwords[part], glabels, gweights[part], gsharpness
            pooled.backward(*read, tau, *ctx.choices, *(x[part] for x in outer), *inner)
            return glabels, gsharpness

        glabels, gsharpness = sums(cores.each(run, chunks(len(words))))
        found = _tensors(gwords, glabels, gweights, gsharpness.reshape(sharpness.shape))
        return *found[:2], None, *found[2:], None, None


def _plain(x: Tensor) -> Tensor:
    """Contiguous, and outside the graph: one compiled version of a kernel serves all."""
    return x.detach().contiguous()


def _arrays(*tensors: Tensor) -> tuple[Array, ...]:
    """The same memory as arrays, which take a tenth of the time to slice: chunks are many."""
    return tuple(x.numpy() for x in tensors)


def _tensors(*arrays: Array) -> tuple[Tensor, ...]:
    return tuple(torch.from_numpy(x) for x in arrays)


def _number(value: float, like: Tensor) -> Any:
    """A number of a tensor's type, since a plain one would make float32 arithmetic float64."""
    return torch.tensor(value, dtype=like.dtype).numpy()[()]
