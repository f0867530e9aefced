"""Distances of all pairs in bounded memory: every word of a batch to every label."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from hmlc_core.geometry.lengths import chords
from hmlc_core.geometry.mobius import double_arsinh, gap

_CHUNK = 2**17
"""Pairs treated at once: their intermediates stay in a CPU's cache, whatever the batch."""


def ball_distances(x: Tensor, y: Tensor, *, order: int = 1) -> Tensor:
    """Distances (..., n, m) of x (..., n, p, k) to y (m, p, k) in a product of p balls.

    order: 1 adds the distances in the balls, 2 takes the root of the sum of their squares.
    """
    flat = x.reshape(-1, *x.shape[-2:])
    distances: Tensor = _BallDistances.apply(flat, y, order)  # type: ignore[no-untyped-call]
    return distances.reshape(*x.shape[:-2], len(y))


class _BallDistances(torch.autograd.Function):
    """One (rows, m) block of one ball at a time, computed again in the backward pass.

    Autograd by itself would keep several (n, m) tensors for each of the p balls.
    """

    @staticmethod
    def forward(ctx: Any, x: Tensor, y: Tensor, order: int) -> Tensor:
        total = x.new_zeros(len(x), len(y))
        for rows in _chunks(len(x), len(y)):
            for ball in range(x.shape[1]):
                total[rows] += _one_ball(x[rows, ball], y[:, ball]).pow(order)
        if order == 2:
            total.sqrt_()
        ctx.order = order
        ctx.save_for_backward(x, y, total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: Tensor) -> tuple[Tensor, Tensor, None]:
        x, y, total = ctx.saved_tensors
        x_gradient, y_gradient = torch.zeros_like(x), torch.zeros_like(y)
        for rows in _chunks(len(x), len(y)):
            for ball in range(x.shape[1]):
                with torch.enable_grad():
                    a = x[rows, ball].detach().requires_grad_()
                    b = y[:, ball].detach().requires_grad_()
                    distances = _one_ball(a, b)
                outer = gradient[rows]
                if ctx.order == 2:
                    share = distances.detach() / total[rows]
                    outer = outer * share.nan_to_num_(nan=0.0)  # 0/0 between equal points
                a_gradient, b_gradient = torch.autograd.grad(distances, (a, b), outer)
                x_gradient[rows, ball] = a_gradient
                y_gradient[:, ball] += b_gradient
        return x_gradient, y_gradient, None


def _chunks(rows: int, columns: int) -> list[slice]:
    step = max(1, _CHUNK // max(1, columns))
    return [slice(start, start + step) for start in range(0, rows, step)]


def _one_ball(x: Tensor, y: Tensor) -> Tensor:
    return double_arsinh(chords(x, y) * gap(x).rsqrt() * gap(y).rsqrt().squeeze(-1))
