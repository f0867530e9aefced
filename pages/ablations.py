"""Ablations: the variants of a method against each other, over seeds."""

from __future__ import annotations

import streamlit as st

from hmlc_core.errors import StoreError
from hmlc_core.runs.run import Run
from pages import ui
from pages.ui.ablation.form import ablation_form, describe_group
from pages.ui.ablation.groups import groups, progress
from pages.ui.ablation.results import disks, results

GROUP = "group"


def look() -> None:
    """Choose an ablation and see what came of it."""
    found = groups(ui.resources.runs())
    if not found:
        st.info(
            "No ablation has been started yet. Three seeds of each variant are a good beginning: "
            "with fewer, no difference can be told from noise.",
            icon=":material/balance:",
        )
        return
    if st.session_state.get(GROUP) not in (None, *found):
        st.session_state[GROUP] = None
    name = st.selectbox(
        "Ablation",
        list(found),
        key=GROUP,
        bind="query-params",
        format_func=lambda name: describe_group(name, found[name]),
    )

    def members() -> list[Run]:
        now = groups(ui.resources.store().runs())
        if name not in now:
            raise StoreError("this ablation has been deleted", where=name, remedy="Choose another.")
        return now[name]

    def alive() -> bool:
        return any(run.group == name for run in ui.resources.store().active())

    ui.live(lambda: progress(members()), alive=alive, every=2)
    ui.live(lambda: results(members()), alive=alive, every=5)
    st.subheader("The same labels in every variant", anchor=False)
    ui.live(lambda: disks(members()), alive=alive, every=2)


with ui.page("ablations"):
    runs = ui.resources.runs()
    first = not groups(runs)
    with st.expander("Start an ablation", icon=":material/add:", key="start", expanded=first):
        ablation_form(runs, GROUP)
    with ui.boundary():
        look()
