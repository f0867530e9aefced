"""What the geometry lab shows, and how its address says it.

The address has one parameter: `lab=triangle*poincare.klein*0.1_0.2*-0.3_0.4*0.25_-0.15*1.5` is a
panel, one or two models of the plane, the points u, v, w and the factor r; `lab=trees*3*2` is a
tree of depth 3 with 2 children everywhere, and `lab=trees*3*2*guess` the same before its distances
are measured.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from pages.ui.shell.state import Key

Point = tuple[float, float]

PANELS = {
    "geodesic": "Geodesic",
    "sum": "Möbius sum",
    "tangent": "Exp and log",
    "transport": "Transport",
    "multiples": "Multiples",
    "circle": "Circle",
    "triangle": "Triangle",
    "squares": "Equal squares",
    "rim": "Near the rim",
    "parallels": "Parallels",
    "labels": "Word and labels",
}
"""Name of a panel -> what it is called; assets/lab/panels.js draws each."""

VIEWS = {
    "poincare": "Poincaré",
    "klein": "Klein",
    "halfplane": "Half-plane",
    "hyperboloid": "Hyperboloid",
}
"""Name of a model of the plane -> what it is called; assets/lab/views.js draws each."""

MOST_VIEWS = 2
FURTHEST = 0.9995
"""Largest norm of a point, hyperbolic distance 8.3: a little further than a hand can drag one."""

STEEPEST = 99.0
GUESS = "guess"
MOST_DEPTH, MOST_CHILDREN = 6, 6
MOST_NODES = 130
"""Nodes of a tree that is embedded in the page: two optimisations then take seconds."""


@dataclass(frozen=True)
class Scene:
    """A panel of the part "Points", with everything that can be moved in it."""

    panel: str = "geodesic"
    views: tuple[str, ...] = ("poincare",)
    u: Point = (0.45, 0.3)
    v: Point = (-0.35, 0.55)
    w: Point = (-0.1, -0.5)
    factor: float = 2.0


@dataclass(frozen=True)
class Tree:
    """The part "Trees": a tree in which every node above the last level has equally many children.

    Depth 0 would be the root alone. measured: whether the page says how good its drawings are, or
    leaves that to be guessed first.
    """

    depth: int = 3
    children: int = 2
    measured: bool = True

    @property
    def nodes(self) -> int:
        return int(sum(self.children**level for level in range(self.depth + 1)))


Lab = Scene | Tree


def parse(text: str) -> Lab:
    """Raises `ValueError` with a reason that can be shown."""
    head, *rest = text.split("*")
    if head == "trees":
        return _tree(rest)
    if head not in PANELS or len(rest) != 5:
        raise ValueError("expected a panel, its views, three points and a factor")
    views = tuple(rest[0].split("."))
    if not set(views) <= set(VIEWS) or not len(set(views)) == len(views) <= MOST_VIEWS:
        raise ValueError(f"expected one or two of {', '.join(VIEWS)}")
    u, v, w = map(_point, rest[1:4])
    return Scene(head, views, u, v, w, _number(rest[4], STEEPEST))


def write(lab: Lab) -> str:
    if isinstance(lab, Tree):
        return f"trees*{lab.depth}*{lab.children}" + ("" if lab.measured else f"*{GUESS}")
    points = (f"{x:.5g}_{y:.5g}" for x, y in (lab.u, lab.v, lab.w))
    return "*".join([lab.panel, ".".join(lab.views), *points, f"{lab.factor:.5g}"])


LAB: Key[Lab] = Key("lab", parse, write)
"""What the geometry lab shows, in its address."""


def _tree(parts: list[str]) -> Tree:
    measured = parts[2:] != [GUESS]
    if not measured:
        parts = parts[:2]
    if len(parts) != 2 or not all(re.fullmatch(r"\d", part, re.ASCII) for part in parts):
        raise ValueError("expected the depth of a tree and its number of children")
    depth, children = map(int, parts)
    tree = Tree(depth, children, measured)
    if not (1 <= tree.depth <= MOST_DEPTH and 1 <= tree.children <= MOST_CHILDREN):
        raise ValueError(f"expected depths of 1 to {MOST_DEPTH}, and 1 to {MOST_CHILDREN} children")
    if tree.nodes > MOST_NODES:
        raise ValueError(f"expected a tree of at most {MOST_NODES} nodes, not {tree.nodes}")
    return tree


def _point(text: str) -> Point:
    x, _, y = text.partition("_")
    point = _number(x, 1), _number(y, 1)
    if math.hypot(*point) > FURTHEST:
        raise ValueError(f"expected points of the disk, at most {FURTHEST} from its centre")
    return point


def _number(text: str, most: float) -> float:
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,8})?(e-\d{1,2})?", text, re.ASCII):
        raise ValueError("expected numbers")
    if abs(value := float(text)) > most:
        raise ValueError(f"expected numbers of at most {most:g}")
    return value
