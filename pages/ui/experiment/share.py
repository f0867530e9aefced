"""Taking a recipe elsewhere: as a command, as a file, and back from a file."""

from __future__ import annotations

import shlex

import streamlit as st

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from pages.ui.experiment import recipe
from pages.ui.experiment.recipe import Draft
from pages.ui.shell import errors

LONGEST_FILE = 100_000  # bytes; an experiment has about two thousand
_FILE, _ERROR = "experiment file", "experiment file error"


def show(draft: Draft) -> None:
    """The experiment as a link, a command and a file; and from a file."""
    if draft.experiment is not None:
        st.caption("The address of this page holds the recipe. The same in a terminal:")
        st.code(command(draft.experiment, draft.preset), language="bash", wrap_lines=True)
        st.download_button(
            "Experiment as JSON",
            draft.experiment.to_json(),
            f"experiment-{draft.experiment.key()}.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
    st.file_uploader(
        "Experiment from JSON",
        "json",
        key=_FILE,
        on_change=_read_file,
        max_upload_size=1,
    )
    if error := st.session_state.pop(_ERROR, None):
        errors.show(error)


def _read_file() -> None:
    """Take over the uploaded experiment; what is wrong with it is shown beside the upload."""
    file = st.session_state[_FILE]
    if file is None:
        return
    try:
        if file.size > LONGEST_FILE:
            raise SettingError("the file is too large for an experiment", where=file.name)
        recipe.adopt(Experiment.from_json(file.getvalue(), where=file.name))
    except SettingError as error:
        st.session_state[_ERROR] = error


def command(experiment: Experiment, preset: str) -> str:
    """The line that trains the same in a terminal."""
    words = ["python", "-m", "hmlc_core", "train", "--preset", preset]
    words += ["--corpus", experiment.corpus.name]
    for part in recipe.differences(experiment, preset):
        words += ["--set", part]
    return shlex.join(words)
