"""The same training once more, with one click: how an example is watched live."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.experiment import recipe
from pages.ui.shell import errors, presses, resources, state
from pages.ui.shell.changing import changing
from pages.ui.shell.routes import ROUTES


def note(run: Run) -> None:
    """Of an example: that it is one, and the button that trains the same here."""
    if run.example:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption("An example run that came with Hyperlabel.", width="content")
            button(run)


def button(run: Run) -> None:
    """Train with the run's settings, its seed too, and watch it on the page Train."""
    experiment = run.experiment
    if experiment is None:
        return
    if presses.button(
        "Train the same",
        key=f"again {run.id}",
        icon=":material/replay:",
        **changing(
            help="Starts a run with the same settings and seed, and opens it on the page Train."
        ),
    ):
        with presses.answering(), errors.boundary():
            started = resources.service().submit(experiment)
            recipe.adopt(experiment)
            state.put(state.RUN, started)
            st.switch_page(ROUTES["train"].script)
