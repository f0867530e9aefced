"""Systems: all methods on one corpus, under one protocol."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from hmlc_core.errors import StoreError
from hmlc_core.runs.comparing import comparisons_among
from hmlc_core.runs.run import Run
from pages import ui
from pages.ui.group.corpus import tell_others
from pages.ui.group.progress import progress
from pages.ui.shell import state
from pages.ui.shell.routes import ROUTES
from pages.ui.systems import groups as systems
from pages.ui.systems.differences import differences
from pages.ui.systems.disagreement import documents
from pages.ui.systems.form import check, comparison_form
from pages.ui.systems.kinds import by_kind
from pages.ui.systems.published import published
from pages.ui.systems.results import results

OPENED = (state.RUN, state.SPLIT, state.DOCUMENT, state.LABEL)
"""Parameters of the page on which documents are opened."""

SUBJECTS = ROUTES["systems"].widgets["subject"]


def look(subject: str | None, corpus: str) -> None:
    """Choose a comparison and see what came of it; without one, what a paper has published.

    subject: the tab that is open at first, where it is not the first. corpus: that of the form.
    """
    runs = ui.resources.runs()
    found = comparisons_among(runs)
    if not found:
        st.info(
            "No comparison has been started yet. Its results appear here, beside chance, label "
            "frequency and the ceiling, with what is more than noise. Until then, a table that "
            "was published:",
            icon=":material/compare:",
        )
        published()
        return
    left, middle, right = st.columns([5, 2, 2])
    with left:
        name = systems.pick(found, corpus)
    with middle:
        opponent = systems.pick_opponent(systems.members_of(runs, name))
    with right:
        score = systems.pick_score()
    tell_others("comparison", found, corpus, name)

    def members() -> list[Run]:
        now = systems.members_of(ui.resources.store().runs(), name)
        if not now:
            raise StoreError(
                "this comparison has been deleted", where="comparison", remedy="Choose another."
            )
        return now

    def alive() -> bool:
        return any(run.group == name for run in ui.resources.store().active())

    def follow(draw: Callable[[list[Run]], None], every: float) -> None:
        ui.live(lambda: draw(members()), alive=alive, every=every)

    drawn: tuple[Callable[[list[Run]], None], ...] = (
        lambda runs: results(runs, score, opponent),
        lambda runs: differences(runs, score, opponent),
        by_kind,
        documents,
        published,
        systems.every_run,
    )
    follow(progress, 2)
    tabs = st.tabs(SUBJECTS, default=subject, key="subject", on_change="rerun", bind="query-params")
    for tab, draw in zip(tabs, drawn, strict=True):
        with tab, ui.boundary():
            if tab.open:
                follow(draw, 4)


with ui.page("systems"):
    subject = state.come_back(OPENED, "subject", "Documents")
    runs = ui.resources.runs()
    first = not comparisons_among(runs)
    with st.expander("Start a comparison", icon=":material/add:", key="start", expanded=first):
        corpus, size = comparison_form(runs)
    with ui.boundary():
        look(subject, corpus)
    check(corpus, size)
