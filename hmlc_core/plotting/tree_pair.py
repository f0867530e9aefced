"""Where labels and edges of a true and a recovered hierarchy lie side by side, to be drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.edges import Kind, count_kinds
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.plotting.theme import CATEGORICAL, NEUTRAL
from hmlc_core.wording import counted

Edge = tuple[int, int]

NAMES = 0.24
"""Share of the width that the names between the trees take."""

STYLES: dict[str, tuple[str, str, str]] = {
    "true": ("true", NEUTRAL, "solid"),
    "right": ("recovered, right", CATEGORICAL[2], "solid"),
    "wrong_parent": ("recovered, wrong parent", CATEGORICAL[1], "dash"),
    "reversed": ("recovered, reversed", CATEGORICAL[3], "dashdot"),
    "missing": ("true, not recovered", CATEGORICAL[7], "dot"),
    "recovered": ("recovered", CATEGORICAL[5], "solid"),
}
"""Kind of edge -> name, colour and dash, the same as on the disk: told apart without colour."""


@dataclass(frozen=True, slots=True, eq=False)
class Side:
    """One of the two trees.

    place: (labels,) from left to right in [0, 1]. end: where its names begin. edges: kind of
    `STYLES` -> (parent, child).
    """

    place: NDArray[np.float64]
    end: float
    edges: Mapping[str, Sequence[Edge]]

    def count(self, kind: str) -> int:
        """What a legend says of a kind. True edges are all of this side, as on the disk: those that
        are not recovered are some of them."""
        return sum(map(len, self.edges.values())) if kind == "true" else len(self.edges[kind])


@dataclass(frozen=True, slots=True, eq=False)
class TreePair:
    """Both trees, the recovered one mirrored on the right.

    rows: the labels from top to bottom; they follow the true hierarchy, so that a recovered edge
        which is right runs as its twin does, and a wrong one leads elsewhere. height: (labels,)
        from 1 at the bottom; NaN for labels without a row. known: whether there is a true
        hierarchy; rows follow the recovered one where there is none. sides: the true tree where it
        is known, and the recovered one. alt: what is seen, in words.
    """

    rows: Sequence[int]
    height: NDArray[np.float64]
    known: bool
    sides: Sequence[Side]
    alt: str


def tree_pair(
    graph: LabelGraph,
    tree: Tree,
    compared: Sequence[tuple[int, int, Kind]],
    *,
    labels: Iterable[int] | None = None,
) -> TreePair:
    """compared: `compare_edges(graph, tree)`. labels: those that are shown, all by default; edges
    to others are left out."""
    shown = set(range(len(graph)) if labels is None else labels)
    known = bool(graph.edges)
    inner = [edge for edge in compared if {*edge[:2]} <= shown]
    rows = [row for row in _rows(graph.edges if known else tree.edges, len(graph)) if row in shown]
    height = np.full(len(graph), np.nan)
    height[rows] = np.arange(len(rows), 0, -1)
    middle, sides = (1 - NAMES) / 2, []
    if known:
        kinds = {edge[:2]: edge[2] for edge in inner}
        true = [edge for edge in graph.edges if {*edge} <= shown]
        missing = [edge for edge in true if kinds.get(edge) == "missing"]
        turned = [edge for edge in true if kinds.get(edge[::-1]) == "reversed"]
        found = [edge for edge in true if edge not in {*missing, *turned}]
        place = _across(graph.depth, shown, 0.0, middle)
        sides.append(Side(place, middle, {"true": found, "missing": [*missing, *turned]}))
    edges = {
        kind: [(parent, child) for parent, child, of in inner if of == kind]
        for kind in STYLES
        if known and kind != "missing"
    }
    if not known:
        edges = {"recovered": [edge for edge in tree.edges if {*edge} <= shown]}
    sides.append(Side(_across(tree.depth, shown, 1.0, middle + NAMES), middle + NAMES, edges))
    return TreePair(rows, height, known, sides, _alt(graph, tree, inner, rows, known))


def _rows(edges: Sequence[Edge], count: int) -> list[int]:
    """Every label once, each below its (first) parent: a depth-first walk from the root."""
    import networkx

    root = TOP
    graph: Any = networkx.DiGraph()
    graph.add_nodes_from([root, *range(count)])
    below = {child for _, child in edges}
    graph.add_edges_from((root, label) for label in range(count) if label not in below)
    graph.add_edges_from(edges)
    return [label for label in networkx.dfs_preorder_nodes(graph, root) if label != root]


def _across(depth: NDArray[np.int64], shown: set[int], outer: float, inner: float) -> Any:
    """(labels,) horizontal places: the top labels at the outer edge, the deepest near the names."""
    deepest = max((int(depth[label]) for label in shown), default=0)
    return outer + (inner - outer) * (depth + 0.15) / (deepest + 0.5)


def _alt(
    graph: LabelGraph,
    tree: Tree,
    inner: Sequence[tuple[int, int, Kind]],
    rows: Sequence[int],
    known: bool,
) -> str:
    if not known:
        edges = counted(len(tree.edges), "edge")
        return f"Recovered hierarchy of {counted(len(rows), 'label')} with {edges}."
    counts = {kind: f"{number:,}" for kind, number in count_kinds(inner).items()}
    wrong = [
        f"{graph.display(child)} below {graph.display(parent)}"
        for parent, child, kind in inner
        if kind == "wrong_parent"
    ]
    said = f" Wrong parents: {'; '.join(wrong[:8])}." if wrong else ""
    return (
        f"Two trees of {counted(len(rows), 'label')}. Of the recovered edges {counts['right']} are "
        f"right, {counts['wrong_parent']} have a wrong parent and {counts['reversed']} are "
        f"reversed; {counts['missing']} true edges are missing.{said}"
    )
