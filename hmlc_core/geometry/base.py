"""What models, losses and optimisers may ask of a space."""

from __future__ import annotations

import abc
from typing import ClassVar, Literal

import torch
from torch import Tensor

from hmlc_core.geometry.block import Block
from hmlc_core.geometry.draws import uniform


class Geometry(abc.ABC):
    """A space with an origin, whose points are vectors of `width` coordinates.

    Points and tangent vectors have shape (..., width), float32 or float64; leading axes broadcast.
    Every returned point is finite and inside `limit`, every gradient finite, also at the origin,
    between equal points and at the rim. Classes are abstract or final: no method is overridden.
    Final ones are frozen dataclasses, so that equal spaces are equal values and `str` tells them
    apart. Whoever needs to know more of a space than its maps asks it here, never for its name or
    class.

    name: what a person calls it, for messages.
    description: a sentence or two for whoever finds its points in a file.
    chart: what it is drawn on, the Poincaré `disk` or the flat `plane`.
    depth_notes: sentences that a reader of its depths needs.
    dim: dimensions of the space itself, which may be fewer than its points have coordinates.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    chart: ClassVar[Literal["disk", "plane"]]
    depth_notes: ClassVar[tuple[str, ...]] = ()
    dim: int

    # What it is made of.

    @property
    @abc.abstractmethod
    def width(self) -> int:
        """Number of coordinates in which a point is stored."""

    @property
    @abc.abstractmethod
    def disks(self) -> tuple[slice, ...]:
        """The coordinates of each factor of a product that is a disk of its own, else empty."""

    @property
    @abc.abstractmethod
    def block(self) -> Block | None:
        """How compiled kernels measure here; None where none of them does, and torch is used."""

    @property
    @abc.abstractmethod
    def picture_plane(self) -> Geometry:
        """The space of two coordinates on this one's chart, in which pictures are drawn.

        Points of two coordinates, and those of one of the `disks`, are drawn as they are.
        """

    # Points.

    def origin(self, *shape: int, dtype: torch.dtype = torch.float64) -> Tensor:
        """Points (*shape, width) at the origin."""
        return self.project(torch.zeros(*shape, self.width, dtype=dtype))

    def random(
        self,
        shape: tuple[int, ...],
        bound: float,
        generator: torch.Generator,
        dtype: torch.dtype = torch.float64,
    ) -> Tensor:
        """Points (*shape, width) with coordinates from U(−bound, bound), projected.

        Every precision draws the same numbers, in float64.
        """
        return self.project(uniform((*shape, self.width), bound, generator).to(dtype))

    @abc.abstractmethod
    def centre(self, points: Tensor) -> Tensor:
        """The point (width,) from which the depth of points (n, width) is measured.

        The mean in flat space, where the origin is a place like any other; the origin in balls,
        since their models measure from it.
        """

    @abc.abstractmethod
    def centred(self, points: Tensor) -> Tensor:
        """Points (n, width) moved by an isometry so that their centre is the origin."""

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
        """Distances (..., n, m) of every x (..., n, width) to every y (m, width).

        Neither forward nor backward holds anything of size n·m·width.
        """

    @abc.abstractmethod
    def radius(self, x: Tensor) -> Tensor:
        """Distance (...) of x from the origin."""

    def geodesic(self, x: Tensor, y: Tensor, t: Tensor | float) -> Tensor:
        """The point at share t of the way from x to y; t is a number or (..., 1)."""
        return self.exp(x, t * self.log(x, y))

    @abc.abstractmethod
    def midpoint(self, x: Tensor, weights: Tensor) -> Tensor:
        """The midpoints (..., width) of points x (n, width) with weights (..., n) ≥ 0.

        It lies where the weights pull to, and moves with the points under every isometry; factors
        on all weights change nothing. Weights that are all 0 give the origin.
        """

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
        """A trainable copy of points (..., width) whose `geometry` attribute is this space.

        Raises `HyperlabelError` if `check_point` objects.
        """

    # Staying inside.

    @abc.abstractmethod
    def limit(self, dtype: torch.dtype) -> float:
        """Largest Euclidean norm of a point (of each ball, in a product); infinite if flat."""

    @abc.abstractmethod
    def project(self, x: Tensor) -> Tensor:
        """x if it is inside the limit, else a point inside on the same ray from the origin.

        Any finite vector of `width` coordinates becomes a point, and 0 the origin.
        """

    @abc.abstractmethod
    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        """Whether every x is a point of the space, and if not, a sentence that says why."""
