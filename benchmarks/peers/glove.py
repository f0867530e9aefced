"""Poincaré GloVe as one writes it down in torch: autograd, a tensor operation a symbol.

Tifrea, Bécigneul and Ganea, *Poincaré GloVe: Hyperbolic Word Embeddings* (2019): the loss of a
batch of pairs, its gradient, and a step of Riemannian AdaGrad for each row that occurs, with the
exponential map. Batches of one pair take the steps that the product takes, but for cuts of
gradients, which none of the measured ones needs; larger ones take other steps, all from one point.
"""

from __future__ import annotations

import torch
from torch import Tensor

LIMIT = 1 - 1e-5


def cosh_distance(x: Tensor, y: Tensor) -> Tensor:
    """cosh d of each ball, (batch, balls); points are (batch, balls, coordinates)."""
    gap_x, gap_y = 1 - x.square().sum(-1), 1 - y.square().sum(-1)
    return 1 + 2 * (x - y).square().sum(-1) / (gap_x * gap_y)


def height(x: Tensor, y: Tensor) -> Tensor:
    """cosh²d, (batch,); of several balls d is the root of the sum of squares."""
    cosh = cosh_distance(x, y)
    if cosh.shape[-1] == 1:
        return cosh.squeeze(-1).square()
    distances = torch.acosh(cosh.clamp_min(1 + 1e-12))
    return torch.cosh(distances.square().sum(-1).sqrt()).square()


def plus(x: Tensor, y: Tensor) -> Tensor:
    """Möbius addition x ⊕ y."""
    xy = (x * y).sum(-1, keepdim=True)
    xx, yy = x.square().sum(-1, keepdim=True), y.square().sum(-1, keepdim=True)
    return ((1 + 2 * xy + yy) * x + (1 - xx) * y) / (1 + 2 * xy + xx * yy)


class Glove:
    """points: (2, words, balls, coordinates), of words and of contexts; biases: (2, words)."""

    def __init__(self, points: Tensor, biases: Tensor) -> None:
        self.points, self.biases = points.clone(), biases.clone()
        self.sums = torch.ones(points.shape[:3], dtype=points.dtype)
        self.bias_sums = torch.ones_like(biases)

    def epoch(self, pairs: Tensor, counts: Tensor, *, batch: int, rate: float) -> float:
        """One pass over pairs (n, 2) of rows; returns the sum of losses."""
        total = 0.0
        for chosen, count in zip(pairs.split(batch), counts.split(batch)):
            total += self._step(chosen, count, rate)
        return total

    def _step(self, pairs: Tensor, counts: Tensor, rate: float) -> float:
        rows = [pairs[:, side].unique(return_inverse=True) for side in (0, 1)]
        points = [self.points[side, row].requires_grad_() for side, (row, _) in enumerate(rows)]
        biases = [self.biases[side, row].requires_grad_() for side, (row, _) in enumerate(rows)]
        (x, y), (b, c) = (
            [values[side][rows[side][1]] for side in (0, 1)] for values in (points, biases)
        )
        residual = b + c - height(x, y) - counts.log()
        weight = (counts / 100).clamp_max(1).pow(0.75)
        loss = (weight * residual.square()).sum()
        gradients = torch.autograd.grad(loss / 2, [*points, *biases])
        with torch.no_grad():
            for side, (row, _) in enumerate(rows):
                self._move(side, row, gradients[side], rate)
                change = rate * gradients[2 + side]
                self.biases[side, row] -= change / self.bias_sums[side, row].sqrt()
                self.bias_sums[side, row] += change.square()
        return loss.item()

    def _move(self, side: int, row: Tensor, gradient: Tensor, rate: float) -> None:
        x = self.points[side, row]
        gap = 1 - x.square().sum(-1, keepdim=True)
        gradient = gradient * (gap / 2).square()
        step = -rate * gradient / self.sums[side, row].sqrt().unsqueeze(-1)
        length = step.norm(dim=-1, keepdim=True).clamp_min(1e-15)
        moved = plus(x, torch.tanh(length / gap) * step / length)
        norm = moved.norm(dim=-1, keepdim=True).clamp_min(1e-15)
        self.points[side, row] = moved * (LIMIT / norm).clamp_max(1)
        self.sums[side, row] += gradient.square().mean(-1)
