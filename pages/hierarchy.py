"""Label hierarchy: where the labels of a run lie, and which hierarchy can be read off."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.opened import points_lost, readable, without_points
from hmlc_core.runs.run import ACTIVE, Run
from pages import ui
from pages.ui.hierarchy import bring, edge_card, recovered
from pages.ui.hierarchy import disk as picture
from pages.ui.hierarchy.curve import curve
from pages.ui.hierarchy.edge_card import Edge
from pages.ui.hierarchy.label_card import label_card
from pages.ui.hierarchy.reuse import reuse
from pages.ui.hierarchy.scores import scores
from pages.ui.hierarchy.tree_pair import tree_pair
from pages.ui.run import again
from pages.ui.run import damage as run_damage
from pages.ui.run import view as run_view
from pages.ui.run.arranged import LOOKS, pending
from pages.ui.run.points import corpus, stages
from pages.ui.run.projection_choice import pick_picture
from pages.ui.shell.routes import ROUTES

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from hmlc_core.evaluation.recovery import Tree

SECTIONS = LOOK, SCORES, TRAINING, TREES, _ = ROUTES["hierarchy"].widgets["section"]

Follow = Callable[..., None]
"""`follow(draw, every=…)`: draws with the run as it is now, again and again while it is at work."""


def explore(run: Run, places: ui.Bench, read_by: DeltaGenerator) -> None:
    """The disk, and beside it what is selected there, scores and the rest, a tab each."""

    store = ui.resources.store()

    def at_work() -> bool:
        return any(other.id == run.id for other in store.active())

    def follow(draw: Callable[[Run], object], every: float) -> None:
        ui.live(lambda: draw(store.get(run.id)), alive=at_work, every=every)

    with read_by:
        method = recovered.pick_method()
        truth = recovered.pick_truth(run)
        which = pick_picture(run, labels_alone=True)
    tabs = dict(
        zip(
            SECTIONS,
            st.tabs(SECTIONS, key=picture.SECTION, on_change="rerun", bind="query-params"),
            strict=True,
        )
    )
    marked = picture.marked(run)
    if tabs[LOOK].open:
        with tabs[LOOK]:
            bring.note(run)
            marked = look(run, method, truth, follow)
    with places.stage, ui.boundary():
        draw = partial(picture.picture, which=which, selected=marked, method=method, truth=truth)
        ui.live(
            lambda: draw(store.get(run.id)),
            alive=lambda: at_work() or pending(run.id) or recovered.reading_off(run, method),
            every=0.5 if run.status in ACTIVE else LOOKS,
        )
    for name in SECTIONS[1:]:
        if tabs[name].open:  # what nobody looks at is not computed
            with tabs[name]:
                follow(partial(section, name, method=method, truth=truth), every=4)


def look(run: Run, method: str, truth: recovered.Truth, follow: Follow) -> int | Edge | None:
    """A label's card, or an edge's; returns what to mark on the disk."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        kind = st.segmented_control(
            "Look at",
            [picture.LABEL, picture.EDGE],
            default=picture.LABEL,
            required=True,
            key=picture.LOOK,
            label_visibility="collapsed",
        )
        if kind == picture.LABEL:
            label = ui.pick_label(corpus(run).graph, help="Or click one in the picture.")
        else:
            edges, _ = picture.edges(run, method, truth)
            chosen = edge_card.pick_edge(run, truth.graph, edges)
    if kind == picture.LABEL:
        if label is not None:
            follow(partial(label_card, label=label), every=2)
        return label
    if chosen is not None:
        follow(partial(edge, chosen=chosen, method=method, truth=truth), every=3)
    return chosen


def edge(run: Run, *, chosen: Edge, method: str, truth: recovered.Truth) -> None:
    found = newest_tree(run, method)
    edge_card.edge_card(run, chosen, found, truth)


def section(name: str, run: Run, *, method: str, truth: recovered.Truth) -> None:
    """One of `SECTIONS`."""
    if not stages(run):
        st.caption(
            "This follows with the first label points."
            if run.status in ACTIVE
            else without_points(run)
            if points_lost(run)
            else "This run ended before it placed its labels."
        )
    elif name == SCORES:
        scores(run, method, recovered.pick_part(truth))
    elif name == TRAINING:
        curve(run, method, truth)
    elif name == TREES:
        truth = recovered.pick_part(truth)
        tree_pair(run, newest_tree(run, method, truth.labels), truth)
    else:
        reuse(run, newest_tree(run, method), method)


def newest_tree(run: Run, method: str, labels: tuple[int, ...] = ()) -> Tree | None:
    return recovered.steady_tree(run, method, labels).result()


def places_labels(run: Run) -> bool:
    """Whether there is a hierarchy to read off, now or soon."""
    has = frozenset() if run.experiment is None else run.experiment.model.capabilities
    return "places" in has and run.status != "queued"


with ui.bench("hierarchy") as places:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = ui.pick_run(prefers=places_labels)
        read_by = st.popover(
            "Method", icon=":material/tune:", help="How tree and picture are made."
        )
    if chosen is None:
        with places.stage:
            ui.empty("The labels of a run appear here.")
    else:
        damaged = st.empty()
        again.note(chosen)
        model = readable(chosen).model
        if chosen.status in ACTIVE:
            with places.bar, ui.boundary():
                run_view.bar(chosen.id)
        if "places" in model.capabilities:
            explore(chosen, places, read_by)
        else:
            with places.stage:
                ui.empty("There is no picture of this run.")
            ui.absent(model, "places", "So no hierarchy can be read off what it has learned.")
        run_damage.left_out(chosen.id, damaged)
    bring.offer()
