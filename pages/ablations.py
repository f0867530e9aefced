"""Ablations: the variants of a method against each other, over seeds."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hmlc_core.errors import StoreError
from hmlc_core.runs.run import Run
from pages import ui
from pages.ui.ablation import groups as ablation
from pages.ui.ablation.form import ablation_form
from pages.ui.ablation.further import further
from pages.ui.ablation.results import by_dimension, differences, disks, results
from pages.ui.group.corpus import tell_others
from pages.ui.group.progress import progress
from pages.ui.shell.routes import ROUTES

ASPECTS = ROUTES["ablations"].widgets["aspect"]


def look(corpus: str) -> None:
    """Choose an ablation and see what came of it.

    corpus: that of the form.
    """
    found = ablation.groups(ui.resources.runs())
    if not found:
        st.info(
            "No ablation has been started yet. Three seeds of each variant are a good beginning: "
            "with fewer, no difference can be told from noise.",
            icon=":material/balance:",
        )
        return
    left, middle, right = st.columns([6, 1.5, 1.5])
    with left:
        name = ablation.pick(found, corpus)
    with middle:
        score = ablation.pick_score(found[name])
    with right:
        dim = ablation.pick_dim(found[name])
    tell_others("ablation", found, corpus, name)

    def members() -> list[Run]:
        now = ablation.members_of(ui.resources.store().runs(), name)
        if not now:
            raise StoreError(
                "this ablation has been deleted", where="ablation", remedy="Choose another."
            )
        return now

    def alive() -> bool:
        return any(run.group == name for run in ui.resources.store().active())

    def follow(draw: Callable[[list[Run]], None], every: float) -> None:
        ui.live(lambda: draw(members()), alive=alive, every=every)

    drawn: tuple[Callable[[list[Run]], None], ...] = (
        lambda runs: results(runs, score, dim),
        lambda runs: differences(runs, score, dim),
        lambda runs: by_dimension(runs, score),
        lambda runs: further(runs, dim),
        disks,
        ablation.every_run,
    )
    follow(progress, 2)
    tabs = st.tabs(ASPECTS, key="aspect", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, drawn, strict=True):
        with tab, ui.boundary():
            if tab.open:
                follow(draw, 4)


with ui.page("ablations"):
    runs = ui.resources.runs()
    first = not ablation.groups(runs)
    with st.expander("Start an ablation", icon=":material/add:", key="start", expanded=first):
        corpus = ablation_form(runs)
    with ui.boundary():
        look(corpus)
