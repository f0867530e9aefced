"""The lesson that is open: at which step, what the page beside it shows, and where its card is."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui.lab.scene import LAB
from pages.ui.lessons import examples, progress
from pages.ui.lessons import parse as lessons
from pages.ui.lessons.links import KEYS, LOOKED_AT, Link
from pages.ui.lessons.parse import Lesson, Step
from pages.ui.shell import errors, late, state
from pages.ui.shell.routes import ROUTES

_SHOWN = "lesson: shown"
"""Session key: lesson and step whose state the page has been given, and the link that says it."""

_ASKED = "lesson: asked for"
"""Session key: lesson and step that a button asked for, until the page has been given them."""


_STOOD = "lesson: stood beside"
"""Session key: the page that a lesson stood beside last, the lesson and its step."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A lesson and the number of its step, counted from 1; whether a button asked for it."""

    lesson: Lesson
    number: int
    asked: bool = False

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.number - 1]

    def key(self, name: str) -> str:
        return f"lesson {self.lesson.name} {self.number} {name}"


def opened(url: str) -> Opened | None:
    """The lesson that was asked for, or that the address names; a message and None when it cannot
    be shown, and None on the list for one that is done, which is over there."""
    _come_back(url)
    asked = st.session_state.pop(_ASKED, None)
    name, number = asked or (state.get(state.LESSON), state.get(state.STEP) or 1)
    if name is None:
        return None
    if asked is None and url == "lessons" and progress.done(name):
        leave()
        return None
    try:
        lesson = lessons.read(name)
    except lessons.LessonError as error:
        errors.show(error)
        leave()
        return None
    number = min(max(1, number), len(lesson.steps))
    progress.visit(name, number)
    st.session_state[_STOOD] = url, name, number
    return Opened(lesson, number, asked is not None)


def open_at(name: str, number: int = 1, *, again: bool = False) -> None:
    """Open a lesson at a step; the page follows when it runs next.

    The address is left to it, which says step and picture in one: two entries of the browser's
    history would lead Back to a step beside the picture of another.

    again: bring back what the step shows, although the reader has moved on from it.
    """
    if again or name != state.get(state.LESSON):
        st.session_state[_SHOWN] = None
    st.session_state[_ASKED] = name, number


def leave() -> None:
    """Close the lesson; the page stays as it is."""
    st.session_state.pop(_STOOD, None)
    state.put(state.LESSON, None)
    state.put(state.STEP, None)


def close() -> None:
    """Close the lesson on the way to the list; the browser's Back leads to it again."""
    state.remember(state.LESSON, None)
    state.remember(state.STEP, None)


def _come_back(url: str) -> None:
    """Open the lesson again where the browser's Back leads to the page it was closed on.

    The way to the list has emptied the address of that page; what the page fills in by itself is
    no entry of the history.
    """
    context = get_script_run_ctx()
    if context is None or not context.is_history_navigation or st.query_params:
        return
    left, name, step = st.session_state.get(_STOOD, ("", None, None))
    if left == url and name is not None:
        state.fill(state.LESSON, name)
        state.fill(state.STEP, step)


def steer(now: Opened, url: str) -> None:
    """Give the page the state that a new step asks for, going to another page if need be.

    What an address says that nobody's button led to (a classroom link, the browser's Back) is left
    as it is, and so is the page at a step that asks for the same as the step before, while the
    reader looks at the run it is about. Where that run is not there the page stays as it is, rather
    than show another, and the card says so.
    """
    link = now.step.link
    shown, before = st.session_state.get(_SHOWN) or (None, None)
    here = (now.lesson.name, now.number)
    st.session_state[_SHOWN] = here, before
    stays = before == link and url == link.url and examples.looked_at(link)
    if shown != here and not stays and not examples.missing(link):
        st.session_state[_SHOWN] = here, link
        given = {} if now.asked or url != link.url else st.query_params.to_dict()
        _remember(link, given)
        if url != link.url or not dict(link.query).keys() <= given.keys():
            _go(now, given)
    if state.get(state.LESSON) != now.lesson.name:
        state.put(state.LESSON, now.lesson.name)
    if state.get(state.STEP) != now.number:
        state.put(state.STEP, now.number)


def _go(now: Opened, given: dict[str, str]) -> None:
    """To the page and the state of a step, as one entry of the browser's history."""
    link = now.step.link
    # Not the parameters of widgets: they have their values already, and Streamlit refuses to set
    # those that a widget this session has seen is bound to.
    bound = ROUTES[link.url].widgets.keys()
    query = {name: value for name, value in link.query if name not in bound} | given
    query |= {state.LESSON.name: now.lesson.name, state.STEP.name: str(now.number)}
    late.forget()  # also where this address says what was before a choice
    st.switch_page(ROUTES[link.url].script, query_params=query)


def _remember(link: Link, given: dict[str, str]) -> None:
    """Let the session remember a link's values, except those in `given`."""
    wanted = dict(link.query)
    if any(name != LAB.name for name in wanted):  # the lab looks at none of them
        for key in LOOKED_AT:
            if key.name not in {**wanted, **given}:
                state.remember(key, None)
    if state.PRESET.name in wanted and state.RECIPE.name not in {**wanted, **given}:
        state.remember(state.RECIPE, None)  # changes belong to the preset they were made to
    for name, value in wanted.items():
        if name in KEYS and name not in given:
            state.remember(KEYS[name], KEYS[name].parse(value))
    for name, values in ROUTES[link.url].widgets.items():
        if name not in given and (values or name in wanted):
            # The widget bound to the parameter of that name.
            st.session_state[name] = wanted.get(name, *values[:1])
