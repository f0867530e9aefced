"""The part "Points" of the geometry lab: a picture to move, its formula, and its code."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.lab import scene as lab_scene
from pages.ui.lab.calls import Calls
from pages.ui.lab.canvas import canvas
from pages.ui.lab.formulas import formula, precision
from pages.ui.lab.scene import Scene
from pages.ui.shell import state

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

SENTENCES = {
    "geodesic": "The shortest way from u to v bends towards the centre, where the disk's room is "
    "cheap. It is part of a circle that meets the rim at right angles.",
    "sum": "Möbius addition carries v along with the motion that takes the centre to u. The order "
    "matters: both sums are equally far from the centre, and a gyration turns one to the other.",
    "tangent": "The logarithm is the arrow at u that starts towards v and is as long as the way; "
    "the exponential walks along it. Drag the arrow's tip, and v follows.",
    "transport": "The arrow at u, which points to w, is carried to v without turning against the "
    "geodesic. It looks shorter near the rim and is not.",
    "multiples": "r ⊗ u lies on the ray of u, r times as far from the centre. Whole multiples are "
    "equally far apart, though they crowd at the rim. Drag r⊗u.",
    "circle": "All points as far from u as v is. It is drawn as a circle, and where u is not the "
    "centre of the disk, it is not where the centre of that circle seems to be, either.",
    "triangle": "The angles of a triangle add up to less than 180°, and what is missing is its "
    "area. Pull the corners to the rim: the area never exceeds π.",
    "squares": "All these squares are equally large. The conformal factor λ says how much smaller "
    "one is drawn: angles stay true, lengths shrink.",
    "rim": "Dots lie at whole distances from the centre. Near the rim a step is smaller than what "
    "numbers can tell apart, first in float32, then in float64.",
    "parallels": "In flat space one line through w never meets the line u v. Here there are "
    "infinitely many: the coloured ones of the fan, and all between them.",
    "labels": "How HyperIM scores a word for a label: by minus their distance. All words on a "
    "label's circle have the same score. Both circles have the radius that reaches the word from "
    "label 1.",
}


def points(scene: Scene, stage: DeltaGenerator) -> None:
    """Draw the panel on the stage; every choice and every drag goes into the address."""
    _choose_panel(scene)
    with stage:
        canvas(scene, key="lab canvas", on_move=lambda there: state.put(lab_scene.LAB, there))
    st.markdown(SENTENCES[scene.panel])
    explanation, below = st.container(), st.container()
    _choose_views(scene)
    with explanation, st.spinner("Computing …"):
        calls = Calls()
        st.latex(formula(scene, calls))
        if scene.panel == "rim":
            with below:
                _precision(scene, calls)
        calls.show()


def _choose_panel(scene: Scene) -> None:
    st.session_state["lab panel"] = scene.panel

    def take() -> None:
        chosen = st.session_state["lab panel"]
        state.put(lab_scene.LAB, dataclasses.replace(scene, panel=chosen))

    st.pills(
        "Panel",
        list(lab_scene.PANELS),
        format_func=lab_scene.PANELS.__getitem__,
        required=True,
        key="lab panel",
        label_visibility="collapsed",
        on_change=take,
        wrap=True,
    )


def _choose_views(scene: Scene) -> None:
    """One or two models of the plane; a third choice replaces the older of two."""
    st.session_state["lab views"] = list(scene.views)

    def take() -> None:
        chosen = st.session_state["lab views"]
        kept = [name for name in scene.views if name in chosen]
        new = [name for name in chosen if name not in kept]
        views = tuple([*kept, *new][-lab_scene.MOST_VIEWS :]) or Scene().views
        state.put(lab_scene.LAB, dataclasses.replace(scene, views=views))

    st.pills(
        "Seen in one model, or two side by side",
        list(lab_scene.VIEWS),
        format_func=lab_scene.VIEWS.__getitem__,
        selection_mode="multi",
        key="lab views",
        on_change=take,
        wrap=True,
    )


def _precision(scene: Scene, calls: Calls) -> None:
    st.dataframe(precision(scene, calls), hide_index=True, key="lab precision")
    st.caption(
        "Distance: of a point from the centre. The point is rounded to each precision, and its "
        "distance computed from that. Models keep points where this is still sound: within 6.2 "
        "in float32, 12.2 in float64."
    )
