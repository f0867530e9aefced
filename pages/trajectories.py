"""Word trajectories: how a document moves among the labels while it is read, word by word."""

from __future__ import annotations

import streamlit as st

from pages import ui
from pages.ui.reading import text as reading
from pages.ui.reading.contexts import contexts_of_a_word
from pages.ui.reading.trajectory import trajectory
from pages.ui.reading.watched import words_across_training

VIEWS = {
    "One text": trajectory,
    "One word, two texts": contexts_of_a_word,
    "Words across training": words_across_training,
}

with ui.page("trajectories"):
    run = ui.pick_run(suits=reading.follows_words)
    if run is not None:
        view = st.segmented_control(
            "View",
            list(VIEWS),
            default="One text",
            required=True,
            key="view",
            bind="query-params",
            wrap=True,
        )
        VIEWS[view](run, reading.open_model(run))
