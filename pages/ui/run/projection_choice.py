"""Which picture of a space of many dimensions is shown."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.run.film import space

TANGENT, UMAP = "tangent", "umap"
"""Principal components of the tangent vectors, and what UMAP makes of one frame."""

Picture = int | str
"""A ball counted from 0, `TANGENT` or `UMAP`."""


def pick_ball(run: Run) -> int | None:
    """One ball of the run's product, counted from 0; None for the projection of all of them.

    A run whose space is no product of two-dimensional balls has nothing to choose.
    """
    there = space(run)
    count = 0 if there is None else len(there.disks)
    if count < 2:
        return None
    ball: Picture = st.selectbox(  # not None for all balls: that would be an empty box
        "Picture",
        [TANGENT, *range(count)],
        format_func=lambda ball: "all balls, projected" if ball == TANGENT else f"ball {ball + 1}",
        key="ball",
        help="A product of balls has no picture of its own: one ball as it is, or a projection.",
    )
    return ball if isinstance(ball, int) else None


def pick_picture(run: Run) -> Picture:
    """As `pick_ball`, with UMAP as a further choice wherever there are more than two dimensions."""
    there = space(run)
    if there is None or there.width <= 2:
        return TANGENT
    count = len(there.disks)
    titles: dict[Picture, str] = {TANGENT: "principal components"}
    titles |= {ball: f"ball {ball + 1} of {count}" for ball in range(count if count > 1 else 0)}
    titles[UMAP] = "UMAP"
    picture: Picture = st.selectbox(
        "Picture",
        list(titles),
        format_func=titles.__getitem__,
        key="picture",
        help="More than two dimensions have no picture of their own. Each distorts in its way; how "
        "much is said below it. Principal components of the tangent vectors at the origin move "
        "with training; a ball of a product is shown as it is; UMAP arranges one frame anew, with "
        "neighbours together, and takes longer than the others.",
    )
    return picture
