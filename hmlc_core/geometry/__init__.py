"""Spaces in which words and labels live: one abstract `Geometry`, three final implementations.

`base` is the contract, `mobius` the mathematics of the ball as plain functions of tensors,
`euclidean`, `poincare` and `product` the spaces, `parameter` a trainable point that knows its
space, `draws` random coordinates, `kernels` compiled twins of the hot loops, `block` how those
know a space, `threads` how many torch takes. `curves`, `models_of_space`, `segments` and
`triangles` are numpy for drawing, and importing them must not cost an import of torch: hence the
lazy names below. No model and no loss lives here.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hmlc_core.geometry.base import Geometry as Geometry
    from hmlc_core.geometry.euclidean import Euclidean as Euclidean
    from hmlc_core.geometry.poincare import PoincareBall as PoincareBall
    from hmlc_core.geometry.product import ProductOfBalls as ProductOfBalls

_HOMES = {
    "Geometry": "base",
    "Euclidean": "euclidean",
    "PoincareBall": "poincare",
    "ProductOfBalls": "product",
}

__all__ = ["Euclidean", "Geometry", "PoincareBall", "ProductOfBalls", "make_geometry"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def make_geometry(
    name: str,
    dim: int,
    *,
    ball_dim: int = 2,
    aggregate: str = "sum",
    projection: str = "radial",
    matrix: str = "tangent",
) -> Geometry:
    """The space called `name` (`euclidean`, `poincare` or `product`) with `dim` coordinates in all.

    The other arguments are those of the classes, and are ignored by a space that has no such
    choice, so that one experiment's settings serve all three.
    """
    from hmlc_core.errors import SettingError
    from hmlc_core.geometry.euclidean import Euclidean
    from hmlc_core.geometry.poincare import PoincareBall
    from hmlc_core.geometry.product import ProductOfBalls

    if name == "euclidean":
        return Euclidean(dim)
    if name == "poincare":
        return PoincareBall(dim, projection=projection)
    if name == "product":
        return ProductOfBalls(
            dim, ball_dim=ball_dim, aggregate=aggregate, projection=projection, matrix=matrix
        )
    raise SettingError(
        "no such geometry",
        where="geometry",
        expected="euclidean, poincare or product",
        received=repr(name),
    )
