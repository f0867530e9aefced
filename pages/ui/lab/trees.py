"""The part "Trees" of the geometry lab: what it costs to draw a tree in either geometry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.disk.label_layer import label_layer
from hmlc_core.disk.values import Layout
from pages.ui.disk.disk import disk
from pages.ui.lab.calls import Calls
from pages.ui.lab.scene import LAB, MOST_CHILDREN, MOST_DEPTH, MOST_NODES, Tree
from pages.ui.shell import resources, state

if TYPE_CHECKING:
    from collections.abc import Mapping

    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.recovery import Distortion

CYCLES = (4, 5, 6, 8, 12)
CLIQUE = 6

DRAWINGS = {
    "Sarkar's construction": "poincare",
    "Optimised, hyperbolic": "poincare",
    "Optimised, Euclidean": "euclidean",
}
"""What is drawn -> its geometry; all have two dimensions."""


def trees(tree: Tree, stage: DeltaGenerator) -> None:
    """Draw the tree three times on the stage; beside it what each drawing does to its distances,
    and Gromov's δ.

    Without any number while the tree is not to be measured yet.
    """
    _choose(tree)
    calls, graph = Calls(), _graph(tree.depth, tree.children)
    st.markdown(
        f"A tree of {tree.nodes} nodes in two dimensions. All its edges are equally long, so a "
        "perfect drawing has distances proportional to numbers of steps."
    )
    found = {}
    with stage.container(key="quarters"):
        cells = [column for _ in range(2) for column in st.columns(2, gap="small")]
    for cell, (name, geometry) in zip(cells, DRAWINGS.items()):
        with cell:
            st.markdown(f"**{name}**")
            found[name] = _drawing(tree, graph, name, geometry, calls)
    if not tree.measured:
        st.button(
            "Measure their distances",
            icon=":material/straighten:",
            on_click=state.put,
            args=(LAB, replace(tree, measured=True)),
        )
        return
    _measured(found)
    _deltas(tree, graph, calls)
    calls.show()


def _measured(found: Mapping[str, Distortion]) -> None:
    """Both measures of each drawing, and what they mean."""
    st.dataframe(
        {
            "drawing": list(found),
            "average": [each.scaled_average for each in found.values()],
            "worst": [each.worst for each in found.values()],
            "s": [each.scale for each in found.values()],
        },
        hide_index=True,
        key="lab distortion",
        column_config={
            name: st.column_config.NumberColumn(format="%.3f", width=64)
            for name in ("average", "worst", "s")
        },
    )
    st.latex(
        r"\small\begin{aligned}"
        r"\text{average} &= \operatorname{mean} \frac{|s\,d - D|}{D} \\[0.5em]"
        r"\text{worst} &= \max\frac{d}{D} \Big/ \min\frac{d}{D}\end{aligned}"
    )
    st.caption(
        "d is the distance and D the number of steps between two nodes, and s the best common "
        "scale. Sarkar's construction makes every edge equally long (after HyperIM's Figure 1b). "
        "The other two minimise Eq. 2 of the HyperIM paper, which asks that relatives be nearer "
        "than strangers and not that edges be equally long; they differ in nothing but the "
        "geometry."
    )


def _drawing(tree: Tree, graph: LabelGraph, name: str, geometry: str, calls: Calls) -> Distortion:
    with st.spinner("Placing the nodes …", show_time=True):
        from hmlc_core.embeddings.sarkar import sarkar
        from hmlc_core.evaluation.recovery import distance_rows, distortion
        from hmlc_core.geometry import make_geometry

        if name.startswith("Sarkar"):
            points = calls(sarkar, graph)
        else:
            points = _optimised(tree.depth, tree.children, geometry)
        space = make_geometry(geometry, 2)
        rows = distance_rows(points, space)
        found = calls(distortion, rows, graph.hops())
    disk(
        Layout(points=points, chart=space.chart),
        replace(label_layer(graph), levels=graph.depth),  # the root is above level 1
        title=f"{name}: a tree of {tree.nodes} nodes",
        key=f"lab tree {name}",
        link="lab trees",
    )
    return found


def _choose(tree: Tree) -> None:
    st.session_state["lab depth"], st.session_state["lab children"] = tree.depth, tree.children

    def take() -> None:
        """What was moved counts; the other gives way where the tree would become too large."""
        depth, children = st.session_state["lab depth"], st.session_state["lab children"]
        wanted = replace(tree, depth=depth, children=children)
        while wanted.nodes > MOST_NODES:
            if depth != tree.depth:
                wanted = replace(wanted, children=wanted.children - 1)
            else:
                wanted = replace(wanted, depth=wanted.depth - 1)
        state.put(LAB, wanted)

    left, right = st.columns(2, gap="small")
    left.slider("Depth", 1, MOST_DEPTH, key="lab depth", on_change=take)
    right.slider("Children of every node", 1, MOST_CHILDREN, key="lab children", on_change=take)


def _graph(depth: int, children: int) -> LabelGraph:
    """Nodes in order of their levels, named by the way from the root."""
    names, edges = ["root"], []
    level = [0]
    for _ in range(depth):
        below = []
        for parent in level:
            for n in range(children):
                edges.append((parent, len(names)))
                below.append(len(names))
                above = f"{names[parent]}." if parent else ""
                names.append(f"{above}{n + 1}")
        level = below
    return LabelGraph(tuple(names), tuple(edges))


@st.cache_data(show_spinner=False, max_entries=100)
def _optimised(depth: int, children: int, geometry: str) -> NDArray[np.float64]:
    """Where Eq. 2 puts the nodes, (nodes, 2)."""
    from hmlc_core.embeddings.graph import embed_labels
    from hmlc_core.experiment import LabelEmbedding
    from hmlc_core.geometry import make_geometry

    space = make_geometry(geometry, 2)
    *_, last = embed_labels(_graph(depth, children), LabelEmbedding(), geometry=space, seed=0)
    return np.array(last.label_points)


def _deltas(tree: Tree, graph: LabelGraph, calls: Calls) -> None:
    from hmlc_core.evaluation.recovery import gromov

    st.subheader("How much like a tree?", anchor=False)
    st.markdown(
        "Gromov's δ asks of every four points whether they lie as in a tree: then δ = 0. The "
        "larger δ is beside the diameter, the less a hyperbolic space can help."
    )
    name, corpus = _corpus()
    cases: dict[str, NDArray[Any]] = {
        f"this tree, {tree.nodes} nodes": graph.hops(),
        **{f"cycle of {n}": _cycle(n) for n in CYCLES},
        f"clique of {CLIQUE}": 1.0 - np.eye(CLIQUE),
        f"corpus: {name}": corpus.hops(),
    }
    found = [calls(gromov, distances.astype(float)) for distances in cases.values()]
    st.dataframe(
        {
            "graph": list(cases),
            "points": [len(distances) for distances in cases.values()],
            "diameter": [int(distances.max()) for distances in cases.values()],
            "δ": [result.delta for result in found],
            "2δ / diameter": [result.relative for result in found],
            "computed": ["exactly" if result.exact else "lower bound" for result in found],
        },
        hide_index=True,
        key="lab delta",
    )
    st.caption(
        "A clique has δ = 0 like a tree: all its points hang on one middle by edges of half the "
        "length. Distances are numbers of steps; a corpus' top labels are joined by one root."
    )


def _cycle(n: int) -> NDArray[np.int64]:
    apart = np.abs(np.arange(n)[:, None] - np.arange(n))
    around: NDArray[np.int64] = np.minimum(apart, n - apart)
    return around


def _corpus() -> tuple[str, LabelGraph]:
    """Title and labels of the corpus chosen elsewhere, or of the bundled one."""
    from hmlc_core.data.newsroom_material import material
    from hmlc_core.data.registry import BUNDLED, list_corpora

    known = {info.name: info.title for info in list_corpora()}
    chosen = state.get(state.CORPUS)
    if chosen is None or chosen == BUNDLED or chosen not in known:
        return known[BUNDLED], material().graph
    return known[chosen], resources.corpus(chosen).graph
