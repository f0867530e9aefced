"""Examples that are not in the store any more, and the button that brings them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.errors import HyperlabelError
from pages.ui.shell import errors, resources, state
from pages.ui.shell.changing import changing

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run

_ERROR = "examples error"


def offer(runs: Sequence[Run]) -> None:
    """The button, where examples are missing among all runs of the store."""
    if _missing(runs):
        _button()


def offer_asked(runs: Sequence[Run]) -> bool:
    """Say that the address asks for an example that is missing, with the button; whether it did."""
    asked = state.get(state.RUN)
    if asked is None or asked not in _missing(runs):
        return False
    st.info(
        "This is about an example run that is not in the run store: it was deleted, or never put "
        "there.",
        icon=":material/auto_stories:",
    )
    _button()
    return True


def _missing(runs: Sequence[Run]) -> list[str]:
    from hmlc_core.runs.examples.example import names

    there = {run.example for run in runs}
    return [name for name in names() if name not in there]


def _button() -> None:
    about = (
        "Runs on the bundled corpus that came with Hyperlabel: HyperIM, HiddeN and an ablation. "
        "Those that are still there stay as they are."
    )
    st.button(
        "Bring the examples back",
        icon=":material/auto_stories:",
        on_click=_bring_back,
        **changing(help=about),
    )
    if error := st.session_state.pop(_ERROR, None):
        errors.show(error)


def _bring_back() -> None:
    from hmlc_core.runs.examples.arrival import bring_back

    try:
        bring_back(resources.store())
    except HyperlabelError as error:
        st.session_state[_ERROR] = error
