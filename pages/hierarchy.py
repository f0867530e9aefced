"""Label hierarchy: where the labels of a run lie, and how that agrees with the true hierarchy."""

from __future__ import annotations

import streamlit as st

from hmlc_core.errors import DataError
from hmlc_core.runs.run import ACTIVE, Run
from pages import ui
from pages.ui import run_disk, run_view
from pages.ui.ball import pick_ball
from pages.ui.label_card import label_card
from pages.ui.recovery_view import recovery


def explore(run: Run) -> None:
    """The disk with a label's card beside it, and the scores below."""
    graph = run_disk.corpus(run).graph

    def now() -> Run:
        return ui.resources.store().get(run.id)

    def alive() -> bool:
        return any(other.id == run.id for other in ui.resources.store().active())

    left, right = st.columns([4, 3], gap="large")
    with right:
        label = ui.pick_label(graph, help="Or click one in the picture.")
        if label is not None:
            ui.live(lambda: label_card(now(), label), alive=alive, every=2)
    with left:
        ball = pick_ball(run)
        ui.live(lambda: picture(now(), ball, label), alive=alive)
    ui.live(lambda: recovery(now()), alive=alive, every=3)


def picture(run: Run, ball: int | None, selected: int | None) -> None:
    """The living disk with the true edges; a click chooses the label."""
    if run.status in ACTIVE:
        st.progress(run.progress, run_view.progress_line(run))
    film = run_disk.film(run, ball=ball)
    if film is None:
        st.info(
            "The labels appear here as soon as training has begun."
            if run.status in ACTIVE
            else "This run ended before its first picture.",
            icon=":material/hourglass_empty:",
        )
        return
    layer = run_disk.label_layer(run)
    if len(layer["names"]) != film.points.shape[1]:
        raise DataError(
            "the corpus has changed since the run was trained",
            where=run_disk.corpus(run).name,
            expected=f"{film.points.shape[1]} labels",
            received=str(len(layer["names"])),
            remedy="Put the old corpus back, or train again.",
        )
    clicked = ui.disk(
        film.points,
        **layer,
        title=f"Labels of the run {run.name} with the edges of the true hierarchy",
        key=f"hierarchy {run.id} {film.mode} {ball}",
        mode=film.mode,
        steps=film.steps,
        captions=film.captions,
        selected=selected,
        live=run.status in ACTIVE,
    )
    edges = "Lines: true edges, as geodesics. " if layer["edges"] else ""
    st.caption(
        f"{run_disk.describe(film.projection)} {edges}Colour: top branch. "
        f"A mark's area: training documents of the label.{_left_out(run)}"
    )
    if clicked is not None and clicked.index != selected:
        ui.state.put(ui.state.LABEL, run_disk.corpus(run).graph.names[clicked.index])
        st.rerun()


def _left_out(run: Run) -> str:
    """A sentence about the stage that a flat picture has no place for."""
    flat = run.experiment is not None and run.experiment.model.geometry == "euclidean"
    if not flat or run_disk.frames(run, "labels").label_points is None:
        return ""
    return (
        " The labels were placed in the ball before they were taken to flat space; that stage is "
        "not in this picture, but in the curve below."
    )


with ui.page("hierarchy"):
    chosen = ui.pick_run(suits=lambda run: run.experiment is not None)
    if chosen is not None:
        explore(chosen)
