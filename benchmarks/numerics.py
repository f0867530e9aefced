"""How exact distances and their gradients are: every kernel against arithmetic with 60 digits.

Pairs of points stand at a radius and at hyperbolic distances from next to nothing to some steps.
An error is relative: of a distance to itself, of a gradient to its length. The points are what
the kernel is given, so that rounding them first is no error of the kernel's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

import numpy as np
import torch
import typer
from numpy.typing import NDArray

Floats = NDArray[np.floating[Any]]
Measured = tuple[float, Floats]
"""A value, and its gradient by the first point."""

RADII = (0.1, 0.5, 0.9, 0.99)
"""Euclidean norms in each ball; no second point stands further out than the last."""

DISTANCES = {"float64": (1e-8, 1e-4, 0.1, 2.0), "float32": (1e-4, 1e-2, 0.1, 2.0)}
"""Hyperbolic, in each ball; float32 can hardly tell nearer points apart at the last radius."""

BOUND = {"float64": 1e-12, "float32": 1e-6}
"""No error is larger."""


@dataclass(frozen=True)
class Kernel:
    """A way to measure points (dim,); what it computes is told as to `exact.measured`."""

    name: str
    measure: Callable[[Floats, Floats, Kernel], Measured]
    dim: int = 2
    ball: int = 2
    aggregate: str = "sum"
    vectors: bool = False
    types: Sequence[str] = ("float64", "float32")


def main(
    pairs: Annotated[int, typer.Option(help="Pairs at each radius and distance.")] = 25,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Largest relative errors of distances and of their gradients, by kernel, type and radius."""
    found = errors(pairs=pairs)
    if as_json:
        typer.echo(json.dumps(found))
        return
    head = "".join(f"{f'r = {radius:g}':>18s}" for radius in RADII)
    typer.echo(f"{'largest error of value, of gradient':50s}{head}")
    for kernel, types in found.items():
        for dtype, radii in types.items():
            cells = (f"{row['value']:.0e} {row['gradient']:.0e}" for row in radii.values())
            typer.echo(f"{kernel:42s}{dtype}" + "".join(f"{cell:>18s}" for cell in cells))


def errors(*, pairs: int) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """Kernel -> type -> radius -> the largest errors of `value` and `gradient`."""
    return {
        kernel.name: {
            dtype: {f"{radius:g}": _largest(kernel, dtype, radius, pairs) for radius in RADII}
            for dtype in kernel.types
        }
        for kernel in KERNELS
    }


def _largest(kernel: Kernel, dtype: str, radius: float, pairs: int) -> dict[str, float]:
    from benchmarks.exact import measured

    random = np.random.default_rng(0)
    worst = {"value": 0.0, "gradient": 0.0}
    for apart in DISTANCES[dtype]:
        for _ in range(pairs):
            x, y = (point.astype(dtype) for point in _pair(kernel, radius, apart, random))
            value, gradient = kernel.measure(x, y, kernel)
            choices = {name: getattr(kernel, name) for name in ("ball", "aggregate", "vectors")}
            exact, slope = measured(x, y, **choices)
            off = float(np.linalg.norm(np.asarray(gradient, np.float64) - slope))
            worst["value"] = max(worst["value"], abs(float(value) - exact) / exact)
            worst["gradient"] = max(worst["gradient"], off / float(np.linalg.norm(slope)))
    return worst


