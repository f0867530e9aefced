"""Compiled kernels as readers meet them: being prepared, or not to be had."""

from __future__ import annotations

import streamlit as st

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from pages.ui.shell import resources
from pages.ui.shell.live import live
from pages.ui.shell.text import escape

NAMES = {"numba": "compiled kernels", "torch": "the readable torch path"}
"""The implementations that runs tell of, as a reader calls them."""


def named(implementation: str) -> str:
    """What a run tells of its kernels, which may be nonsense where it is damaged."""
    return NAMES.get(implementation, escape(implementation, 60))


def preparing(experiment: Experiment) -> None:
    """A line while a run of the experiment would wait for its kernels, which stays where it would
    fail by them."""

    def draw() -> None:
        waited, error = _awaited(experiment)
        if error is not None:
            reason = escape(f"{type(error).__name__}: {error}", 300)
            st.caption(
                ":material/warning: Fast kernels could not be prepared. Runs that need them fail; "
                f"`training.kernels=torch` does without. The reason: {reason}"
            )
        elif waited:
            st.caption(
                f":material/hourglass_top: Preparing {', '.join(waited)}. A run that begins "
                "meanwhile waits for that."
            )

    live(draw, alive=lambda: bool(_awaited(experiment)[0]), every=1)


def _awaited(experiment: Experiment) -> tuple[list[str], BaseException | None]:
    """What is being prepared that the run needs, and what went wrong with what it needs."""
    work = resources.warm_up()
    try:
        kernels = resources.kernels_of(experiment)
    except SettingError:  # the form says why its method cannot be loaded
        return [], None
    if kernels is None:
        return ([], work.exception()) if work.done() else (["libraries that all runs need"], None)
    waited = [f"kernels for {one.name}" for one in kernels if not one.done.done()]
    errors = (one.done.exception() for one in kernels if one.done.done())
    return waited, next((error for error in errors if error is not None), None)
