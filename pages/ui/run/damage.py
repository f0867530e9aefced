"""What is damaged of a run, told where the run is shown."""

from __future__ import annotations

from datetime import datetime

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.runs.store.integrity import Integrity
from pages.ui.shell import resources
from pages.ui.shell.errors import boundary


def files(run: Run) -> None:
    """What must be said of what is kept of a run that has ended: damaged, or without checksums."""
    if run.status not in ACTIVE:
        _warn(_checked(run.id, run.updated).sentence)


def left_out(run_id: str, place: DeltaGenerator) -> None:
    """What is damaged of a run that has ended, and so is in nothing that is shown of it.

    place: an `st.empty` in sight; pages ask last, since all files are read.
    """
    with place, boundary():
        run = resources.store().get(run_id)
        if run.status not in ACTIVE:
            _warn(_checked(run.id, run.updated).shown)


def _warn(said: str) -> None:
    if said:
        st.warning(said, icon=":material/broken_image:")


@st.cache_data(show_spinner=False, max_entries=64, ttl=600)
def _checked(run_id: str, updated: datetime) -> Integrity:
    return resources.store().check(run_id)
