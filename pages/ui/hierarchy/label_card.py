"""One label of a run: where it lies, its parents and children, and what lies near it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.runs.opened import points_lost, readable
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.run.points import corpus, label_layer, stages
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph

NEAREST = 10
RELATED = ("parent", "child", "ancestor", "descendant")
"""Relations of labels that should be near; siblings need not."""

NAME = st.column_config.TextColumn(width=95)
DISTANCE = st.column_config.NumberColumn(format="%.2f", width=62)


def label_card(run: Run, label: int) -> None:
    """Support, level and norm of a label, its family, and its nearest labels in the run's space."""
    from hmlc_core.evaluation.recovery import distance_rows, radii

    graph = corpus(run).graph
    st.subheader(escape(graph.display(label), 80), anchor=False)
    support, parts = _support(run, label), stages(run)
    if not parts:
        st.caption(
            f"{support}. Its neighbours follow with the first label points."
            if run.status in ACTIVE
            else f"{support}. The run's points are damaged or gone, so none is known to be near it."
            if points_lost(run)
            else f"{support}. The run ended before it placed its labels, so none is near it."
        )
        return
    points, space = parts[-1].points[-1], parts[-1].space
    norms = radii(points, space)
    st.caption(
        f"{support} · level {graph.depth[label] + 1} · {norms[label]:.2f} from the centre "
        f"(all labels: {norms.min():.2f} to {norms.max():.2f}, median {np.median(norms):.2f})"
    )
    distances = distance_rows(points, space)(slice(label, label + 1))[0]
    order = np.argsort(distances, kind="stable")
    order = order[order != label]
    if graph.edges:
        _family(graph, label, distances, order)
    _nearest(graph, label, distances, order)


def _support(run: Run, label: int) -> str:
    """How many documents of the label are known."""
    sizes = label_layer(run).sizes
    if sizes is None:
        return "No documents are known"
    documents = counted(int(np.asarray(sizes)[label]), "document")
    if readable(run).model.imported:
        return f"{documents} of it beside the points"
    return f"The run learned from {documents} of it"


def _family(graph: LabelGraph, label: int, distances: Any, order: Any) -> None:
    relatives = [
        *graph.parents(label),
        *sorted(graph.children(label), key=lambda child: float(distances[child])),
    ]
    if not relatives:
        st.caption("The hierarchy has neither a parent nor a child for it.")
        return
    place = {other: rank for rank, other in enumerate(order.tolist(), start=1)}
    st.markdown("**Parents and children**")
    st.dataframe(
        {
            "label": [graph.display(other) for other in relatives],
            "relation": [relation(graph, label, other) for other in relatives],
            "distance": distances[relatives],
            "place": [place[other] for other in relatives],
        },
        hide_index=True,
        height=38 + 35 * min(len(relatives), 6),
        column_config={
            "label": NAME,
            "relation": st.column_config.TextColumn(width=58),
            "distance": DISTANCE,
            "place": st.column_config.NumberColumn(
                width=48,
                help=f"Among the {len(order)} other labels by distance; 1 is the nearest.",
            ),
        },
        alt="Parents and children of the label, with their distances.",
    )


def _nearest(graph: LabelGraph, label: int, distances: Any, order: Any) -> None:
    near = order[:NEAREST].tolist()
    st.markdown("**Nearest labels in the run's space**")
    columns: dict[str, Any] = {"label": [graph.display(other) for other in near]}
    if graph.edges:
        relations = [relation(graph, label, other) for other in near]
        columns["relation"] = [f"✓ {name}" if name in RELATED else name for name in relations]
    columns["distance"] = distances[near]
    st.dataframe(
        columns,
        hide_index=True,
        column_config={
            "label": NAME,
            "relation": st.column_config.TextColumn(
                width=100, help="✓: above or below the label in the true hierarchy."
            ),
            "distance": DISTANCE,
        },
        alt="The nearest labels, with their distances and relations in the hierarchy.",
    )
    if graph.edges:
        _verdict(graph, label, order)


def _verdict(graph: LabelGraph, label: int, order: Any) -> None:
    """How many of its relatives are as near as they could be, and how many chance would bring."""
    related = {*graph.ancestors(label), *graph.descendants(label)}
    if not 0 < len(related) < len(order):  # of all labels any number of the nearest are relatives
        return
    found = len(related.intersection(order[: len(related)].tolist()))
    chance = len(related) ** 2 / len(order)
    st.caption(
        f"{found} of its {len(related)} ancestors and descendants are among its {len(related)} "
        f"nearest labels; chance would bring {chance:.1f}."
    )


def relation(graph: LabelGraph, label: int, other: int) -> str:
    """What `other` is to `label`: one of `RELATED`, a sibling, or nothing (–)."""
    if other in graph.parents(label):
        return "parent"
    if other in graph.children(label):
        return "child"
    if other in graph.ancestors(label):
        return "ancestor"
    if other in graph.descendants(label):
        return "descendant"
    if set(graph.parents(label)).intersection(graph.parents(other)):
        return "sibling"
    return "–"
