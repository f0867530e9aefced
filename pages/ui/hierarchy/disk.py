"""The disk of the page Label hierarchy: labels, true and recovered edges, clicks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.disk.values import Layout, Selection
from hmlc_core.errors import DataError
from hmlc_core.runs.opened import StagePoints
from hmlc_core.runs.run import ACTIVE, Run
from pages.ui.disk.disk import disk
from pages.ui.disk.empty import empty
from pages.ui.hierarchy import edge_card
from pages.ui.hierarchy.recovered import Truth, compared, reading_off, steady, steady_tree
from pages.ui.run.disk import arranging, nothing_yet
from pages.ui.run.film import LAYOUT, Picture, describe, film_at_once, off_by
from pages.ui.run.points import area, between, common_picture, corpus, layer_of, stages
from pages.ui.run.projection_choice import UMAP
from pages.ui.shell import state
from pages.ui.shell.errors import show
from pages.ui.shell.routes import ROUTES

if TYPE_CHECKING:
    from hmlc_core.pictures.umap import UmapPicture

SECTION, LOOK = "section", "look at"
"""Keys of the choices of a part of the page, and between a label and an edge."""
LABEL, EDGE = "Label", "Edge"


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """What is drawn, what must be said about it, and whether more of it is being made."""

    layout: Layout
    labels: int
    said: str
    note: str
    more: bool = False


def picture(
    run: Run, which: Picture, selected: int | edge_card.Edge | None, method: str, truth: Truth
) -> bool:
    """The living disk with the selected label or edge marked; a click chooses another.

    Returns whether more of a run that has ended is being made, as `ui.live` wants to know.
    """
    shown = _still(run) if which == UMAP else _film(run, which)
    if shown is None:
        return which != UMAP and arranging(run)
    layer = layer_of(run, shown.labels)
    read_off = not reading_off(run, method)
    recovered, read = edges(run, method, truth) if read_off else ([], "")
    clicked = disk(
        shown.layout,
        replace(layer, edges=truth.graph.edges, recovered=recovered),
        title=f"Labels of the run {run.name} with true and recovered edges",
        key=f"hierarchy {run.id} {shown.layout.chart} {which}",
        selected=selected,
        about=" ".join(
            filter(
                None,
                [shown.said, read, "Colour: top branch.", area(run), _left_out(run), between(run)],
            )
        ),
        note=" · ".join(
            filter(None, [shown.note, "" if read_off else "Edges are being read off …"])
        ),
        on_select=lambda selection: _choose(run, selection),
    )
    if clicked is not None and clicked.kind in ("label", "edge"):
        st.rerun()
    return shown.more or not read_off


def edges(run: Run, method: str, truth: Truth) -> tuple[list[tuple[int, int, str]], str]:
    """Recovered edges as the disk takes them, and a sentence about where they come from."""
    from hmlc_core.evaluation.recovery import count_kinds, how_read, spared

    parts = stages(run)
    if not parts:
        return [], ""
    part = parts[-1]
    n = steady(run, part)
    found = steady_tree(run, method).result()
    if found is None:
        return [], "All labels are equally far from each other: no tree can be read off."
    true = "Lines: true edges, as geodesics; dashed: " if truth.graph.edges else "Dashed lines: "
    places = f"edges read off the labels' places ({part.moment(n)})."
    said = f"{true}{places} {how_read(len(found))}".strip()
    if not truth.graph.edges:
        return [(parent, child, "recovered") for parent, child in found.edges], said
    kinds = compared(run, truth, found)
    return [*kinds], f"{said} {spared(truth.graph, count_kinds(kinds))}".strip()


def marked(run: Run) -> int | edge_card.Edge | None:
    """What was chosen last, where nobody looks at it now."""
    if st.session_state.get(LOOK) == EDGE:
        return edge_card.remembered(run)
    name = state.get(state.LABEL)
    names = corpus(run).graph.names
    return names.index(name) if name in names else None


def _choose(run: Run, selection: Selection | None) -> None:
    """What was clicked is what is looked at; runs before the page does."""
    if selection is None:
        return
    if selection.kind in ("label", "edge"):
        st.session_state[SECTION] = ROUTES["hierarchy"].widgets[SECTION][0]
    if selection.kind == "label":
        st.session_state[LOOK] = LABEL
        state.put(state.LABEL, corpus(run).graph.names[selection.index])
    elif selection.kind == "edge" and selection.parent is not None:
        st.session_state[LOOK] = EDGE
        edge_card.remember(run, (selection.parent, selection.index))


def _film(run: Run, which: Picture) -> Shown | None:
    moving = film_at_once(run, which)
    if moving is None:
        empty(nothing_yet(run), soon=arranging(run) or run.status in ACTIVE)
        return None
    layout = moving.layout(live=run.status in ACTIVE)
    made = moving.view
    return Shown(layout, moving.points.shape[1], describe(made), moving.note, moving.more)


def _still(run: Run) -> Shown | None:
    """UMAP of the newest frame; of a run at work, of the frame that was new when it was asked."""
    parts = stages(run)
    if not parts:
        return _film(run, LAYOUT)
    part, held, live = parts[-1], f"umap {run.id}", run.status in ACTIVE
    if not live or st.button("Arrange the newest labels", icon=":material/refresh:"):
        st.session_state.pop(held, None)
    stage, n = part.name, len(part.steps) - 1
    if live:
        stage, n = st.session_state.setdefault(held, (stage, n))
        part = next(other for other in parts if other.name == stage)
    try:
        made = _umap(run.id, stage, part.key(n), _part=part, _n=n)
    except DataError as error:
        show(error)
        return None
    layout = Layout(
        points=made.points,
        chart=part.space.chart,
        steps=[int(part.steps[n])],
        captions=[part.moment(n)],
        live=live,
    )
    return Shown(layout, len(made.points), describe(made), off_by(made))


@st.cache_resource(
    show_spinner="UMAP is arranging the labels; the first time takes longest …",
    max_entries=8,
)
def _umap(
    run_id: str, stage: str, frame: tuple[int, int], *, _part: StagePoints, _n: int
) -> UmapPicture:
    from hmlc_core.pictures.umap import umap_picture

    return umap_picture(_part.points[_n], _part.space)


def _left_out(run: Run) -> str:
    """A sentence about stages in another space, which the picture has no place for."""
    parts = stages(run)
    drawn = {part.name for part in common_picture(parts)}
    others = " and ".join(part.stage.title for part in parts if part.name not in drawn)
    if not others:
        return ""
    return (
        f"Another stage of this run ({others}) has its labels in another space: it is not in this "
        "picture, but in the curve below."
    )
