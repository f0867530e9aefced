"""Compiled kernels as readers meet them: being prepared, or not to be had."""

from __future__ import annotations

import streamlit as st

from pages.ui.shell import resources
from pages.ui.shell.live import live
from pages.ui.shell.text import escape

NAMES = {"numba": "compiled kernels", "torch": "the readable torch path"}
"""The implementations that runs tell of, as a reader calls them."""


def preparing() -> None:
    """A line while kernels are prepared for this server, which stays only when that failed."""
    work = resources.warm_up()

    def draw() -> None:
        if not work.done():
            st.caption(
                ":material/hourglass_top: Preparing fast kernels. A run that begins meanwhile "
                "waits for those it needs."
            )
        elif error := work.exception():
            reason = escape(f"{type(error).__name__}: {error}", 300)
            st.caption(
                ":material/warning: Fast kernels could not be prepared. Runs that need them fail; "
                f"`training.kernels=torch` does without. The reason: {reason}"
            )

    live(draw, alive=lambda: not work.done(), every=1)
