"""Points of another program, uploaded: they become a run that this page shows at once."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.experiment.models.imported import SPACES
from hmlc_core.runs.run import Run, imported
from pages.ui.shell import errors, presses, resources, state
from pages.ui.shell.changing import changing
from pages.ui.shell.changing import note as read_only_note
from pages.ui.shell.text import escape, without_folders

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

OF_THE_OTHER: tuple[state.Key[Any], ...] = (state.LABEL, state.BELOW, state.FRAME)
"""What was chosen of the run that was shown before means nothing to the new one."""


def note(run: Run) -> None:
    """Of an imported run: that it is one, and what was unusual in its files."""
    if imported(run):
        said = f"Another program placed these points. {without_folders(run.message)}"
        st.caption(escape(said, 1000))


def offer() -> None:
    """The button, and behind it the form, which closes when its points are shown."""
    if st.button("Show points of another program", icon=":material/upload:"):
        _form()
    read_only_note()


@st.dialog("Points of another program", width="medium", icon=":material/upload:")
def _form() -> None:
    left, right = st.columns(2)
    files = {
        kind: column.file_uploader(title, key=f"{kind} of points", **changing(help=help))
        for column, (kind, (title, help)) in zip((left, right, left, right), FILES.items())
    }
    space = st.selectbox(
        "Coordinates are of the", SPACES, format_func=TITLES.__getitem__, key="space of points"
    )
    if presses.button(
        "Show",
        key="show points",
        type="primary",
        icon=":material/upload:",
        **changing(
            disabled=files["points"] is None, help="Nothing is kept where a file has an error."
        ),
    ):
        with presses.answering():
            _bring(files, space)


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
            # The page counts chance by itself, when somebody looks at it.
            run = import_points(resources.store(), PointFiles(**paths), space, chance=False)
    except HyperlabelError as error:
        errors.show(error)
        return
    state.put(state.RUN, run.run_id)
    for key in OF_THE_OTHER:
        state.put(key, None)
    st.rerun()
