"""The disk of the page Label hierarchy: labels, true and recovered edges, clicks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import streamlit as st

from hmlc_core.errors import DataError
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.disk.disk import Selection, disk
from pages.ui.hierarchy import edge_card
from pages.ui.hierarchy.recovered import Stage, Truth, compared, stages, steady, tree
from pages.ui.run import film as run_disk
from pages.ui.run.projection_choice import TANGENT, UMAP, Picture
from pages.ui.shell import state
from pages.ui.shell.errors import show

if TYPE_CHECKING:
    from hmlc_core.evaluation.umap_picture import UmapPicture

LOOK = "look at"
"""Key of the choice between a label and an edge."""
LABEL, EDGE = "Label", "Edge"


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is drawn: points (frames, labels, 2) with steps and captions, and what must be said."""

    points: Any
    steps: Any
    captions: Any
    mode: Literal["poincare", "euclidean"]
    said: str


def picture(
    run: Run, which: Picture, selected: int | edge_card.Edge | None, method: str, truth: Truth
) -> None:
    """The living disk with the selected label or edge marked; a click chooses another."""
    shown = _still(run) if which == UMAP else _film(run, which)
    if shown is None:
        return
    layer = run_disk.label_layer(run)
    if len(layer["names"]) != shown.points.shape[1]:
        raise DataError(
            "the corpus has changed since the run was trained",
            where=run_disk.corpus(run).name,
            expected=f"{shown.points.shape[1]} labels",
            received=str(len(layer["names"])),
            remedy="Put the old corpus back, or train again.",
        )
    recovered, read = edges(run, method, truth)
    clicked = disk(
        shown.points,
        **{**layer, "edges": truth.graph.edges},
        recovered=recovered,
        title=f"Labels of the run {run.name} with true and recovered edges",
        key=f"hierarchy {run.id} {shown.mode} {which}",
        mode=shown.mode,
        steps=shown.steps,
        captions=shown.captions,
        selected=selected,
        live=run.status in ACTIVE,
        on_select=lambda selection: _choose(run, selection),
    )
    st.caption(
        f"{shown.said} {read} Colour: top branch. A mark's area: training documents of the "
        f"label.{_left_out(run)}"
    )
    if clicked is not None and clicked.kind in ("label", "edge"):
        st.rerun()


def edges(run: Run, method: str, truth: Truth) -> tuple[list[tuple[int, int, str]], str]:
    """Recovered edges as the disk takes them, and a sentence about where they come from."""
    parts = stages(run)
    if not parts:
        return [], ""
    part = parts[-1]
    n = steady(run, part)
    found = tree(run, part, n, method)
    if found is None:
        return [], "All labels are equally far from each other: no tree can be read off."
    true = "Lines: true edges, as geodesics; dashed: " if truth.graph.edges else "Dashed lines: "
    when = f"{run_disk.STAGES[part.name]}, epoch {part.epochs[n]:.4g}"
    said = f"{true}edges read off the labels' places ({when})."
    if not truth.graph.edges:
        return [(parent, child, "recovered") for parent, child in found.edges], said
    return [*compared(run, truth, found)], said


def _choose(run: Run, selection: Selection | None) -> None:
    """What was clicked is what is looked at; runs before the page does."""
    if selection is None:
        return
    if selection.kind == "label":
        st.session_state[LOOK] = LABEL
        state.put(state.LABEL, run_disk.corpus(run).graph.names[selection.index])
    elif selection.kind == "edge" and selection.parent is not None:
        st.session_state[LOOK] = EDGE
        edge_card.remember(run, (selection.parent, selection.index))


def _film(run: Run, which: Picture) -> Shown | None:
    film = run_disk.film(run, ball=which if isinstance(which, int) else None)
    if film is None:
        st.info(
            "The labels appear here as soon as training has begun."
            if run.status in ACTIVE
            else "This run ended before its first picture.",
            icon=":material/hourglass_empty:",
        )
        return None
    said = run_disk.describe(film.projection)
    return Shown(film.points, film.steps, film.captions, film.mode, said)


def _still(run: Run) -> Shown | None:
    """UMAP of the newest frame; of a run at work, of the frame that was new when it was asked."""
    parts = stages(run)
    if not parts:
        return _film(run, TANGENT)
    part, held, live = parts[-1], f"umap {run.id}", run.status in ACTIVE
    if not live or st.button("Arrange the newest labels", icon=":material/refresh:"):
        st.session_state.pop(held, None)
    stage, n = part.name, len(part.steps) - 1
    if live:
        stage, n = st.session_state.setdefault(held, (stage, n))
        part = next(other for other in parts if other.name == stage)
    try:
        made = _umap(run.id, stage, int(part.steps[n]), _part=part, _n=n)
    except DataError as error:
        show(error)
        return None
    return Shown(
        made.points[None],
        [int(part.steps[n])],
        [f"{run_disk.STAGES[stage]}, epoch {part.epochs[n]:.4g}"],
        "euclidean" if part.space.name == "euclidean" else "poincare",
        run_disk.describe(made),
    )


@st.cache_resource(
    show_spinner="UMAP is arranging the labels; the first time takes up to half a minute …",
    max_entries=8,
)
def _umap(run_id: str, stage: str, step: int, *, _part: Stage, _n: int) -> UmapPicture:
    from hmlc_core.evaluation.umap_picture import umap_picture

    return umap_picture(_part.points[_n], _part.space)


def _left_out(run: Run) -> str:
    """A sentence about the stage that a flat picture has no place for."""
    flat = run.experiment is not None and run.experiment.model.geometry == "euclidean"
    if not flat or run_disk.frames(run, "labels").label_points is None:
        return ""
    return (
        " The labels were placed in the ball before they were taken to flat space; that stage is "
        "not in this picture, but in the curve below."
    )
