"""Label hierarchy: where the labels of a run lie, and which hierarchy can be read off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import ACTIVE, Run
from pages import ui
from pages.ui.hierarchy import disk as picture
from pages.ui.hierarchy import edge_card, recovered
from pages.ui.hierarchy.curve import curve
from pages.ui.hierarchy.edge_card import Edge
from pages.ui.hierarchy.label_card import label_card
from pages.ui.hierarchy.reuse import reuse
from pages.ui.hierarchy.scores import scores
from pages.ui.hierarchy.tree_pair import tree_pair
from pages.ui.run import again
from pages.ui.run import view as run_view
from pages.ui.run.film import corpus, stages
from pages.ui.run.projection_choice import Picture, pick_picture
from pages.ui.shell.routes import ROUTES

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Tree

SECTIONS = SCORES, TRAINING, TREES, _ = ROUTES["hierarchy"].widgets["section"]

Follow = Callable[..., None]
"""`follow(draw, every=…)`: draws with the run as it is now, again and again while it is at work."""


def explore(run: Run) -> None:
    """The disk with a label's or an edge's card beside it, and sections below."""

    def follow(draw: Callable[[Run], object], every: float) -> None:
        store = ui.resources.store()

        def alive() -> bool:
            return any(other.id == run.id for other in store.active())

        ui.live(lambda: draw(store.get(run.id)), alive=alive, every=every)

    with st.container(horizontal=True, vertical_alignment="bottom"):
        method = recovered.pick_method()
        truth = recovered.pick_truth(run)
        with st.container(width=220):
            which = pick_picture(run)
    left, right = st.columns([4, 3], gap="large")
    with right:
        marked = beside(run, method, truth, follow)
    with left:
        follow(partial(disk, which=which, marked=marked, method=method, truth=truth), every=0.5)
    tabs = st.tabs(SECTIONS, key="section", on_change="rerun", bind="query-params")
    for name, tab in zip(SECTIONS, tabs, strict=True):
        with tab:
            if tab.open:  # what nobody looks at is not computed
                follow(partial(section, name, method=method, truth=truth), every=4)


def disk(
    run: Run, *, which: Picture, marked: int | Edge | None, method: str, truth: recovered.Truth
) -> None:
    if run.status in ACTIVE:
        st.progress(run.progress, run_view.progress_line(run))
    picture.picture(run, which, marked, method, truth)


def beside(run: Run, method: str, truth: recovered.Truth, follow: Follow) -> int | Edge | None:
    """A label's card, or an edge's; returns what to mark on the disk."""
    look = st.segmented_control(
        "Look at",
        [picture.LABEL, picture.EDGE],
        default=picture.LABEL,
        required=True,
        key=picture.LOOK,
        label_visibility="collapsed",
    )
    if look == picture.LABEL:
        label = ui.pick_label(corpus(run).graph, help="Or click one in the picture.")
        if label is not None:
            follow(partial(label_card, label=label), every=2)
        return label
    edges, _ = picture.edges(run, method, truth)
    chosen = edge_card.pick_edge(run, truth.graph, edges)
    if chosen is not None:
        follow(partial(edge, chosen=chosen, method=method, truth=truth), every=3)
    return chosen


def edge(run: Run, *, chosen: Edge, method: str, truth: recovered.Truth) -> None:
    found = newest_tree(run, method)
    edge_card.edge_card(run, chosen, found, truth)


def section(name: str, run: Run, *, method: str, truth: recovered.Truth) -> None:
    """One of `SECTIONS`."""
    if not stages(run):
        st.caption("This follows with the first label points.")
    elif name == SCORES:
        scores(run, method, truth)
    elif name == TRAINING:
        curve(run, method, truth)
    elif name == TREES:
        tree_pair(run, newest_tree(run, method), truth)
    else:
        reuse(run, newest_tree(run, method), method)


def newest_tree(run: Run, method: str) -> Tree | None:
    part = stages(run)[-1]
    return recovered.tree(run, part, recovered.steady(run, part), method)


with ui.page("hierarchy"):
    chosen = ui.pick_run()
    if chosen is not None:
        again.note(chosen)
        model = readable(chosen).model
        if "places" in model.capabilities:
            explore(chosen)
        else:
            ui.absent(model, "places", "So no hierarchy can be read off what it has learned.")
