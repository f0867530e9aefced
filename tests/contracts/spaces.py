"""Spaces that everything which takes a space is tried on, and one that the core has never seen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal, final

import torch
from torch import Tensor

from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls
from hmlc_core.geometry.parameter import flat_parameter


@final
@dataclass(frozen=True)
class TripledBall(Geometry):
    """The Poincaré ball with every distance three times as long: curvature −1/9.

    A constant factor of the metric changes neither geodesics nor transport, so the maps are the
    ball's; lengths are tripled, squares of lengths and the metric nine times as large.
    """

    dim: int
    name: ClassVar[str] = "tripled"
    description: ClassVar[str] = "Points of a ball whose distances are tripled."
    chart: ClassVar[Literal["disk", "plane"]] = "disk"
    disks: ClassVar[tuple[slice, ...]] = ()
    block: ClassVar[None] = None

    @property
    def ball(self) -> PoincareBall:
        """The ball before it grew."""
        return PoincareBall(self.dim)

    @property
    def width(self) -> int:
        return self.dim

    @property
    def picture_plane(self) -> PoincareBall:
        return PoincareBall(2)

    def centre(self, points: Tensor) -> Tensor:
        return self.ball.centre(points)

    def centred(self, points: Tensor) -> Tensor:
        return points

    def exp0(self, v: Tensor) -> Tensor:
        return self.ball.exp0(v)

    def log0(self, x: Tensor) -> Tensor:
        return self.ball.log0(x)

    def exp(self, x: Tensor, v: Tensor) -> Tensor:
        return self.ball.exp(x, v)

    def log(self, x: Tensor, y: Tensor) -> Tensor:
        return self.ball.log(x, y)

    def transport(self, x: Tensor, y: Tensor, v: Tensor) -> Tensor:
        return self.ball.transport(x, y, v)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return self.ball.add(x, y)

    def matvec(self, m: Tensor, x: Tensor) -> Tensor:
        return self.ball.matvec(m, x)

    def distance(self, x: Tensor, y: Tensor) -> Tensor:
        return 3 * self.ball.distance(x, y)

    def pairwise(self, x: Tensor, y: Tensor) -> Tensor:
        return 3 * self.ball.pairwise(x, y)

    def radius(self, x: Tensor) -> Tensor:
        return 3 * self.ball.radius(x)

    def midpoint(self, x: Tensor, weights: Tensor) -> Tensor:
        return self.ball.midpoint(x, weights)

    def riemannian_gradient(self, x: Tensor, gradient: Tensor) -> Tensor:
        return self.ball.riemannian_gradient(x, gradient) / 9

    def sq_norm(self, x: Tensor, v: Tensor) -> Tensor:
        return 9 * self.ball.sq_norm(x, v)

    def parameter(self, points: Tensor) -> torch.nn.Parameter:
        return flat_parameter(self, points)

    def limit(self, dtype: torch.dtype) -> float:
        return self.ball.limit(dtype)

    def project(self, x: Tensor) -> Tensor:
        return self.ball.project(x)

    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        return self.ball.check_point(x)


REGISTERED: dict[str, Geometry] = {
    "euclidean": Euclidean(6),
    "ball": PoincareBall(6),
    "disk": PoincareBall(2),
    "product of disks": ProductOfBalls(6),
    "product, l2": ProductOfBalls(6, ball_dim=3, aggregate="l2"),
}
"""Spaces that settings name."""

RELEASED: dict[str, Geometry] = {
    "inverting ball": PoincareBall(6, projection="inverting"),
    "inverting product": ProductOfBalls(6, projection="inverting"),
    "rescaled product": ProductOfBalls(6, matrix="rescaled"),
}
"""Spaces as the released HyperIM code has them, whose projection or matrix breaks some law."""

FOREIGN: dict[str, Geometry] = {"tripled": TripledBall(6)}
"""A space that nothing in the core was written for."""
