"""Which picture of a product of balls is shown."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.run_disk import balls


def pick_ball(run: Run) -> int | None:
    """One ball of the run's product, counted from 0; None for the projection of all of them.

    A run whose space is no product of two-dimensional balls has nothing to choose.
    """
    count = balls(run)
    if count < 2:
        return None
    ball: int | None = st.selectbox(
        "Picture",
        [None, *range(count)],
        format_func=lambda ball: "all balls, projected" if ball is None else f"ball {ball + 1}",
        key="ball",
        help="A product of balls has no picture of its own: one ball as it is, or a projection.",
    )
    return ball
