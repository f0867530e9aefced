"""Interaction scores: which words pulled a document to which labels."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.opened import readable
from pages import ui
from pages.ui.reading import text as reading
from pages.ui.reading.pulls import pulls
from pages.ui.run import again
from pages.ui.run import damage as run_damage

with ui.bench("interactions") as bench:
    run = ui.pick_run(prefers=reading.ended)
    damaged = st.empty()
    if run is not None:
        again.note(run)
    judges = run is not None and "scores" in readable(run).model.capabilities
    opened = reading.open_run(run) if run is not None and judges else None
    if run is not None and opened is not None:
        pulls(run, opened, bench.stage)
    else:
        with bench.stage:
            ui.empty("What pulls a text to its labels appears here.")
        if run is not None and not judges:
            model = readable(run).model
            ui.absent(model, "scores", "So nothing pulls a text to them.")
            if "words" in model.capabilities:
                ui.link("words", run=run.id)
    if run is not None:
        run_damage.left_out(run.id, damaged)
