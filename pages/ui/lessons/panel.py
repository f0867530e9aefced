"""The lesson beside a page: what is asked at this step, the answer, and the way through."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from pages.ui.lessons import parse as lessons
from pages.ui.lessons.check import Choice, Number
from pages.ui.lessons.links import KEYS, Link
from pages.ui.lessons.parse import Lesson, Step
from pages.ui.shell import errors, state
from pages.ui.shell.routes import ROUTES

_SHOWN = "lesson: shown"
"""Session key: lesson and step whose state the page has been given, and the link that says it."""

_ICONS = {
    "Ask": "help",
    "Predict": "psychology_alt",
    "Reveal": "visibility",
    "Explain": "lightbulb",
    "Exercise": "edit_note",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A lesson and the number of its step, counted from 1."""

    lesson: Lesson
    number: int

    @property
    def step(self) -> Step:
        return self.lesson.steps[self.number - 1]

    def key(self, name: str) -> str:
        return f"lesson {self.lesson.name} {self.number} {name}"


def opened() -> Opened | None:
    """The lesson that the address names; a message and None when it cannot be shown."""
    name = state.get(state.LESSON)
    if name is None:
        return None
    try:
        lesson = lessons.read(name)
    except lessons.LessonError as error:
        errors.show(error)
        leave()
        return None
    number = min(max(1, state.get(state.STEP) or 1), len(lesson.steps))
    state.put(state.STEP, number)
    return Opened(lesson, number)


def open_at(name: str, number: int = 1, *, again: bool = False) -> None:
    """Open a lesson at a step; the page follows when it runs next.

    again: bring back what the step shows, although the reader has moved on from it.
    """
    if again or name != state.get(state.LESSON):
        st.session_state[_SHOWN] = None
    state.put(state.LESSON, name)
    state.put(state.STEP, number)


def leave() -> None:
    """Close the lesson; the page stays as it is."""
    state.put(state.LESSON, None)
    state.put(state.STEP, None)


def steer(now: Opened, url: str) -> None:
    """Give the page the state that a new step asks for, going to another page if need be.

    What the address of a new session says already (a classroom link says all) is left as it is,
    and so is the page at a step that asks for the same as the step before.
    """
    link = now.step.link
    first = _SHOWN not in st.session_state
    shown, before = st.session_state.get(_SHOWN) or (None, None)
    here = (now.lesson.name, now.number)
    st.session_state[_SHOWN] = here, link
    if shown == here or (before == link and url == link.url):
        return
    given = st.query_params.to_dict() if first and url == link.url else {}
    _set(link, given)
    if url != link.url or not dict(link.query).keys() <= given.keys():
        # Not the parameters of widgets: they have their values already, and Streamlit refuses to
        # set those that a widget this session has seen is bound to.
        bound = ROUTES[link.url].widgets.keys()
        query = {name: value for name, value in link.query if name not in bound} | given
        query |= {state.LESSON.name: now.lesson.name, state.STEP.name: str(now.number)}
        st.switch_page(ROUTES[link.url].script, query_params=query)


def _set(link: Link, given: dict[str, str]) -> None:
    """Let the session remember a link's values, except those in `given`."""
    wanted = dict(link.query)
    if state.PRESET.name in wanted and state.RECIPE.name not in {**wanted, **given}:
        state.put(state.RECIPE, None)  # changes belong to the preset they were made to
    for name, value in wanted.items():
        if name in KEYS and name not in given:
            state.put(KEYS[name], KEYS[name].parse(value))
    for name, values in ROUTES[link.url].widgets.items():
        if name not in given:  # the widget bound to the parameter of that name
            st.session_state[name] = wanted.get(name, values[0])


def card(now: Opened) -> None:
    """The lesson, in the container that it is called in."""
    st.markdown(f"**Lesson {now.lesson.order}: {now.lesson.title}**")
    with errors.boundary():
        _panel(now)


