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

import numpy as np
import torch
from torch import Tensor, nn

from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.kernels.background import in_each_precision
from hmlc_core.geometry.kernels.cores import chunks, cores

BETA1, BETA2, EPSILON = 0.9, 0.999, 1e-8

LEAST_ROWS = 100
"""Of a chunk of the compiled update: fewer take less time than handing them over."""


class RiemannianAdam:
    """Adam that knows which parameters are points.

    named_parameters: as from `Module.named_parameters`; a parameter with a `geometry` attribute
        holds points in its last axis.
    clip: largest Euclidean norm of a gradient; 0 for none. clip_by: whose gradient that is, each
        `parameter`'s or that of `all` together.
    weight_decay: λ of `penalty`.
    compiled: whether points of spaces that have a `block`, and weights with sparse gradients, are
        updated by `kernels.adam`, which is equal to rounding.

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
        compiled: bool = False,
    ) -> None:
        self.parameters = {n: p for n, p in named_parameters if p.requires_grad}
        self.point_rate, self.weight_rate = point_rate, weight_rate
        self.clip, self.clip_by, self.weight_decay = clip, clip_by, weight_decay
        self.compiled = compiled
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
            norm = norms[name] if self.clip_by == "parameter" else total
            shrink = self.clip / norm if self.clip and norm > self.clip else 1.0
            parameter, state = self.parameters[name], self.state[name]
            if self.compiled and _has_kernel(parameter, gradient):
                self._update_compiled(parameter, state, gradient, shrink)
            else:
                rows = gradient.indices()[0] if gradient.is_sparse else slice(None)
                values = _values(gradient) if shrink == 1 else _values(gradient) * shrink
                self._update(parameter, state, rows, values)
        return total

    def _update_compiled(
        self, parameter: nn.Parameter, state: dict[str, Tensor], gradient: Tensor, shrink: float
    ) -> None:
        from hmlc_core.geometry.kernels import adam

        x, space = parameter.data, _space(parameter)
        values = _values(gradient).detach().contiguous().view(-1, x[0].numel()).numpy()
        rows = gradient.indices()[0].numpy() if gradient.is_sparse else np.arange(len(x))
        table = (x, state["moment"], state["square"])
        arrays = [tensor.view(len(x), -1).numpy() for tensor in table] + [state["steps"].numpy()]
        # A weight's every coordinate has a second moment, like a line of its own.
        block = space.block.coordinates if space is not None and space.block is not None else 1
        limit = math.inf if space is None else space.limit(x.dtype)
        rate = self.factor * (self.weight_rate if space is None else self.point_rate)

        def run(part: slice) -> None:
            adam.update(
                *arrays, rows[part], values[part], block, limit, shrink, rate,
                (BETA1, BETA2, EPSILON),
            )  # fmt: skip

        cores.each(run, chunks(len(rows), least=LEAST_ROWS))

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


def _has_kernel(parameter: nn.Parameter, gradient: Tensor) -> bool:
    """Whether `kernels.adam` can update it; torch is as fast at weights whose rows all move."""
    space = _space(parameter)
    return gradient.is_sparse if space is None else space.block is not None


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


def prepare_update(dtype: torch.dtype) -> None:
    """Compile, or load, what a compiled optimiser calls."""
    weight = nn.Parameter(torch.zeros(1, 1, dtype=dtype))
    adam = RiemannianAdam([("x", weight)], point_rate=0, weight_rate=0, clip=0, compiled=True)
    nn.functional.embedding(torch.tensor([0]), weight, sparse=True).sum().backward()  # type: ignore[no-untyped-call]
    adam.step()


UPDATE = in_each_precision("optimiser", prepare_update)
