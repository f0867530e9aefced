"""A true and a recovered hierarchy side by side: each label has one row in both trees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.edges import Kind
from hmlc_core.evaluation.recovery.tree import Tree
from hmlc_core.plotting.theme import LOOKS, Template, blank, escape, say
from hmlc_core.plotting.tree_pair import STYLES, Side, tree_pair

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW = 19
"""Pixels of a label's row: room for its name."""


def two_trees(
    graph: LabelGraph,
    tree: Tree,
    compared: Sequence[tuple[int, int, Kind]],
    *,
    labels: Iterable[int] | None = None,
    template: Template = "light",
) -> Figure:
    """The true tree on the left, the recovered one mirrored on the right, names between them;
    arguments and order as of `tree_pair`."""
    pair = tree_pair(graph, tree, compared, labels=labels)
    figure = blank(
        "True and recovered hierarchy" if pair.known else "Recovered hierarchy",
        subtitle=_subtitle(pair.known),
        alt=pair.alt,
        template=template,
        height=150 + ROW * max(len(pair.rows), 4),
    )
    if not pair.rows:
        return say(figure, "There is no label to show.", template)
    for side in pair.sides:
        for kind, edges in side.edges.items():
            if edges:
                _edges(figure, kind, side, pair.height)
        _labels(figure, graph, pair.rows, side.place, pair.height, side.end, template)
    _names(figure, graph, pair.rows, pair.height, template)
    figure.update_xaxes(visible=False, range=[-0.01, 1.01], fixedrange=True)
    figure.update_yaxes(visible=False, range=[0.2, len(pair.rows) + 0.8], fixedrange=True)
    figure.update_layout(showlegend=True, hovermode="closest")
    return figure


def _edges(figure: Figure, kind: str, side: Side, height: Any) -> None:
    """Curves that leave the parent along its column and reach the child along its row."""
    import plotly.graph_objects as go

    edges, place = side.edges[kind], side.place
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
            name=f"{name} ({side.count(kind)})",
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


def _subtitle(known: bool) -> str:
    if not known:
        return "top labels at the right · no true one to compare with"
    return "left: true · right: recovered, mirrored"
