"""Train: set up an experiment, start it, and watch it."""

from __future__ import annotations

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment import Experiment, ModelSettings
from hmlc_core.runs.references import titles
from pages import ui
from pages.ui.experiment import form, recipe
from pages.ui.experiment import share as recipe_share
from pages.ui.run import kernels
from pages.ui.run import queue as run_queue
from pages.ui.run import view as run_view
from pages.ui.shell.changing import changing, note


def choices() -> ModelSettings:
    """Everything that is set before a run, and the button that starts it; returns the method."""
    corpus = ui.pick_corpus()
    draft = recipe.read(corpus.name)
    form.pick_preset(draft)
    form.pick_variant(draft)
    form.pick_size(draft)
    for reason in draft.dropped:
        st.warning(f"Left out of the recipe: {ui.escape(reason, 300)}", icon=":material/rule:")
    pressed = st.button(
        "Train",
        type="primary",
        icon=":material/play_arrow:",
        width="stretch",
        **changing(disabled=draft.experiment is None),
    )
    note()
    if draft.error:
        ui.show_error(draft.error)
    elif draft.experiment is not None:
        if pressed:
            start(draft.experiment)
        form.changes(draft)
    # What is inside is half of the page's widgets; it is drawn when somebody looks.
    every = st.expander("Settings", icon=":material/tune:", key="settings", on_change="rerun")
    if every.open:
        with every:
            form.settings(draft)
    share = st.expander("Recipe", icon=":material/description:", key="recipe", on_change="rerun")
    if share.open:
        with share:
            recipe_share.show(draft)
    return (draft.experiment or recipe.base(draft)).model


def start(experiment: Experiment) -> None:
    """Queue the run and look at it."""
    try:
        run_id = ui.resources.service().submit(experiment)
    except HyperlabelError as error:  # a full queue or store leaves all that was set as it is
        ui.show_error(error)
    else:
        ui.state.put(ui.state.RUN, run_id)


def looked_at() -> str | None:
    """The run in the address; without one the run at work, if there is any."""
    run_id = ui.state.get(ui.state.RUN)
    if run_id is None:
        with st.spinner("Opening the run store …"):
            active = ui.resources.store().active()
        if active:
            run_id = next((run.id for run in active if run.status != "queued"), active[0].id)
            ui.state.put(ui.state.RUN, run_id)
    return run_id


def expect(model: ModelSettings) -> None:
    """What will happen here, by what the method has."""
    first = "the labels of the corpus appear here and begin to move"
    if "places" not in model.capabilities:
        first = "it is said here how far training has come"
    stages = [ui.escape(stage.title) for stage in model.stages()]
    order = f" First comes {', then '.join(stages)}." if len(stages) > 1 else ""
    with st.container(border=True):
        st.markdown(
            f"**Press Train**, and {first}.{order} In the end its scores stand beside "
            f"references: {ui.escape(', '.join(titles().values()), 200)}.\n\n"
            "Training goes on in the background: you may leave this page, reload it, or open it "
            "in a second browser."
        )


with ui.page("train"):
    setup, picture = st.columns([5, 8], gap="medium")
    with setup:
        model = choices()
    with picture, ui.boundary():
        run_id = looked_at()
        if run_id is None:
            expect(model)
        else:
            run_queue.show(besides=run_id)
            run_view.picture(run_id)
    if run_id is not None:
        run_view.results(run_id)
    with setup:  # last, so that what begins here does not hold up the page
        kernels.preparing()
