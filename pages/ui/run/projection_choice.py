"""Which picture of a space of many dimensions is shown."""

from __future__ import annotations

import streamlit as st

from hmlc_core.runs.run import Run
from pages.ui.run.film import LAYOUT, TANGENT, Picture
from pages.ui.run.points import space

UMAP = "umap"
"""What UMAP makes of one frame: labels alone have a place in it."""

_TITLES: dict[Picture, str] = {
    LAYOUT: "hyperbolic layout",
    TANGENT: "principal components",
    UMAP: "UMAP",
}


def pick_picture(run: Run, *, labels_alone: bool = False) -> Picture:
    """How the run's labels become flat; two dimensions are drawn as they are, and not asked for.

    labels_alone: nothing else has to be drawn, so that UMAP will do.
    """
    there = space(run)
    if there is None or there.width <= 2:
        return LAYOUT
    count = len(there.disks)
    titles = {name: title for name, title in _TITLES.items() if labels_alone or name != UMAP}
    titles |= {ball: f"ball {ball + 1} of {count}" for ball in range(count if count > 1 else 0)}
    picture: Picture = st.selectbox(
        "Picture",
        list(titles),
        format_func=titles.__getitem__,
        key="picture",
        help="More than two dimensions have no picture of their own. Each distorts in its way; how "
        "much is said below it. The hyperbolic layout keeps the labels' distances as well as a "
        "tree can be read; principal components of the tangent vectors at the origin are one "
        "fixed view for all moments; a ball of a product is shown as it is"
        + ("; UMAP arranges one moment, with neighbours together." if labels_alone else "."),
    )
    return picture
