"""Welcome: what hyperbolic space does for a hierarchy, shown in half a minute, and three doors."""

from __future__ import annotations

from typing import Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.newsroom_material import material
from hmlc_core.geometry.curves import Isometry, geodesic_points
from pages import ui

EDGE = 1.7  # hyperbolic length of every line in the drawing
FAN = np.radians(160)  # widest angle in which the children of a label stand
FRAMES = 14  # pictures per level of the hierarchy

DOORS = (
    ("lessons", "Learn", "Eight short lessons: guess first, then see it on the page itself."),
    ("train", "Train", "Press one button and watch labels spread over the disk."),
    ("hierarchy", "Inspect", "Ask a trained model what it recovered, and where it is wrong."),
)


@st.cache_data(show_spinner=False)
def tree(_graph: LabelGraph) -> dict[int, int]:
    """Label -> the parent it hangs under in the drawing: the first, where there are several."""
    return {child: parent for parent, child in reversed(_graph.edges)}


@st.cache_data(show_spinner=False)
def places(_graph: LabelGraph) -> NDArray[np.float64]:
    """Where each label stands in the end, (labels, 2).

    In the manner of Sarkar (2011): every child EDGE away from its parent, siblings in a fan that
    looks away from where the parent came from.
    """
    parent, tops = tree(_graph), _graph.roots()
    points = np.zeros((len(_graph), 2))
    step = Isometry.to_origin((np.tanh(EDGE / 2), 0)).inverse
    # A label, and the motion that takes the origin to it and +x to the direction it came in.
    reached = [
        (top, Isometry.rotation(2 * np.pi * n / len(tops)) @ step) for n, top in enumerate(tops)
    ]
    for label, motion in reached:
        points[label] = motion((0, 0))
        below = [child for child in _graph.children(label) if parent[child] == label]
        width = min(FAN, (len(below) - 1) * FAN / 3)
        for child, angle in zip(below, np.linspace(-width / 2, width / 2, len(below)), strict=True):
            reached.append((child, motion @ Isometry.rotation(angle) @ step))
    return points


@st.cache_data(show_spinner=False)
def growth(_graph: LabelGraph) -> NDArray[np.float32]:
    """The hierarchy unfolding from the centre level by level, (frames, labels + 1, 2).

    Labels travel to their places along geodesics; until its turn comes, one rides on its parent.
    """
    parent, ends, depth = tree(_graph), places(_graph), _graph.depth
    # One point more than labels: the root, which stays in the centre.
    frames = np.zeros(((depth.max() + 1) * FRAMES + 1, len(_graph) + 1, 2), np.float32)
    for label in np.argsort(depth, kind="stable").tolist():
        start, origin = depth[label] * FRAMES, np.zeros(2)
        if label in parent:
            frames[:, label] = frames[:, parent[label]]
            origin = ends[parent[label]]
        way = geodesic_points(origin, ends[label], FRAMES + 1)
        frames[start:, label] = ends[label]
        frames[start : start + FRAMES + 1, label] = way
    return frames


def rooted(graph: LabelGraph) -> dict[str, Any]:
    """The labels as the disk wants them, with one more in the centre that holds the sections."""
    layer, root = ui.label_layer(graph), len(graph)
    pairs = [(parent, child) for child, parent in tree(graph).items()]
    return layer | {
        "names": [*layer["names"], "News"],
        "groups": [*layer["groups"], None],
        "depths": [*(graph.depth + 1), 0],
        "edges": [*pairs, *((root, top) for top in graph.roots())],
    }


def doors() -> None:
    for column, (url, name, text) in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with column.container(border=True, height="stretch"):
            st.subheader(name, anchor=False)
            st.markdown(text)
            ui.link(url)


def explain(graph: LabelGraph) -> None:
    points, pairs = places(graph), np.array(list(tree(graph).items()))
    drawn = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    st.markdown(
        f"""
The picture shows the {len(graph)} labels of a small news corpus: {len(graph.roots())} sections
around the middle, their topics around them, and the topics' topics at the rim.

**A tree needs room.** With every level there are more labels. A flat page soon runs out of
room; the hyperbolic disk does not, because its room grows as fast as a tree does.

**What looks short at the rim is not.** Every line here has the same hyperbolic length, {EDGE},
though the longest looks {drawn.max() / drawn.min():.0f} times longer than the shortest. Drag the
disk and see them change places.

**A classifier can use this.** Hyperlabel trains models that place words and labels in this
disk, beside flat twins that differ in nothing else, and shows what it was good for.
"""
    )


with ui.page("welcome"):
    st.title("Labels grow on trees", anchor=False)
    st.markdown(
        "Explore how hyperbolic space holds a hierarchy of labels, and whether that helps to "
        "classify texts."
    )
    graph = material().graph
    frames = growth(graph)
    left, right = st.columns([3, 2], gap="large")
    with left:
        ui.disk(
            frames,
            **rooted(graph),
            title="A hierarchy of news topics unfolding from the centre of the disk",
            captions=[f"level {-(-n // FRAMES)}" for n in range(len(frames))],
            key="welcome",
            autoplay=True,
            height=500,
        )
        st.caption(
            "A drawing made by a fixed rule (after Sarkar, 2011), not a training; a label with "
            "two parents hangs under one of them. To see a training, open Train."
        )
    with right:
        explain(graph)
    doors()
