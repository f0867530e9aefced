"""Trainable points, which know the space they live in."""

from __future__ import annotations

import copy
import warnings
from typing import Any

import torch
from torch import Tensor

from hmlc_core.errors import HyperlabelError
from hmlc_core.geometry.base import Geometry

with warnings.catch_warnings():
    # geoopt 0.5.1 decorates its functions with torch.jit.script, which torch 2.13 deprecates.
    warnings.simplefilter("ignore", DeprecationWarning)
    import geoopt


class BallParameter(geoopt.ManifoldParameter):  # type: ignore[misc]  # geoopt is untyped
    """A `geoopt.ManifoldParameter` that knows its `geometry`, also after a module is copied.

    It is made without geoopt's own check of the points, which accepts the radial limit only.
    """

    geometry: Geometry

    def __new__(cls, points: Tensor, geometry: Geometry, manifold: Any) -> BallParameter:
        instance = torch.Tensor._make_subclass(cls, points, True)
        instance.geometry, instance.manifold = geometry, manifold
        return instance

    def __deepcopy__(self, memo: dict[int, Any]) -> BallParameter:
        twin = BallParameter(
            self.detach().clone(), self.geometry, copy.deepcopy(self.manifold, memo)
        )
        twin.requires_grad_(self.requires_grad)
        return twin


def flat_parameter(geometry: Geometry, points: Tensor) -> torch.nn.Parameter:
    """Points of a flat space as an ordinary parameter.

    A copied module's twin lacks `geometry`, and needs it no more than any other flat weight.
    """
    parameter = torch.nn.Parameter(_checked_copy(geometry, points))
    parameter.geometry = geometry  # type: ignore[attr-defined]
    return parameter


def ball_parameter(geometry: Geometry, points: Tensor, *, balls: int = 1) -> torch.nn.Parameter:
    """Points of equal balls side by side, tagged with geoopt's manifold for its optimisers."""
    copied = _checked_copy(geometry, points)
    factors = [(geoopt.PoincareBall(), geometry.dim // balls) for _ in range(balls)]
    manifold = factors[0][0] if balls == 1 else geoopt.ProductManifold(*factors)
    return BallParameter(copied, geometry, manifold)


def _checked_copy(geometry: Geometry, points: Tensor) -> Tensor:
    ok, reason = geometry.check_point(points)
    if not ok:
        raise HyperlabelError(
            f"not points of the {geometry.name} space: {reason}", remedy="Project them first."
        )
    # A copy, because an optimiser writes into it and start vectors may belong to a snapshot.
    return points.detach().clone()
