"""The frame of every page: title, lead, the lesson that is open, messages instead of tracebacks.

Where things stand is said by assets/style/page.css, by the keys of the containers made here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui.disk.disk import VIEW
from pages.ui.disk.empty import empty
from pages.ui.lessons import panel as lessons_panel
from pages.ui.lessons.card import card
from pages.ui.lessons.links import KEYS
from pages.ui.shell import address, errors, resources, routes, state, theme

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

_PAINTED = "painted "
"""Session key, with a page: it was there before, so that a picture may be there until the next."""

SHARES = (16, 9)
"""Widths of stage and side until the style sheet is there; about what it makes of them."""


@dataclass(frozen=True, slots=True)
class Bench:
    """The three places of a page about a picture, which can be filled in any order.

    bar: its title, and in one line what is looked at. stage: the picture, always in the same
    place and as large as the window allows. side: everything else; it scrolls by itself.
    opened: whether somebody came to the page just now, from another one or by its address.
    """

    bar: DeltaGenerator
    stage: DeltaGenerator
    side: DeltaGenerator
    opened: bool


@contextmanager
def page(url: str) -> Iterator[None]:
    """`with page("corpus"): …` is the script of a page to read."""
    lesson, _ = _begin(url)
    route = routes.ROUTES[url]
    body = st.container(key="page") if lesson is None else _beside(lesson)
    with body:
        if route.lead:
            st.title(route.title, anchor=False)
            st.markdown(route.lead)
        address.show()
        with errors.boundary():
            yield


@contextmanager
def bench(url: str) -> Iterator[Bench]:
    """`with bench("train") as places: …` is the script of a page about a picture."""
    lesson, opened = _begin(url)
    route = routes.ROUTES[url]
    stage, right = _halves()
    waiting = stage.empty()
    if not st.session_state.get(_PAINTED + url):  # what is there later must not make room for it
        st.session_state[_PAINTED + url] = True
        with waiting:
            empty(*filter(None, ("The picture is being made …", resources.opening())), soon=True)
    with right:
        bar = st.container(key="bar", gap="small")
        with bar:
            st.title(route.title, anchor=False, help=route.lead)
            address.show()
        if lesson is not None:
            _lesson(lesson)
        side = st.container(key="side", gap="small")
        places = Bench(bar=bar, stage=stage, side=side, opened=opened)
    try:
        with places.side, errors.boundary():
            yield places
    finally:
        waiting.empty()


def stage_and_side() -> tuple[DeltaGenerator, DeltaGenerator]:
    """The bench without its bar, for a part of a page to read; one a page."""
    stage, right = _halves()
    return stage, right.container(key="side", gap="small")


def _halves() -> tuple[DeltaGenerator, DeltaGenerator]:
    with st.container(key="bench"):
        left, right = st.columns(SHARES)
    return left.container(key="stage"), right


def _beside(lesson: lessons_panel.Opened) -> DeltaGenerator:
    """Draws the lesson at the side of a page without a stage; returns what is left for the page."""
    with st.container(key="taught"):
        left, right = st.columns(SHARES, gap="medium")
    with right:
        _lesson(lesson)
    return left.container(key="page")


def _lesson(lesson: lessons_panel.Opened) -> None:
    with st.container(key="lesson"), errors.boundary():
        card(lesson)


def _begin(url: str) -> tuple[lessons_panel.Opened | None, bool]:
    """What every page does first; returns the lesson that is open, and whether the page was opened
    just now."""
    routes.through_app(url)
    opened = state.begin(url)
    theme.readable()
    address.begin(url, {*KEYS, state.LESSON.name, state.STEP.name, VIEW})
    lesson = lessons_panel.opened(url)
    if lesson is not None:
        lessons_panel.steer(lesson, url)
    return lesson, opened
