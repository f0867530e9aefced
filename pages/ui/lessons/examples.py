"""Example runs that lessons show: whether they are there, and what to do if not."""

from __future__ import annotations

import streamlit as st

from pages.ui.lessons.links import Link
from pages.ui.shell import resources, routes, state
from pages.ui.shell.pickers import full_id


def missing(link: Link) -> bool:
    """Whether the link names a run or an ablation that the store does not have."""
    names = {value for name, value in link.query if name in (state.RUN.name, state.GROUP.name)}
    if not names:
        return False
    there = {name for run in resources.runs() for name in (run.id, run.example, run.group)}
    return not names <= there


def looked_at(link: Link) -> bool:
    """Whether the page shows the run or the ablation that the link names, if it names any."""
    asked = dict(link.query)
    run, group = asked.get(state.RUN.name), asked.get(state.GROUP.name)
    return (run is None or full_id(run, resources.runs()) == state.get(state.RUN)) and (
        group is None or group == state.get(state.GROUP)
    )


def say_missing() -> None:
    """That the page cannot show what the step is about, and two ways on."""
    st.info(
        "This example was deleted. Train it, or bring it back on Runs; then choose "
        "*Show again* under “⋯”. You may also read on.",
        icon=":material/inventory_2:",
    )
    with st.container(horizontal=True):
        for url in ("train", "runs"):
            with st.container(width="content"):
                routes.link(url)
