"""The Poincaré ball of curvature −1 and radius 1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, final

import torch
from torch import Tensor

from hmlc_core.geometry import mobius
from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.block import Block
from hmlc_core.geometry.checks import explain_finite, explain_form, explain_norm
from hmlc_core.geometry.lengths import length
from hmlc_core.geometry.pairwise import ball_distances
from hmlc_core.geometry.parameter import ball_parameter
from hmlc_core.geometry.rim import rim


@final
@dataclass(frozen=True)
class PoincareBall(Geometry):
    """The open unit ball of R^dim with the metric (2/(1 − ‖x‖²))² ⟨·,·⟩.

    projection: `radial` clips a point that comes too near the rim along its ray; `inverting`
        does what the released HyperIM code does (`rim.inverting_projection`).
    """

    dim: int
    projection: str = "radial"
    name: ClassVar[str] = "poincare"
    description: ClassVar[str] = (
        "Points of the Poincaré ball of radius 1 (curvature −1): "
        "d(u, v) = arcosh(1 + 2‖u − v‖² / ((1 − ‖u‖²)(1 − ‖v‖²)))."
    )
    chart: ClassVar[Literal["disk", "plane"]] = "disk"

    def __post_init__(self) -> None:
        rim(self.projection)

    @property
    def width(self) -> int:
        return self.dim

    @property
    def disks(self) -> tuple[slice, ...]:
        return ()

    @property
    def block(self) -> Block | None:
        return Block(self.dim, "sum") if self.projection == "radial" else None

    @property
    def picture_plane(self) -> PoincareBall:
        return PoincareBall(2)

    def centre(self, points: Tensor) -> Tensor:
        return self.origin(dtype=points.dtype)

    def centred(self, points: Tensor) -> Tensor:
        return points

    @property
    def _place(self) -> mobius.Place:
        return rim(self.projection).place

    def exp0(self, v: Tensor) -> Tensor:
        return mobius.exp0(v, self._place)

    def log0(self, x: Tensor) -> Tensor:
        return mobius.log0(x)

    def exp(self, x: Tensor, v: Tensor) -> Tensor:
        return mobius.exp(x, v, self._place)

    def log(self, x: Tensor, y: Tensor) -> Tensor:
        return mobius.log(x, y)

    def transport(self, x: Tensor, y: Tensor, v: Tensor) -> Tensor:
        return mobius.transport(x, y, v)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return mobius.add(x, y, self._place)

    def matvec(self, m: Tensor, x: Tensor) -> Tensor:
        # tanh(‖Mx‖/‖x‖ artanh‖x‖) Mx/‖Mx‖ is the linear map seen from the tangent space at 0.
        return self.exp0(self.log0(x) @ m.mT)

    def distance(self, x: Tensor, y: Tensor) -> Tensor:
        return mobius.distance(x, y)

    def pairwise(self, x: Tensor, y: Tensor) -> Tensor:
        return ball_distances(x.unsqueeze(-2), y.unsqueeze(-2))

    def radius(self, x: Tensor) -> Tensor:
        return mobius.radius(x)

    def midpoint(self, x: Tensor, weights: Tensor) -> Tensor:
        return mobius.midpoint(x, weights, self._place)

    def riemannian_gradient(self, x: Tensor, gradient: Tensor) -> Tensor:
        return gradient * (mobius.gap(x) / 2).square()

    def sq_norm(self, x: Tensor, v: Tensor) -> Tensor:
        return mobius.sq_norm(x, v)

    def parameter(self, points: Tensor) -> torch.nn.Parameter:
        return ball_parameter(self, points)

    def limit(self, dtype: torch.dtype) -> float:
        return rim(self.projection).limit(dtype)

    def project(self, x: Tensor) -> Tensor:
        return mobius.project(x, self._place)

    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        reason = explain_form(x, self.dim) or explain_finite(x)
        if reason is None:
            reason = explain_norm(length(x), self.limit(x.dtype))
        return reason is None, reason
