"""Runs: all trainings, whoever began them; compare, rename, resume, export, delete."""

from __future__ import annotations

import os

import streamlit as st

from hmlc_core.runs.run import Run
from hmlc_core.shipped import program
from hmlc_core.wording import counted
from pages import ui
from pages.ui.ablation import groups as ablation
from pages.ui.run import checking as run_checking
from pages.ui.run import compare as run_compare
from pages.ui.run import damage as run_damage
from pages.ui.run import manage as run_manage
from pages.ui.run import table as run_table
from pages.ui.run import view as run_view
from pages.ui.run.settings import settings_line
from pages.ui.shell import changing, examples, presses
from pages.ui.shell.narrowing import narrowed
from pages.ui.shell.pickers import full_id
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.run_names import names


def listing() -> None:
    """The table, followed while anything is at work."""
    every = ui.resources.store().runs()
    if runs := narrowed(every, key="find runs"):
        run_table.show(runs, ablation.compared(every))


def hints(runs: list[Run]) -> None:
    """What is unusual about the runs, and what to do about it."""
    gone = [run for run in runs if run.status == "interrupted"]
    if gone:
        resumed = " Open one to resume it." if changing.possible() else ""
        st.caption(  # an open one says so in a box of its own
            f":material/power_off: {counted(len(gone), 'run')} interrupted, because the program "
            f"that trained ended: {named(gone)}.{resumed}"
        )
    damaged = [run for run in runs if run.damaged]
    if damaged:
        st.warning(
            f"{counted(len(damaged), 'run')} damaged: {named(damaged)}. Open one to read what; all "
            "else of it can be used.",
            icon=":material/broken_image:",
        )


def named(runs: list[Run]) -> str:
    """The names of the first few, and how many more there are."""
    listed = "; ".join(ui.escape(name, 100) for name in names(runs[:5]).values())
    return f"{listed} and {len(runs) - 5} more" if len(runs) > 5 else listed


def one(runs: list[Run]) -> None:
    """One run: its state, what can be done with it, and its scores."""
    if examples.offer_asked(runs):
        return
    asked = ui.state.get(ui.state.RUN)
    if asked is not None:
        asked = full_id(asked, runs)
        ui.state.put(ui.state.RUN, asked)
    titles = names(narrowed(runs, key="find a run", keep={asked} if asked else ()))
    chosen = ui.choose("Run", ui.state.RUN, list(titles), show=titles.__getitem__)
    if chosen is None:
        return
    run = ui.resources.store().get(chosen)
    st.caption(f"{settings_line(run, ablation.compared(runs).get(run.group))} · id {run.id}")
    run_manage.show(run)
    run_damage.files(run)
    run_view.state(chosen)
    if run.step or run.lost_progress:
        run_view.closer(run.id)
    run_view.results(chosen)


def at_work() -> bool:
    return bool(ui.resources.store().active())


def mlflow_hint() -> None:
    with st.expander("The same runs in MLflow's own pages", icon=":material/open_in_new:"):
        st.markdown(
            "Runs are kept with MLflow tracking. Hyperlabel installs only the part it needs "
            "(`mlflow-skinny`), which has no pages of its own; the full package has:"
        )
        # Neither where the store lies nor the password to it is a visitor's affair.
        local = "sqlite:///${HMLC_HOME:-$PWD/runs}/mlflow.db"
        address = "$HMLC_TRACKING_URI" if os.environ.get("HMLC_TRACKING_URI") else local
        st.code(
            f'pip install mlflow\nmlflow ui --backend-store-uri "{address}"',
            language="bash",
            wrap_lines=True,
        )
        st.caption("A virtual environment of its own for it spares this one surprises.")


with ui.page("runs"):
    runs = ui.resources.runs()
    if not runs:
        st.info(
            "There is no run yet. Train one, and it stands here. Runs made in a terminal "
            f"(`{program()} train`) appear here, too.",
            icon=":material/play_circle:",
        )
        ui.link("train", "Go to Train")
    else:
        hints(runs)
        ui.live(listing, alive=at_work, every=3)
        run_manage.several(run_table.chosen(runs))
        presses.trouble(run_manage.PLACE)
        single, compare = st.tabs(
            ROUTES["runs"].widgets["look"], key="look", on_change="rerun", bind="query-params"
        )
        with single, ui.boundary():
            if single.open:
                one(runs)
        with compare, ui.boundary():
            if compare.open:
                if chosen := run_compare.pick(runs):
                    run_compare.show(chosen)
                else:
                    st.info("Choose two or more runs.", icon=":material/compare_arrows:")
        run_checking.offer(runs)
    examples.offer(runs)
    mlflow_hint()
