"""Word trajectories: how a document moves among the labels while it is read, word by word."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import Run
from pages import ui
from pages.ui.reading import text as reading
from pages.ui.reading.contexts import contexts_of_a_word
from pages.ui.reading.trajectory import trajectory
from pages.ui.reading.watched import words_across_training
from pages.ui.run import again
from pages.ui.run import damage as run_damage
from pages.ui.shell.routes import ROUTES

VIEWS = dict(
    zip(
        ROUTES["trajectories"].widgets["way"],
        (trajectory, contexts_of_a_word, words_across_training),
        strict=True,
    )
)


def views(run: Run, bench: ui.Bench) -> None:
    """One of `VIEWS`, of a run whose method places words among its labels."""
    first = next(iter(VIEWS))
    view = st.segmented_control(
        "View",
        list(VIEWS),
        default=ui.state.at_first("way", first),
        required=True,
        key="way",
        bind="query-params",
        wrap=True,
    )
    opened = reading.open_run(run)
    if opened is None or not reading.reads_words(opened):
        with bench.stage:
            ui.empty("The way of a text among the labels appears here.")
        return
    places = opened.predictor.places
    assert places is not None, "a method that places words has a space"
    VIEWS[view or first](run, opened, places, bench.stage)


with ui.bench("trajectories") as bench:
    run = ui.pick_run(prefers=lambda run: reading.follows_words(run) and reading.ended(run))
    damaged = st.empty()
    if run is not None:
        again.note(run)
    capabilities = frozenset() if run is None else readable(run).model.capabilities
    if run is not None and {"words", "places"} <= capabilities:
        views(run, bench)
    else:
        with bench.stage:
            ui.empty("The way of a text among the labels appears here.")
        if run is not None:
            lacks = "words" if "words" not in capabilities else "places"
            ui.absent(readable(run).model, lacks, "So there is no path of a document to follow.")
            if "scores" in capabilities:
                ui.link("interactions", "See what words do for its labels", run=run.id)
            elif "words" in capabilities:
                ui.link("words", run=run.id)
    if run is not None:
        run_damage.left_out(run.id, damaged)
