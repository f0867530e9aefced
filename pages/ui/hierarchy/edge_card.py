"""One edge of a recovered or true hierarchy, and what speaks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.errors import shorten
from hmlc_core.evaluation.told import KINDS, parents_compared, radii_told, standing
from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.hierarchy.recovered import Known, Truth, known
from pages.ui.run.points import corpus, stages
from pages.ui.run.words import judged
from pages.ui.shell import state
from pages.ui.shell.routes import link
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Evidence, Tree

EXAMPLES = 3
"""Documents shown of each kind."""

Edge = tuple[int, int]


def pick_edge(run: Run, graph: LabelGraph, edges: Sequence[tuple[int, int, str]]) -> Edge | None:
    """One of the edges (parent, child, kind), or one that was clicked; None without any."""
    kinds = {edge[:2]: edge[2] for edge in sorted(edges, key=lambda edge: [*KINDS].index(edge[2]))}
    chosen = remembered(run)
    if chosen is not None and chosen not in kinds:
        kinds = {chosen: "true", **kinds}
    if not kinds:
        st.caption("There is no edge yet." if run.status in ACTIVE else "There is no edge.")
        return None
    options = list(kinds)
    widget = f"choose {_memory(run)}"
    st.session_state[widget] = chosen or options[0]

    def show(edge: Edge) -> str:
        parent, child = (shorten(graph.display(label), 40) for label in edge)
        return f"{parent} → {child} · {KINDS[kinds[edge]]}"

    def take() -> None:
        if state.offered(widget, options):
            remember(run, st.session_state[widget])

    picked: Edge = st.selectbox(
        "Edge",
        options,
        key=widget,
        format_func=show,
        help="Parent → child. Or click one in the picture.",
        on_change=take,
    )
    return picked


def remember(run: Run, edge: Edge) -> None:
    """Choose an edge."""
    st.session_state[_memory(run)] = edge


def remembered(run: Run) -> Edge | None:
    """The edge chosen last."""
    return st.session_state.get(_memory(run))


def _memory(run: Run) -> str:
    return f"edge {run.id}"


def edge_card(run: Run, edge: Edge, found: Tree | None, truth: Truth) -> None:
    """Counts, distances and documents of an edge, and of other parents that its child has."""
    from hmlc_core.evaluation.recovery import TOP, evidence

    parent, child = edge
    graph = truth.graph
    st.subheader(
        f"{escape(graph.display(parent), 40)} → {escape(graph.display(child), 40)}", anchor=False
    )
    above = TOP if found is None else int(found.parents[child])
    st.caption(standing(graph, edge, above, lambda label: escape(graph.display(label), 40)))
    part = stages(run)[-1]
    seen = known(run.id, _run=run)
    points = part.points[-1]
    others = [*graph.parents(child), *([above] if above != TOP else [])]
    rows = {
        label: evidence(label, child, points, part.space, seen.labels)
        for label in dict.fromkeys([parent, *others])
    }
    _candidates(graph, child, rows, above, readable(run).model.known)
    st.caption(radii_told(rows[parent]))
    if not seen.ids:
        st.caption("No documents came with the points: the counts are of none.")
        return
    if not rows[parent].child_documents:
        st.info(
            f"No document has “{escape(graph.display(child), 40)}”: counting says nothing of it.",
            icon=":material/visibility_off:",
        )
    _examples(run, edge, seen, graph)


def _candidates(
    graph: LabelGraph, child: int, rows: Mapping[int, Evidence], above: int, known: str
) -> None:
    """What speaks for each parent, a column each."""
    documents = next(iter(rows.values())).child_documents
    name = escape(graph.display(child), 40)
    st.markdown(f"**Parents of “{name}”** ({documents:,} {known})")
    st.dataframe(
        parents_compared(graph, child, rows, above),
        hide_index=True,
        column_config={"": st.column_config.TextColumn(width=130, pinned=True)},
        alt="The label's true and recovered parents, with counts and distances.",
    )


def _examples(run: Run, edge: Edge, seen: Known, graph: LabelGraph) -> None:
    """Documents with both labels, and with the child alone."""
    has_parent, has_child = (seen.labels[:, [label]].toarray().ravel() > 0 for label in edge)
    texts = {document.id: document.shown for document in corpus(run).train}
    for title, rows in (
        ("Documents with both", np.flatnonzero(has_parent & has_child)),
        ("Documents with the child only", np.flatnonzero(has_child & ~has_parent)),
    ):
        with st.expander(f"{title} ({len(rows):,})"):
            for row in rows[:EXAMPLES].tolist():
                name = seen.ids[row]
                st.caption(": ".join(filter(None, (escape(name, 60), escape(texts[name], 220)))))
                if run.status not in ACTIVE and judged(run):
                    link(
                        "interactions",
                        "What pulled it to its labels",
                        run=run.id,
                        doc=name,
                        split="train",
                    )
            if not len(rows):
                st.caption("There is none.")
