"""Flat space: the control in every comparison, written against the same contract."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, Literal, final

import torch
from torch import Tensor

from hmlc_core.geometry.base import Geometry
from hmlc_core.geometry.block import Block
from hmlc_core.geometry.checks import explain_finite, explain_form
from hmlc_core.geometry.lengths import chords, length
from hmlc_core.geometry.parameter import flat_parameter


@final
@dataclass(frozen=True)
class Euclidean(Geometry):
    """R^dim, where ⊕ is +, ⊗ is the ordinary product, and exp and log at the origin do nothing."""

    dim: int
    name: ClassVar[str] = "euclidean"
    description: ClassVar[str] = "Points of flat space."
    chart: ClassVar[Literal["disk", "plane"]] = "plane"
    depth_notes: ClassVar[tuple[str, ...]] = (
        "Flat space has no centre: depth is the distance from the mean.",
    )

    @property
    def width(self) -> int:
        return self.dim

    @property
    def disks(self) -> tuple[slice, ...]:
        return ()

    @property
    def block(self) -> Block:
        return Block(self.dim, "flat")

    @property
    def picture_plane(self) -> Euclidean:
        return Euclidean(2)

    def centre(self, points: Tensor) -> Tensor:
        return points.mean(dim=0)

    def centred(self, points: Tensor) -> Tensor:
        return points - self.centre(points)

    def exp0(self, v: Tensor) -> Tensor:
        return v

    def log0(self, x: Tensor) -> Tensor:
        return x

    def exp(self, x: Tensor, v: Tensor) -> Tensor:
        return x + v

    def log(self, x: Tensor, y: Tensor) -> Tensor:
        return y - x

    def transport(self, x: Tensor, y: Tensor, v: Tensor) -> Tensor:
        return _broadcast(v, x, y)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y

    def matvec(self, m: Tensor, x: Tensor) -> Tensor:
        return x @ m.mT

    def distance(self, x: Tensor, y: Tensor) -> Tensor:
        return length(x - y)

    def pairwise(self, x: Tensor, y: Tensor) -> Tensor:
        return chords(x, y)

    def radius(self, x: Tensor) -> Tensor:
        return length(x)

    def midpoint(self, x: Tensor, weights: Tensor) -> Tensor:
        tiny = torch.finfo(weights.dtype).tiny
        return weights @ x / weights.sum(dim=-1, keepdim=True).clamp_min(tiny)

    def riemannian_gradient(self, x: Tensor, gradient: Tensor) -> Tensor:
        return gradient

    def sq_norm(self, x: Tensor, v: Tensor) -> Tensor:
        return _broadcast(v, x).square().sum(dim=-1, keepdim=True)

    def parameter(self, points: Tensor) -> torch.nn.Parameter:
        return flat_parameter(self, points)

    def limit(self, dtype: torch.dtype) -> float:
        return math.inf

    def project(self, x: Tensor) -> Tensor:
        return x

    def check_point(self, x: Tensor) -> tuple[bool, str | None]:
        reason = explain_form(x, self.dim) or explain_finite(x)
        return reason is None, reason


def _broadcast(v: Tensor, *others: Tensor) -> Tensor:
    """v in the shape to which all broadcast, as the curved spaces return it."""
    first: Tensor = torch.broadcast_tensors(v, *others)[0]  # type: ignore[no-untyped-call]
    return first
