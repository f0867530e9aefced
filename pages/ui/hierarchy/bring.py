"""Points of another program, uploaded: they become a run that this page shows at once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment.models.imported import SPACES
from pages.ui.shell import errors, resources, state
from pages.ui.shell.changing import changing, note

_TURN = "points uploaded so far"
"""Part of the widgets' names, so that they are empty after an upload."""

TITLES = {
    "poincare": "Poincaré ball",
    "hyperboloid": "hyperboloid, height first",
    "euclidean": "flat space",
}

FILES = {
    "points": (
        "Points",
        "A name and its coordinates a line (.tsv, .csv, .txt, .vec), word2vec's .bin, .npz, .npy "
        "or .safetensors.",
    ),
    "names": ("Their names", "Where they stand in a file of their own: metadata.tsv, names.txt."),
    "edges": (
        "True hierarchy",
        "Parent, tab, child on each line. Without it the tree is read off, and no score is taken.",
    ),
    "documents": (
        "Labelled documents",
        "A table with a column labels: counting which come together then stands beside the scores.",
    ),
}
"""What can be uploaded -> title and help; all but the first may be missing."""


def offer() -> None:
    """The button, and behind it the form."""
    with st.popover("Show points of another program", icon=":material/upload:"):
        turn = st.session_state.get(_TURN, 0)
        files = {kind: _file(kind, turn) for kind in FILES}
        space = st.selectbox(
            "Coordinates are of the",
            SPACES,
            format_func=TITLES.__getitem__,
            key=f"space of points {turn}",
        )
        ready = files["points"] is not None
        if st.button(
            "Show",
            key="show points",
            type="primary",
            icon=":material/upload:",
            **changing(disabled=not ready, help="Nothing is kept where a file has an error."),
        ):
            _bring(files, space)
        note()


def _file(kind: str, turn: int) -> Any:
    title, help = FILES[kind]
    return st.file_uploader(title, key=f"{kind} of points {turn}", **changing(help=help))


def _bring(files: dict[str, Any], space: str) -> None:
    from hmlc_core.data.given_points import PointFiles
    from hmlc_core.data.upload import received
    from hmlc_core.runs.imported import import_points

    given = {
        kind: (file.name, BytesIO(file.getvalue()))
        for kind, file in files.items()
        if file is not None
    }
    try:
        with st.spinner("Reading the points …", show_time=True), received(given) as paths:
            run = import_points(resources.store(), PointFiles(**paths), space)
    except HyperlabelError as error:
        errors.show(error)
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    state.put(state.RUN, run.run_id)
    st.rerun()
