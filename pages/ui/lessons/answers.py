"""Answers that a lesson computes: `distance(0.5)`, `angle_sum((0.3, 0), (0, 0.4), (-0.5, -0.2))`.

The list of functions is closed (`FUNCTIONS`) and nothing is evaluated as code. A point is (x, y),
or x alone for one on the axis. Importing this is light; the functions import what they need.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import Tensor

Point = tuple[float, float]

LONGEST = 200
MOST_NODES = 200
"""Of a tree that is built to answer a question."""


@dataclass(frozen=True, slots=True)
class Function:
    """What computes, and what it takes: points or numbers, of which the last may be optional."""

    compute: Callable[..., float]
    takes: tuple[type, ...]
    optional: int = 0


def distance(u: Point, v: Point = (0.0, 0.0)) -> float:
    """Hyperbolic distance of two points, or of one from the centre."""
    from hmlc_core.geometry import mobius

    return float(mobius.distance(_tensor(u), _tensor(v)))


def norm_at(radius: float) -> float:
    """How far from the centre a point is drawn that lies at hyperbolic distance `radius`."""
    from hmlc_core.geometry import curves

    return float(curves.circle((0.0, 0.0), radius)[1])


def conformal(u: Point) -> float:
    """The conformal factor λ at u."""
    from hmlc_core.geometry import mobius

    return 2 / float(mobius.gap(_tensor(u)))


def circumference(radius: float) -> float:
    """Length of the circle at hyperbolic distance `radius` around a point."""
    from hmlc_core.geometry import curves

    return curves.circumference(radius)


def room(radius: float) -> float:
    """How many times longer that circle is than one of the same radius in flat space."""
    return circumference(radius) / (2 * math.pi * radius)


def sum_norm(u: Point, v: Point) -> float:
    """‖u ⊕ v‖, how far from the centre a Möbius sum is drawn."""
    from hmlc_core.geometry import mobius, rim

    return float(mobius.add(_tensor(u), _tensor(v), rim.radial_clip).norm())


def angle_sum(u: Point, v: Point, w: Point) -> float:
    """Sum of the angles of a triangle, in degrees."""
    from hmlc_core.geometry import triangles

    return math.degrees(float(triangles.angles(u, v, w).sum()))


def sarkar_average(depth: float, children: float) -> float:
    """Average distortion of Sarkar's drawing of a tree (the lab's part "Trees" shows the same)."""
    from hmlc_core.embeddings.sarkar import sarkar
    from hmlc_core.evaluation.recovery import distance_rows, distortion
    from hmlc_core.geometry import PoincareBall

    graph = _tree(int(depth), int(children))
    rows = distance_rows(sarkar(graph), PoincareBall(2))
    return float(distortion(rows, graph.hops()).scaled_average)


def nodes(depth: float, children: float) -> float:
    """Nodes of a tree in which every node above the last level has equally many children."""
    return float(sum(int(children) ** level for level in range(int(depth) + 1)))


FUNCTIONS = {
    "distance": Function(distance, (tuple, tuple), optional=1),
    "norm_at": Function(norm_at, (float,)),
    "conformal": Function(conformal, (tuple,)),
    "circumference": Function(circumference, (float,)),
    "room": Function(room, (float,)),
    "sum_norm": Function(sum_norm, (tuple, tuple)),
    "angle_sum": Function(angle_sum, (tuple, tuple, tuple)),
    "sarkar_average": Function(sarkar_average, (float, float)),
    "nodes": Function(nodes, (float, float)),
}


def parse(text: str) -> Callable[[], float]:
    """What `text`, a number or a call of one of `FUNCTIONS`, is worth when it is asked for.

    Raises `ValueError` with a reason that can be shown.
    """
    if len(text) > LONGEST:
        raise ValueError(f"expected at most {LONGEST} characters")
    try:
        node = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ValueError("expected a number or a function, as in distance(0.5)") from None
    if not isinstance(node, ast.Call):
        return partial(float, _number(node))
    name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
    if name not in FUNCTIONS:
        raise ValueError(f"there is no function {name}; there are {', '.join(FUNCTIONS)}")
    function = FUNCTIONS[name]
    most = len(function.takes)
    if node.keywords or not most - function.optional <= len(node.args) <= most:
        raise ValueError(f"{name} takes {most} arguments, {function.optional} of them optional")
    return partial(
        function.compute,
        *(
            _point(part) if kind is tuple else _number(part)
            for part, kind in zip(node.args, function.takes, strict=False)
        ),
    )


def _number(node: ast.expr) -> float:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_number(node.operand)
    value: Any = node.value if isinstance(node, ast.Constant) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e9:
        raise ValueError(f"expected a number, not {ast.unparse(node)[:40]}")
    return float(value)


def _point(node: ast.expr) -> Point:
    parts = node.elts if isinstance(node, ast.Tuple) else [node, ast.Constant(0)]
    if len(parts) != 2:
        raise ValueError(f"expected a point (x, y), not {ast.unparse(node)[:40]}")
    point = _number(parts[0]), _number(parts[1])
    if math.hypot(*point) >= 1:
        raise ValueError(f"expected a point inside the disk, not {ast.unparse(node)[:40]}")
    return point


def _tensor(point: Point) -> Tensor:
    import torch

    return torch.tensor(point, dtype=torch.float64)


def _tree(depth: int, children: int) -> Any:
    from hmlc_core.data.labels import LabelGraph

    count = int(nodes(depth, children))
    if count > MOST_NODES:
        raise ValueError(f"expected a tree of at most {MOST_NODES} nodes, not {count}")
    return LabelGraph(
        tuple(map(str, range(count))),
        tuple(((node - 1) // children, node) for node in range(1, count)),
    )
