"""What models, losses and optimisers may ask of a space."""

from __future__ import annotations

import abc
from typing import ClassVar

import torch
from torch import Tensor


class Geometry(abc.ABC):
    """A space with an origin, whose points are vectors of `dim` coordinates.

    Points and tangent vectors have shape (..., dim), float32 or float64; leading axes broadcast.
    Every returned point is finite and inside `limit`, every gradient finite, also at the origin,
    between equal points and at the rim. Classes are abstract or final: no method is overridden.
    """

    name: ClassVar[str]
    dim: int

    # Maps between the space and its tangent spaces.

    @abc.abstractmethod
    def exp0(self, v: Tensor) -> Tensor:
        """The point reached from the origin along the tangent vector v."""

    @abc.abstractmethod
    def log0(self, x: Tensor) -> Tensor:
        """The tangent vector at the origin that points to x; inverse of `exp0`."""

    @abc.abstractmethod
    def exp(self, x: Tensor, v: Tensor) -> Tensor:
        """The point reached from x along the tangent vector v."""

    @abc.abstractmethod
    def log(self, x: Tensor, y: Tensor) -> Tensor:
        """The tangent vector at x that points to y; inverse of `exp`."""

    @abc.abstractmethod
    def transport(self, x: Tensor, y: Tensor, v: Tensor) -> Tensor:
        """The tangent vector v at x carried in parallel along the geodesic to y."""

    # The algebra of layers.

    @abc.abstractmethod
    def add(self, x: Tensor, y: Tensor) -> Tensor:
        """x ⊕ y; associative and commutative in flat space only."""

    @abc.abstractmethod
    def matvec(self, m: Tensor, x: Tensor) -> Tensor:
        """m ⊗ x for a matrix m (dim, dim) in column convention: coordinates become x @ m.T.

        Several matrices (..., dim, dim) broadcast against the rows of x.
        """

    def negate(self, x: Tensor) -> Tensor:
        """The point −x, for which (−x) ⊕ x is the origin."""
        return -x

    def pointwise(self, r: Tensor, x: Tensor) -> Tensor:
        """diag(r) ⊗ x for factors r (..., dim)."""
        return self.exp0(r * self.log0(x))

    def scale(self, r: Tensor | float, x: Tensor) -> Tensor:
        """r ⊗ x for a number r or factors (..., 1): the point r times as far from the origin."""
        return self.exp0(r * self.log0(x))

    # Lengths.

    @abc.abstractmethod
    def distance(self, x: Tensor, y: Tensor) -> Tensor:
        """Distance (...) of points that broadcast; exactly 0 between equal points."""

    @abc.abstractmethod
    def pairwise(self, x: Tensor, y: Tensor) -> Tensor:
        """Distances (..., n, m) of every x (..., n, dim) to every y (m, dim).

        Neither forward nor backward holds anything of size n·m·dim.
        """

    @abc.abstractmethod
    def radius(self, x: Tensor) -> Tensor:
        """Distance (...) of x from the origin."""

    def geodesic(self, x: Tensor, y: Tensor, t: Tensor | float) -> Tensor:
        """The point at share t of the way from x to y; t is a number or (..., 1)."""
        return self.exp(x, t * self.log(x, y))

    # What a Riemannian optimiser needs.

    @abc.abstractmethod
    def riemannian_gradient(self, x: Tensor, gradient: Tensor) -> Tensor:
        """The Riemannian gradient of a function whose Euclidean gradient at x is given."""

    @abc.abstractmethod
    def sq_norm(self, x: Tensor, v: Tensor) -> Tensor:
        """Squared Riemannian norm of v at x for each factor of the space, (..., factors)."""

    def retract(self, x: Tensor, v: Tensor) -> Tensor:
        """Where an optimiser's step v leads from x: here the exact `exp`."""
        return self.exp(x, v)

    @abc.abstractmethod
    def parameter(self, points: Tensor) -> torch.nn.Parameter:
        """A trainable copy of points (..., dim) whose `geometry` attribute is this space.

        Raises `HyperlabelError` if `check_point` objects.
        """

    # Staying inside.

    @abc.abstractmethod
    def limit(self, dtype: torch.dtype) -> float:
        """Largest Euclidean norm of a point (of each ball, in a product); infinite if flat."""

    @abc.abstractmethod
    def project(self, x: Tensor) -> Tensor:
        """x if it is inside the limit, else a point inside on the same ray from the origin."""

    @abc.abstractmethod
    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        """Whether every x is a point of the space, and if not, a sentence that says why."""
