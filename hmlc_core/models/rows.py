"""A function of the rows of a table, forward and backward in chunks of rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.autograd.function import once_differentiable

from hmlc_core.geometry.kernels.cores import chunks, cores, sums

LEAST = 8_000
"""Numbers of a chunk: fewer take less time than the calls of torch for them."""


class ByRows(torch.autograd.Function):
    """(function, weights, x (n, …)) -> function(weights, x) (…, n, k), whose rows are x's own.

    Each chunk has a graph of its own, and the way back is in the same chunks. Differentiable once.
    """

    @staticmethod
    def forward(
        ctx: Any, function: Callable[[Tensor, Tensor], Tensor], weights: Tensor, x: Tensor
    ) -> Tensor:
        needed = ctx.needs_input_grad[1] or ctx.needs_input_grad[2]
        ctx.parts = chunks(len(x), least=max(1, LEAST // x.shape[-1]))

        def run(part: slice) -> tuple[Tensor, Tensor, Tensor]:
            with torch.set_grad_enabled(needed):
                own = weights.detach().requires_grad_(needed)
                rows = x[part].detach().requires_grad_(needed)
                return own, rows, function(own, rows)

        ctx.graphs = cores.each(run, ctx.parts)
        return torch.cat([image.detach() for _, _, image in ctx.graphs], -2)

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor | None, ...]:
        def run(part: slice) -> tuple[Tensor, ...]:
            own, rows, image = graphs[part.start]
            # Of a product, since torch imports sympy for an outer gradient: half a second, once.
            with torch.enable_grad():
                pulled = (image * gradient[..., part, :]).sum()
            return torch.autograd.grad(pulled, (own, rows), retain_graph=True)

        starts = (part.start for part in ctx.parts)
        graphs = dict(zip(starts, ctx.graphs, strict=True))
        found = cores.each(run, ctx.parts)
        (weights,) = sums([each[:1] for each in found])
        return None, weights, torch.cat([each[1] for each in found])
