"""The true and the recovered tree as lines and names that a template draws as SVG."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import Kind, Tree
from hmlc_core.plotting.tree_pair import NAMES, STYLES, Edge, Side, TreePair, tree_pair
from hmlc_core.site.rendering import short

WIDTH, ROW = 960, 18
"""Of the picture, and of a label's row; the page scales it."""

NAME = 30
"""Characters of a name that fit between the trees."""

DASHES = {"solid": "", "dash": "7 4", "dot": "2 3", "dashdot": "8 3 2 3"}


def trees(
    graph: LabelGraph,
    tree: Tree,
    compared: Sequence[tuple[int, int, Kind]],
    labels: Iterable[int] | None = None,
) -> dict[str, Any]:
    """Where the picture begins, its width and height, alternative text, legend, paths, dots and
    names, and of two trees the halves with the names, for pages too narrow for both; arguments as
    of `tree_pair`."""
    pair = tree_pair(graph, tree, compared, labels=labels)
    layers = [_layer(pair, side, kind) for side in pair.sides for kind in side.edges]
    halves = [_half(side, n == len(pair.sides) - 1) for n, side in enumerate(pair.sides)]
    left = min(half["left"] for half in halves)
    return {
        "left": left,
        "width": WIDTH - left,
        "middle": WIDTH // 2,
        "halves": halves if pair.known else [],
        "height": ROW * len(pair.rows) + ROW,
        "alt": pair.alt,
        "layers": [layer for layer in layers if layer["path"]],
        "dots": [
            {"x": x, "y": y, "end": round(WIDTH * side.end)}
            for side in pair.sides
            for x, y in (_point(pair, side, label) for label in pair.rows)
        ],
        "names": [
            {"text": short(graph.display(label), NAME), "y": _down(pair, label)}
            for label in pair.rows
        ],
    }


def _half(side: Side, recovered: bool) -> dict[str, Any]:
    """Where one of the trees begins with the names beside it, and how wide both are."""
    names = round(WIDTH * NAMES)
    end = round(WIDTH * side.end)
    left, right = (end - names, WIDTH) if recovered else (0, end + names)
    return {
        "left": left,
        "width": right - left,
        "alt": f"The {'recovered' if recovered else 'true'} tree.",
    }


def _layer(pair: TreePair, side: Side, kind: str) -> dict[str, Any]:
    """All edges of a kind as one path."""
    name, colour, dash = STYLES[kind]
    edges = side.edges[kind]
    return {
        "name": name,
        "colour": colour,
        "dash": DASHES[dash],
        "count": side.count(kind),
        "path": "".join(_curve(pair, side, edge) for edge in edges),
    }


def _curve(pair: TreePair, side: Side, edge: Edge) -> str:
    """A quadratic curve that leaves the parent along its column and reaches the child's row."""
    (x, y), (to, down) = (_point(pair, side, label) for label in edge)
    return f"M{x} {y}Q{x} {down} {to} {down}"


def _point(pair: TreePair, side: Side, label: int) -> tuple[int, int]:
    return round(WIDTH * float(side.place[label])), _down(pair, label)


def _down(pair: TreePair, label: int) -> int:
    return round(ROW * (len(pair.rows) + 1 - float(pair.height[label])))