def _panel(now: Opened) -> None:
    step = now.step
    title = f": {step.title}" if step.title else ""
    st.caption(f"Step {now.number} of {len(now.lesson.steps)}")
    st.markdown(f":material/{_ICONS[step.kind]}: **{step.kind}{title}**")
    if step.kind == "Reveal":
        _recall(now)
    if step.text:
        st.markdown(step.text)
    answered = True
    if step.kind == "Predict":
        answered = _choose(now, step.question) is not None
    elif step.kind == "Exercise":
        _exercise(now)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _way(now, answered)
        _more(now)


def _choose(now: Opened, question: Any) -> int | None:
    """What is chosen, also after a look at other steps."""
    assert isinstance(question, Choice)
    kept = now.key("answer kept")
    widget = now.key("answer")
    if widget not in st.session_state:
        st.session_state[widget] = st.session_state.get(kept)
    found: int | None = st.radio(
        "Your answer",
        range(len(question.options)),
        format_func=question.options.__getitem__,
        key=widget,
    )
    st.session_state[kept] = found
    return found


def _recall(now: Opened) -> None:
    """What was predicted, and whether it was right."""
    before = Opened(now.lesson, now.number - 1)
    question = before.step.question
    chosen = st.session_state.get(before.key("answer kept"))
    if not isinstance(question, Choice) or chosen is None:
        return
    if question.accepts(chosen):
        st.success(f"You predicted: {question.options[chosen]}", icon=":material/check:")
    else:
        st.info(
            f"You predicted: {question.options[chosen]}  \nIt is: "
            f"{question.options[question.right]}",
            icon=":material/compare_arrows:",
        )


def _exercise(now: Opened) -> None:
    question = now.step.question
    with st.form(now.key("form"), border=False):
        if isinstance(question, Number):
            answer = st.number_input("Your answer", value=None, format="%g", key=now.key("number"))
            given, right = answer is not None, question.accepts(answer)
        else:
            chosen = _choose(now, question)
            given, right = chosen is not None, question is not None and question.accepts(chosen)
        pressed = st.form_submit_button("Check", icon=":material/done_all:", type="primary")
    if not pressed:
        return
    if not given:
        st.info("Give an answer first.", icon=":material/edit:")
    elif right:
        st.success("Right. Well done.", icon=":material/check:")
    else:
        st.warning(f"Not yet. {now.step.hint}", icon=":material/replay:")


def _way(now: Opened, answered: bool) -> None:
    """Back and forth, or from the last step to the other lessons."""
    name, steps = now.lesson.name, now.lesson.steps
    st.button(
        "Back",
        key="lesson back",
        icon=":material/arrow_back:",
        disabled=now.number == 1,
        on_click=open_at,
        args=(name, now.number - 1),
    )
    if now.number == len(steps):
        st.page_link(ROUTES["lessons"].script, label="All lessons", icon=":material/school:")
        return
    reveals = steps[now.number].kind == "Reveal"
    st.button(
        "Reveal" if reveals else "Next",
        key="lesson next",
        type="primary",
        icon=":material/visibility:" if reveals else ":material/arrow_forward:",
        icon_position="right",
        disabled=not answered,
        help=None if answered else "Choose an answer first.",
        on_click=open_at,
        args=(name, now.number + 1),
    )


def _more(now: Opened) -> None:
    """What is wanted less often: the step's picture again, its address, the end."""
    st.button(
        "Show again",
        key="lesson again",
        type="tertiary",
        icon=":material/replay:",
        help="Bring the page back to what this step shows.",
        on_click=open_at,
        args=(now.lesson.name, now.number),
        kwargs={"again": True},
    )
    with st.popover("Classroom link", type="tertiary", icon=":material/link:"):
        st.caption("Opens this lesson at this step, with the same page and seed for everyone.")
        origin = urlsplit(st.context.url or "")
        home = f"{origin.scheme}://{origin.netloc}/" if origin.netloc else "/"
        st.code(
            home + now.step.link.address(now.lesson.name, now.number),
            language=None,
            wrap_lines=True,
        )
    st.button(
        "Leave",
        key="lesson leave",
        type="tertiary",
        icon=":material/close:",
        help="Close the lesson. The page stays as it is.",
        on_click=leave,
    )
