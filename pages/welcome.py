"""Welcome: what hyperbolic space does for a hierarchy, shown on one disk, and three doors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import streamlit as st

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.newsroom_material import material
from hmlc_core.embeddings import unfolding
from pages import ui

DOORS = (
    ("lessons", "Learn", "Nine short lessons: guess first, then see it on the page itself."),
    ("train", "Train", "Press one button and watch labels spread over the disk."),
    ("hierarchy", "Inspect", "Ask a trained model what it recovered, and where it is wrong."),
)


def rooted(graph: LabelGraph) -> ui.LabelLayer:
    """The labels as the disk wants them, with one more in the centre that holds the sections."""
    layer, root = ui.label_layer(graph), len(graph)
    pairs = [(parent, child) for child, parent in unfolding.tree(graph).items()]
    return replace(
        layer,
        names=[*layer.names, "News"],
        groups=[*(layer.groups or ()), None],
        levels=[*(graph.depth + 1), 0],
        edges=[*pairs, *((root, top) for top in graph.roots())],
    )


def doors() -> None:
    for column, (url, name, text) in zip(st.columns(len(DOORS)), DOORS, strict=True):
        with column.container(border=True, height="stretch"):
            ui.link(url, name)
            st.caption(text)


def drawing(graph: LabelGraph, chart: unfolding.Chart, name: str) -> None:
    frames = unfolding.growth(graph, chart)
    st.markdown(f"**{name}**")
    ui.disk(
        ui.Layout(
            points=frames,
            chart=chart,
            captions=[f"level {-(-n // unfolding.FRAMES)}" for n in range(len(frames))],
            autoplay=True,
        ),
        rooted(graph),
        title=f"A hierarchy of news topics unfolding from the centre {name[0].lower()}{name[1:]}",
        key=f"welcome {chart}",
        link="welcome",
    )


def explain(graph: LabelGraph) -> None:
    points = unfolding.places(graph, "disk")
    pairs = np.array(list(unfolding.tree(graph).items()))
    drawn = np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)
    flat, curved = (unfolding.crossings(graph, chart) for chart in ("plane", "disk"))
    texts = (
        f"**A tree needs room.** Both pictures draw the {len(graph)} labels of a small news corpus "
        "by one rule: a child stands one step from its parent. With every level there are more, "
        f"and on the flat page their lines cross {flat} times. In the disk: {curved}.",
        f"**What looks short at the rim is not.** Room in the disk grows as fast as a tree does. "
        f"Every line there has the same hyperbolic length, {unfolding.EDGE}, though the longest "
        f"looks {drawn.max() / drawn.min():.0f} times longer than the shortest. Drag it and see "
        "them change places.",
        "**A classifier can use this.** Hyperlabel trains models that place words and labels in "
        "this disk, beside flat twins that differ in nothing else, and shows what it was good for.",
    )
    for column, text in zip(st.columns(len(texts), gap="large"), texts, strict=True):
        column.markdown(text)


with ui.page("welcome"):
    st.title("Labels grow on trees", anchor=False)
    st.markdown(
        "Explore how hyperbolic space holds a hierarchy of labels, and whether that helps to "
        "classify texts."
    )
    doors()
    graph = material().graph
    with st.container(key="halves"):
        flat, curved = st.columns(2, gap="large")
    with flat:
        drawing(graph, "plane", "On a flat page")
    with curved:
        drawing(graph, "disk", "In the hyperbolic disk")
    st.caption(
        "Drawings made by a fixed rule (after Sarkar, 2011), not a training; a label with two "
        "parents hangs under one of them. To see a training, open Train."
    )
    explain(graph)
