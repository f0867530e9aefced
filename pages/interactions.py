"""Interaction scores: which words pulled a document to which labels."""

from __future__ import annotations

from pages import ui
from pages.ui import reading
from pages.ui.pulls import pulls

with ui.page("interactions"):
    run = ui.pick_run(suits=lambda run: run.experiment is not None)
    if run is not None:
        pulls(run, reading.open_model(run))
