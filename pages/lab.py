"""Geometry lab: hyperbolic space in a reader's own hands, point by point and tree by tree."""

from __future__ import annotations

import streamlit as st

from pages import ui
from pages.ui.lab import scene as lab_scene
from pages.ui.lab.points import points
from pages.ui.lab.trees import trees

PARTS = {"Points": lab_scene.Scene, "Trees": lab_scene.Tree}
FIGURES = {
    "Figure 1a": (
        "Geodesics of the disk",
        lab_scene.Scene("parallels", u=(-0.75, -0.2), v=(0.7, -0.35), w=(0.1, 0.45)),
    ),
    "Figure 1b": ("A tree whose edges are equally long", lab_scene.Tree(depth=5, children=2)),
    "Figure 2": (
        "Labels, hyperbolic circles about them, and their distances to a word",
        lab_scene.Scene("labels", u=(0.3, 0.45), v=(-0.55, 0.3), w=(0.15, -0.1)),
    ),
}
"""What figures of the HyperIM paper are about, and a scene of our own about the same."""


def remembered(part: str) -> lab_scene.Lab:
    """What was looked at last in a part of the page."""
    found: lab_scene.Lab = st.session_state.get(f"lab {part}", PARTS[part]())
    return found


def choose_part(lab: lab_scene.Lab) -> None:
    """The two parts, and the figures that scenes of either part are drawn after."""
    part = next(name for name, kind in PARTS.items() if isinstance(lab, kind))
    st.session_state[f"lab {part}"] = lab
    st.session_state["lab part"] = part
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.segmented_control(
            "Part",
            list(PARTS),
            required=True,
            key="lab part",
            label_visibility="collapsed",
            on_change=lambda: ui.state.put(lab_scene.LAB, remembered(st.session_state["lab part"])),
        )
        st.caption("HyperIM's", width="content")
        for name, (about, scene) in FIGURES.items():
            st.button(
                name,
                key=f"lab {name}",
                type="tertiary",
                help=f"{about}. Drawn anew after Chen et al. (2020), not copied.",
                on_click=ui.state.put,
                args=(lab_scene.LAB, scene),
            )


with ui.bench("lab") as places:
    # Formulas fit beside the picture; a box that scrolls could not be reached with the keyboard.
    st.html("<style>.katex-display { font-size: 0.95rem; overflow: visible !important; }</style>")
    chosen = ui.state.get(lab_scene.LAB) or lab_scene.Scene()
    choose_part(chosen)
    if isinstance(chosen, lab_scene.Tree):
        trees(chosen, places.stage)
    else:
        points(chosen, places.stage)
