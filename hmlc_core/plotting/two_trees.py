"""A true and a recovered hierarchy side by side: each label has one row in both trees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.edges import Kind, count_kinds
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.plotting.theme import CATEGORICAL, LOOKS, NEUTRAL, Template, blank, escape, say
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Edge = tuple[int, int]

ROW = 19
"""Pixels of a label's row: room for its name."""

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


def two_trees(
    graph: LabelGraph,
    tree: Tree,
    compared: Sequence[tuple[int, int, Kind]],
    *,
    labels: Iterable[int] | None = None,
    template: Template = "light",
) -> Figure:
    """The true tree on the left, the recovered one mirrored on the right, names between them.

    compared: `compare_edges(graph, tree)`. labels: those that are shown, all by default; edges
    to others are left out. Rows follow the true hierarchy, so that a recovered edge which is
    right runs as its twin does, and a wrong one leads elsewhere. Where there is no true
    hierarchy, only the recovered tree is drawn, and rows follow it.
    """
    shown = set(range(len(graph)) if labels is None else labels)
    known = bool(graph.edges)
    inner = [edge for edge in compared if {*edge[:2]} <= shown]
    rows = [row for row in _rows(graph.edges if known else tree.edges, len(graph)) if row in shown]
    figure = blank(
        "True and recovered hierarchy" if known else "Recovered hierarchy",
        subtitle=_subtitle(known, inner),
        alt=_alt(graph, tree, inner, rows, known),
        template=template,
        height=150 + ROW * max(len(rows), 4),
    )
    if not rows:
        return say(figure, "There is no label to show.", template)
    height = np.full(len(graph), np.nan)
    height[rows] = np.arange(len(rows), 0, -1)
    middle = (1 - NAMES) / 2
    if known:
        place = _across(graph.depth, shown, 0.0, middle)
        kinds = {edge[:2]: edge[2] for edge in inner}
        true = [edge for edge in graph.edges if {*edge} <= shown]
        missing = [edge for edge in true if kinds.get(edge) == "missing"]
        turned = [edge for edge in true if kinds.get(edge[::-1]) == "reversed"]
        found = [edge for edge in true if edge not in {*missing, *turned}]
        _edges(figure, "true", found, place, height)
        _edges(figure, "missing", [*missing, *turned], place, height)
        _labels(figure, graph, rows, place, height, middle, template)
    place = _across(tree.depth, shown, 1.0, middle + NAMES)
    for kind in STYLES:
        edges = [(parent, child) for parent, child, of in inner if of == kind != "missing"]
        if not known and kind == "recovered":
            edges = [edge for edge in tree.edges if {*edge} <= shown]
        if known or kind == "recovered":
            _edges(figure, kind, edges, place, height)
    _labels(figure, graph, rows, place, height, middle + NAMES, template)
    _names(figure, graph, rows, height, template)
    figure.update_xaxes(visible=False, range=[-0.01, 1.01], fixedrange=True)
    figure.update_yaxes(visible=False, range=[0.2, len(rows) + 0.8], fixedrange=True)
    figure.update_layout(showlegend=True, hovermode="closest")
    return figure


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


def _edges(figure: Figure, kind: str, edges: Sequence[Edge], place: Any, height: Any) -> None:
    """Curves that leave the parent along its column and reach the child along its row."""
    import plotly.graph_objects as go

    if not edges:
        return
    heads, tails = np.array(edges).T
    t = np.linspace(0, 1, 15)[:, None]
    gap = np.full((1, len(edges)), np.nan)
    # A quadratic curve with its corner above or below the parent, in the child's row.
    x = (1 - t * t) * place[heads] + t * t * place[tails]
    y = (1 - t) ** 2 * height[heads] + (1 - (1 - t) ** 2) * height[tails]
    name, colour, dash = STYLES[kind]
    figure.add_trace(
        go.Scatter(
            x=np.vstack([x, gap]).T.ravel(),
            y=np.vstack([y, gap]).T.ravel(),
            mode="lines",
            name=f"{name} ({len(edges)})",
            line={"color": colour, "dash": dash, "width": 1.8},
            hoverinfo="skip",
            connectgaps=False,
        )
    )


def _labels(
    figure: Figure,
    graph: LabelGraph,
    rows: Sequence[int],
    place: Any,
    height: Any,
    end: float,
    template: Template,
) -> None:
    """A dot for each label, and a fine line from it to its name."""
    import plotly.graph_objects as go

    look = LOOKS[template]
    gap = np.full(len(rows), np.nan)
    figure.add_trace(
        go.Scatter(
            x=np.stack([place[rows], np.full(len(rows), end), gap], axis=1).ravel(),
            y=np.stack([height[rows], height[rows], gap], axis=1).ravel(),
            mode="lines",
            line={"color": look.grid, "width": 1},
            hoverinfo="skip",
            showlegend=False,
        )
    )
    figure.add_trace(
        go.Scatter(
            x=place[rows],
            y=height[rows],
            mode="markers",
            marker={"size": 6, "color": look.muted},
            text=[escape(graph.display(label), 60) for label in rows],
            hovertemplate="%{text}<extra></extra>",
            showlegend=False,
        )
    )


def _names(
    figure: Figure, graph: LabelGraph, rows: Sequence[int], height: Any, template: Template
) -> None:
    import plotly.graph_objects as go

    figure.add_trace(
        go.Scatter(
            x=np.full(len(rows), 0.5),
            y=height[rows],
            mode="text",
            text=[escape(graph.display(label), 26) for label in rows],
            textfont={"size": 12, "color": LOOKS[template].text},
            hovertext=[escape(graph.display(label), 60) for label in rows],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    )


def _subtitle(known: bool, inner: Sequence[tuple[int, int, Kind]]) -> str:
    if not known:
        return "top labels at the right; this corpus has no hierarchy to compare it with"
    return "left: true · right: recovered, mirrored · a row is one label in both"


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
    counts = count_kinds(inner)
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
