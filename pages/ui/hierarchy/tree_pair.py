"""The true and the recovered hierarchy as two trees, row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.errors import shorten
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.hierarchy.recovered import Truth, compared
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.recovery import Kind, Tree

MOST_ROWS = 160
"""Labels shown at once; of more, one branch."""


def tree_pair(run: Run, found: Tree | None, truth: Truth) -> None:
    """Both trees; of many labels, the branch that is chosen."""
    from hmlc_core.evaluation.recovery import count_kinds, spared
    from hmlc_core.plotting.two_trees import two_trees

    if found is None:
        st.info(
            "All labels are equally far from each other: no tree can be read off.",
            icon=":material/account_tree:",
        )
        return
    graph, edges = truth.graph, compared(run, truth, found)
    shown: Sequence[int] = range(len(graph))
    if len(graph) > MOST_ROWS:
        shown = _branch(graph, found)
    figure = two_trees(graph, found, edges, labels=shown, template=template())
    if said := spared(graph, count_kinds(edges)):
        st.caption(said)
    chart(figure, key=f"trees {run.id[:8]}", data=_rows(graph, edges))


def _branch(graph: LabelGraph, found: Tree) -> Sequence[int]:
    """The first labels of one top-level branch, of the true hierarchy if there is one."""
    below: dict[int, list[int]] = {}
    lines = np.split(found.lineage.indices, found.lineage.indptr[1:-1])
    for label, line in enumerate(lines):
        if graph.edges:
            tops = [label, *graph.ancestors(label)]
            heads = [top for top in tops if not graph.parents(top)]
        else:
            heads = [top for top in line.tolist() if found.parents[top] < 0]
        for head in heads:
            below.setdefault(head, []).append(label)
    heads = sorted(below, key=lambda head: -len(below[head]))
    head = st.selectbox(
        "Branch",
        heads,
        format_func=lambda head: (
            f"{shorten(graph.display(head), 60)} · {counted(len(below[head]), 'label')}"
        ),
        key="branch",
        help=f"There are {len(graph):,} labels, too many for one picture.",
    )
    shown = below[head]
    if len(shown) > MOST_ROWS:
        st.caption(f"Shown are {MOST_ROWS} of its {len(shown):,} labels, upper levels first.")
        depth = graph.depth if graph.edges else found.depth
        shown = sorted(shown, key=lambda label: int(depth[label]))[:MOST_ROWS]
    return shown


def _rows(graph: LabelGraph, edges: Sequence[tuple[int, int, Kind]]) -> dict[str, list[str]]:
    return {
        "parent": [graph.display(parent) for parent, _, _ in edges],
        "child": [graph.display(child) for _, child, _ in edges],
        "kind": [kind if graph.edges else "recovered" for _, _, kind in edges],
    }
