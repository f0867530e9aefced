"""How unequally labels share the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.data.labels import LabelGraph
from hmlc_core.plotting.theme import Counts, Template, blank, category, escape, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ACROSS, A_DECADE = 1_000, 40
"""Places side by side, and one above the other to a factor of ten, that can be told apart about:
no level has two marks in one, since a browser takes seconds for tens of thousands of them."""


def label_counts(graph: LabelGraph, counts: Counts, *, template: Template = "light") -> Figure:
    """Documents of each label, most frequent first, coloured by level.

    counts: training documents of each label. Labels without any have no place on the logarithmic
    axis; the subtitle counts them.
    """
    import plotly.graph_objects as go

    numbers = np.asarray(counts)
    order = np.argsort(-numbers, kind="stable")
    order = order[numbers[order] > 0]
    drawn = _apart(numbers[order], graph.depth[order])
    absent, hidden = len(graph) - len(order), len(order) - len(drawn)
    notes = [
        f"{absent:,} of {len(graph):,} labels have none" * bool(absent),
        f"{hidden:,} labels are not drawn: they lie where others of their level do" * bool(hidden),
    ]
    figure = blank(
        "Training documents per label",
        subtitle="; ".join(filter(None, notes)),
        alt=_alt(graph, counts, order),
        template=template,
        height=400,
        x="label, by rank",
        y="documents (log scale)",
    )
    if not len(order):
        return say(figure, "No label has a training document.", template)
    rank, order = drawn + 1, order[drawn]
    for level in range(int(graph.depth.max()) + 1):
        here = graph.depth[order] == level
        if here.any():
            figure.add_trace(
                go.Scatter(
                    x=rank[here],
                    y=numbers[order[here]],
                    mode="markers",
                    name=f"level {level + 1}",
                    marker={"color": category(level), "size": 8, "symbol": level % 8},
                    text=[escape(graph.display(label)) for label in order[here].tolist()],
                    hovertemplate="%{text}<br>%{y:,} documents, rank %{x}<extra></extra>",
                )
            )
    # Plotly's own ticks between powers of ten read alike in each decade: 2, 5, 10, 2, 5.
    ticks = [step * 10**power for power in range(9) for step in (1, 2, 5)]
    ticks = ticks[::3] if numbers.max() > 1000 * numbers[numbers > 0].min() else ticks
    figure.update_yaxes(type="log", tickvals=ticks, ticktext=[f"{tick:,}" for tick in ticks])
    figure.update_xaxes(rangemode="tozero")
    figure.update_layout(showlegend=True)
    return figure


def _apart(counts: np.ndarray, levels: np.ndarray) -> np.ndarray:
    """Places in the order, by falling count, of the labels that are drawn: all of few."""
    if len(counts) <= ACROSS:
        return np.arange(len(counts))
    across = np.arange(len(counts)) * ACROSS // len(counts)
    up = np.floor(A_DECADE * np.log10(counts)).astype(int)
    _, first = np.unique(np.column_stack([levels, across, up]), axis=0, return_index=True)
    return np.sort(first)


def _alt(graph: LabelGraph, counts: Counts, order: np.ndarray) -> str:
    if not len(order):
        return "Training documents per label: no label has any."
    most, median = order[0], order[len(order) // 2]
    return (
        f"Scatter chart of training documents per label, by rank. The most frequent of "
        f"{len(graph):,} labels, {graph.display(int(most))}, has {counts[most]:,}; the label in "
        f"the middle has {counts[median]:,}; {len(graph) - len(order):,} have none."
    )
