"""Riemannian Adam for points, Adam for weights, over all rows or only those touched.

Points follow Bécigneul and Ganea (ICLR 2019): the first moment is a tangent vector carried along
by parallel transport, the second a scalar per point (per ball of a product). Flat points use the
same rule, where both are trivial, so that a Euclidean twin differs in nothing but its geometry.

With sparse gradients a row's moments and step count wait until the row occurs again; dense Adam
would let them decay meanwhile. The bias correction counts a row's own steps: with a common count
the first step of a rare word would be three times too long.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

import torch
from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8


class RiemannianAdam:
    """Adam that knows which parameters are points.

    named_parameters: as from `Module.named_parameters`; a parameter with a `geometry` attribute
        holds points in its last axis.
    clip: largest Euclidean norm of a gradient; 0 for none. clip_by: whose gradient that is, each
        `parameter`'s or that of `all` together.
    weight_decay: λ of `penalty`.

    Both rates are multiplied by `factor`, which may be changed between steps.
    """

    factor = 1.0

    def __init__(
        self,
        named_parameters: Iterable[tuple[str, nn.Parameter]],
        *,
        point_rate: float,
        weight_rate: float,
        clip: float,
        clip_by: str = "parameter",
        weight_decay: float = 0.0,
    ) -> None:
        self.parameters = {n: p for n, p in named_parameters if p.requires_grad}
        self.point_rate, self.weight_rate = point_rate, weight_rate
        self.clip, self.clip_by, self.weight_decay = clip, clip_by, weight_decay
        self.state: dict[str, dict[str, Tensor]] = {
            name: _moments(parameter) for name, parameter in self.parameters.items()
        }

    def zero_grad(self) -> None:
        """Forget all gradients."""
        for parameter in self.parameters.values():
            parameter.grad = None

    def not_finite(self) -> str | None:
        """Name of the first parameter whose gradient is not finite, or None."""
        for name, parameter in self.parameters.items():
            if parameter.grad is not None and not _values(parameter.grad).isfinite().all():
                return name
        return None

    def penalty(self) -> Tensor | None:
        """λ · ½ Σ ‖θ‖² over all weights, which the loss gains; None where λ is 0.

        Points are left out: where they lie is not a size, and the origin of their space is no
        better a place than others.
        """
        if not self.weight_decay:
            return None
        squares = [p.square().sum() for p in self.parameters.values() if _space(p) is None]
        return self.weight_decay / 2 * torch.stack(squares).sum() if squares else None

    @torch.no_grad()
    def step(self) -> float:
        """Update every parameter that has a gradient; the norm of all gradients together."""
        found = {
            name: parameter.grad.coalesce() if parameter.grad.is_sparse else parameter.grad
            for name, parameter in self.parameters.items()
            if parameter.grad is not None
        }
        norms = {name: float(_values(gradient).norm()) for name, gradient in found.items()}
        total = math.sqrt(sum(norm * norm for norm in norms.values()))
        for name, gradient in found.items():
            values, norm = _values(gradient), norms[name] if self.clip_by == "parameter" else total
            if self.clip and norm > self.clip:
                values = values * (self.clip / norm)
            rows = gradient.indices()[0] if gradient.is_sparse else slice(None)
            self._update(self.parameters[name], self.state[name], rows, values)
        return total

    def _update(
        self,
        parameter: nn.Parameter,
        state: dict[str, Tensor],
        rows: Tensor | slice,
        gradient: Tensor,
    ) -> None:
        steps = state["steps"][rows] + 1
        moment, square, x = state["moment"][rows], state["square"][rows], parameter.data[rows]
        space = _space(parameter)
        if space is not None:
            gradient = space.riemannian_gradient(x, gradient)
            size = space.sq_norm(x, gradient)
        else:
            size = gradient.square()
        moment = BETA1 * moment + (1 - BETA1) * gradient
        square = BETA2 * square + (1 - BETA2) * size
        shape = steps.shape + (1,) * (x.dim() - steps.dim())
        mean = moment / (1 - BETA1**steps).view(shape)
        spread = (square / (1 - BETA2**steps).view(shape)).sqrt() + EPSILON
        if space is not None:
            spread = spread.repeat_interleave(x.shape[-1] // spread.shape[-1], -1)
            new = space.retract(x, -self.factor * self.point_rate * mean / spread)
            moment = space.transport(x, new, moment)
        else:
            new = x - self.factor * self.weight_rate * mean / spread
        parameter.data[rows] = new
        state["steps"][rows], state["moment"][rows], state["square"][rows] = steps, moment, square

    def tensors(self) -> dict[str, Tensor]:
        """The whole state under flat names, for a checkpoint."""
        return {
            f"{name}/{part}": tensor
            for name, parts in self.state.items()
            for part, tensor in parts.items()
        }

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Continue from `tensors()` of an optimiser over equal parameters."""
        for name, parts in self.state.items():
            for part in parts:
                parts[part].copy_(tensors[f"{name}/{part}"])


def _space(parameter: nn.Parameter) -> Geometry | None:
    """The space of a parameter that holds points."""
    found: Geometry | None = getattr(parameter, "geometry", None)
    return found


def _values(gradient: Tensor) -> Tensor:
    return gradient._values() if gradient.is_sparse else gradient


def _moments(parameter: nn.Parameter) -> dict[str, Tensor]:
    """Zero moments; one step count per row, since rows may be updated at different times."""
    data = parameter.data
    space = _space(parameter)
    square = (
        torch.zeros_like(data) if space is None else space.sq_norm(data, torch.zeros_like(data))
    )
    steps = torch.zeros(data.shape[:1], dtype=data.dtype)
    return {"moment": torch.zeros_like(data), "square": square, "steps": steps}