def _pair(
    kernel: Kernel, radius: float, apart: float, random: np.random.Generator
) -> tuple[Floats, Floats]:
    from hmlc_core.geometry.hyperboloid import from_ball
    from hmlc_core.geometry.poincare import PoincareBall

    ball = PoincareBall(kernel.ball)
    ways = torch.from_numpy(random.standard_normal((2, kernel.dim // kernel.ball, kernel.ball)))
    ways /= ways.norm(dim=-1, keepdim=True)
    x, step = radius * ways[0], ball.exp0(ways[1] * apart / 2)
    ends = ball.add(x, step), ball.add(x, -step)
    y = torch.where(ends[0].norm(dim=-1, keepdim=True) <= RADII[-1], *ends)
    if kernel.vectors:
        x, y = from_ball(x), from_ball(y)
    return x.flatten().numpy(), y.flatten().numpy()


def _differentiated(function: Callable[..., torch.Tensor], x: Floats, y: Floats) -> Measured:
    point = torch.from_numpy(x).requires_grad_()
    value = function(point[None], torch.from_numpy(y)[None])
    (gradient,) = torch.autograd.grad(value.sum(), point)
    return value.item(), gradient.numpy()


def _elementwise(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    return _differentiated(_space(kernel).distance, x, y)


def _pairwise(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    return _differentiated(_space(kernel).pairwise, x, y)


def _space(kernel: Kernel) -> Any:
    from hmlc_core.geometry import make_geometry

    return make_geometry("product", kernel.dim, ball_dim=kernel.ball, aggregate=kernel.aggregate)


def _scores(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    from hmlc_core.geometry.kernels import neg_distances

    def distance(words: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
        once, choices = torch.ones(1, dtype=torch.int64), (kernel.ball, kernel.aggregate)
        return -neg_distances(words[None], labels, once, block=choices[0], mode=choices[1])

    return _differentiated(distance, x, y)


def _vectors(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    from hmlc_core.geometry.hyperboloid import distance

    return _differentiated(distance, x, y)


def _ranking(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    """The loss of a pair beside the first label itself, log(1 + e^d)."""
    table = np.stack([x, y])
    gradient = np.zeros_like(table)
    value = _compiled()["ranking"](table, np.array([[0, 1, 0]]), table.dtype.type(1), gradient)
    return value, gradient[0]


def _label_embedding(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    slopes = np.zeros((1, 2, kernel.dim))
    squares = kernel.aggregate == "l2"
    value = _compiled()["labels"](np.stack([x, y]), kernel.ball, squares, slopes)
    return value, slopes[0, 0]


def _glove(x: Floats, y: Floats, kernel: Kernel) -> Measured:
    """d² and its Riemannian gradient, which in a ball is ((1 − ‖x‖²)/2)² of the Euclidean one."""
    shape = (kernel.dim // kernel.ball, kernel.ball)
    slopes, gaps = np.zeros((2, *shape)), np.zeros((2, shape[0]))
    value, rise = _compiled()["words"](
        x.reshape(shape), y.reshape(shape), slopes, gaps, np.zeros_like(gaps)
    )
    return value, (rise * slopes[0] / (gaps[0][:, None] / 2) ** 2).ravel()


@cache
def _compiled() -> dict[str, Callable[..., Any]]:
    """Parts of kernels, callable by themselves."""
    from hmlc_core.embeddings.glove.epoch import SIMILARITIES, pair_height
    from hmlc_core.embeddings.sgd import pair_distance
    from hmlc_core.geometry.kernels.compile import kernel
    from hmlc_core.geometry.kernels.rank_loss import add_rank_loss

    square = SIMILARITIES["square"]

    @kernel
    def labels(points: Any, ball: int, squares: bool, slopes: Any) -> float:
        distance: float = pair_distance(points, 0, 1, ball, squares, slopes, 0)
        return distance

    @kernel
    def words(x: Any, y: Any, slopes: Any, gaps: Any, work: Any) -> Any:
        return pair_height(x, y, square, slopes, gaps, work)

    @kernel
    def ranking(table: Any, drawn: Any, weight: Any, gradient: Any) -> Any:
        return add_rank_loss(table, drawn, False, weight, gradient)

    return {"labels": labels, "words": words, "ranking": ranking}


_DOUBLE = ("float64",)

KERNELS = (
    Kernel("words × labels, 2-D", _scores),
    Kernel("words × labels, 10-D", _scores, 10, 10),
    Kernel("words × labels, 10 disks", _scores, 20),
    Kernel("words × labels, 10 disks, l2", _scores, 20, 2, "l2"),
    Kernel("the same in torch, 2-D", _pairwise),
    Kernel("the same in torch, 10 disks, l2", _pairwise, 20, 2, "l2"),
    Kernel("distance, 2-D", _elementwise),
    Kernel("distance, 10-D", _elementwise, 10, 10),
    Kernel("HiddeN's distance in torch, 2-D", _vectors, vectors=True),
    Kernel("HiddeN's ranking loss, 2-D", _ranking, 2, 2, "ranked", True),
    Kernel("HiddeN's ranking loss, 10-D", _ranking, 10, 10, "ranked", True),
    Kernel("label embedding (Eq. 2), 2-D", _label_embedding, types=_DOUBLE),
    Kernel("label embedding, 10-D", _label_embedding, 10, 10, types=_DOUBLE),
    Kernel("label embedding, 10 disks", _label_embedding, 20, types=_DOUBLE),
    Kernel("label embedding, 10 disks, l2", _label_embedding, 20, 2, "l2", types=_DOUBLE),
    Kernel("words by GloVe, 10-D, d²", _glove, 10, 10, "squares", types=_DOUBLE),
    Kernel("words by GloVe, 10 disks, d²", _glove, 20, 2, "squares", types=_DOUBLE),
)
