"""Runs beside the one that is looked at: the queue, wherever its runs were started, and the run
that was looked at before."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.experiment import recipe
from pages.ui.run.view import badge
from pages.ui.shell import presses, resources, state
from pages.ui.shell.changing import changing
from pages.ui.shell.live import live
from pages.ui.shell.text import escape

PLACE = "queue"
"""Where is told what went wrong with a press, see `presses`."""

SHOWN = 10
"""Runs listed; ablation grids queue more than anybody reads."""


def show(besides: str | None = None) -> None:
    """Runs at work, each with buttons to look at it and to stop it, also those that begin while
    nobody touches the page. besides: the run that is looked at, which is left out."""

    def others() -> None:
        runs = [run for run in resources.store().active() if run.id != besides]
        if not runs:
            return
        what = "run" if besides is None else "other run"
        with st.expander(
            f"{counted(len(runs), what)} at work or waiting",
            icon=":material/list_alt:",
            expanded=besides is None,
        ):
            for run in runs[:SHOWN]:
                with st.container(horizontal=True, vertical_alignment="center"):
                    _way_to(run)
                    if run.status != "stopping":
                        _stop(run)
            if len(runs) > SHOWN:
                st.caption(f"And {len(runs) - SHOWN} more; all of them are on the page Runs.")

        presses.trouble(PLACE)

    live(others, alive=lambda: True, every=2)


def _stop(run: Run) -> None:
    st.button(
        "Stop",
        key=f"stop queued {run.id}",
        icon=":material/stop:",
        on_click=presses.doing(PLACE, lambda: resources.service().stop(run.id)),
        **changing(),
    )


def ended(run_id: str) -> None:
    """The run that was looked at before, once it has ended: until then it stands in the queue."""

    def draw() -> None:
        run = next((run for run in resources.store().runs() if run.id == run_id), None)
        if run is not None and run.status not in ACTIVE:  # None: it was deleted
            with st.container(horizontal=True, vertical_alignment="center"):
                _way_to(run)

    def at_work() -> bool:
        return any(run.id == run_id for run in resources.store().active())

    live(draw, alive=at_work, every=2)


def _way_to(run: Run) -> None:
    """The run's name and status, and the button that looks at it and gives the form its recipe."""
    st.markdown(escape(run.name, 60), width="stretch")
    badge(run)
    if st.button("Show", key=f"show {run.id}", icon=":material/visibility:"):
        state.put(state.RUN, run.id)
        if run.experiment is not None:
            recipe.adopt(run.experiment)
        st.rerun()
