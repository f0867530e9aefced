"""Every space in both precisions, with points that fill it: what the laws are tried on."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from hmlc_core.geometry import Geometry
from tests.contracts.spaces import FOREIGN, REGISTERED


@dataclass(frozen=True)
class Precision:
    """reach: largest norm of random points in a ball; atol, rtol: what a law may miss."""

    dtype: torch.dtype
    reach: float
    atol: float
    rtol: float


PRECISIONS = {
    "float64": Precision(torch.float64, reach=0.999, atol=1e-9, rtol=1e-8),
    "float32": Precision(torch.float32, reach=0.95, atol=1e-4, rtol=1e-4),
}

SPACES = REGISTERED | FOREIGN


@dataclass(frozen=True)
class Case:
    """A space, a precision, and a source of points."""

    space: Geometry
    precision: Precision
    random: torch.Generator

    @property
    def factors(self) -> int:
        return self.space.sq_norm(self.origin(), self.origin()).shape[-1]

    def vectors(self, *shape: int, length: float = 1.0) -> Tensor:
        """Vectors in all directions, each factor's part between 0 and `length` long."""
        width = self.space.dim // self.factors
        draw = {"generator": self.random, "dtype": self.precision.dtype}
        direction = torch.randn(*shape, self.factors, width, **draw)
        direction /= direction.norm(dim=-1, keepdim=True)
        lengths = length * torch.rand(*shape, self.factors, 1, **draw)
        return (direction * lengths).flatten(-2)

    def points(self, *shape: int) -> Tensor:
        """Points up to the reach: evenly in hyperbolic radius, so that the rim is well visited."""
        if math.isinf(self.space.limit(self.precision.dtype)):
            return self.vectors(*shape, length=3.0)
        return self.space.exp0(self.vectors(*shape, length=math.atanh(self.precision.reach)))

    def origin(self) -> Tensor:
        return self.space.origin(dtype=self.precision.dtype)

    def total(self, factor_lengths: Tensor) -> Tensor:
        """Lengths in the factors (..., factors) -> length in the space."""
        if getattr(self.space, "aggregate", "sum") == "sum":
            return factor_lengths.sum(dim=-1)
        return factor_lengths.norm(dim=-1)

    def close(self, actual: Tensor, expected: Tensor) -> None:
        expected = expected.expand_as(actual)
        torch.testing.assert_close(
            actual, expected, atol=self.precision.atol, rtol=self.precision.rtol
        )


@pytest.fixture(params=list(PRECISIONS))
def precision(request: pytest.FixtureRequest) -> Precision:
    return PRECISIONS[request.param]


@pytest.fixture(params=list(SPACES))
def case(request: pytest.FixtureRequest, precision: Precision) -> Case:
    return Case(SPACES[request.param], precision, torch.Generator().manual_seed(7))


@pytest.fixture(params=list(SPACES))
def exact_case(request: pytest.FixtureRequest) -> Case:
    """As `case`, in float64 only: for what needs more digits than float32 has."""
    random = torch.Generator().manual_seed(7)
    return Case(SPACES[request.param], PRECISIONS["float64"], random)
