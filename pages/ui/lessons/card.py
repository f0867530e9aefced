"""The card of a lesson: what is asked at this step, the answer, and the way through.

It fills the container it is called in. Beside a page it is equally high at every step: a longer
text scrolls inside, above the buttons. Above a page, in a narrow window, nothing of it scrolls.
"""

from __future__ import annotations

import html
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from pages.ui.lessons import examples, progress, sight
from pages.ui.lessons import parse as lessons
from pages.ui.lessons.check import Choice, Number
from pages.ui.lessons.panel import Opened, close, leave, open_at
from pages.ui.shell.routes import ROUTES

_TEXT = 208  # pixels of the part that scrolls, until the style sheet says how high it is

_AGAIN = "lesson: shown again"
"""Session key: how often a step was shown again."""

_ICONS = {
    "Ask": "help",
    "Predict": "psychology_alt",
    "Reveal": "visibility",
    "Explain": "lightbulb",
    "Exercise": "edit_note",
}


def card(now: Opened) -> None:
    """The step of a lesson, in the container that is open."""
    with st.container(key="lesson-card"):
        _head(now)
        text = st.container(
            height=_TEXT, border=False, gap="xsmall", key=f"lesson-text-{now.number}"
        )
        with text:
            answered = _body(now)
        with st.container(horizontal=True, vertical_alignment="center", key="lesson-way"):
            _way(now, answered)
            _more(now)
        with st.container(key="lesson-sight"):
            sight.head(now.key(""))


def _head(now: Opened) -> None:
    """Which lesson it is, and how far."""
    step, steps = now.number, len(now.lesson.steps)
    name = html.escape(f"Lesson {now.lesson.order}: {now.lesson.title}")
    st.html(
        f"<div class='lesson-head'><strong title='{name}'>{name}</strong>"
        f"<span>Step {step} of {steps}</span></div>"
        f"<div class='lesson-bar'><div style='width: {step / steps:.0%}'></div></div>"
    )


def _body(now: Opened) -> bool:
    """What is read and answered; returns whether the reader may go on."""
    step = now.step
    title = f": {step.title}" if step.title else ""
    st.markdown(f":material/{_ICONS[step.kind]}: **{step.kind}{title}**")
    if examples.missing(step.link):
        examples.say_missing()
    if step.kind == "Reveal":
        _recall(now)
    if step.text:
        st.markdown(step.text)
    if step.kind == "Predict":
        assert isinstance(step.question, Choice)
        return _choose(now, step.question, at_once=True) is not None
    if step.kind == "Exercise":
        _exercise(now)
        if lessons.following(now.lesson) is not None:
            _all_lessons("tertiary")
    return True


def _choose(now: Opened, question: Choice, *, at_once: bool = False) -> int | None:
    """What is chosen, also after a look at other steps.

    at_once: kept even where the next step is asked for in the same moment; not inside a form.
    """
    kept = now.key("answer kept")
    widget = now.key("answer")
    if widget not in st.session_state:
        st.session_state[widget] = st.session_state.get(kept)

    def keep() -> None:
        st.session_state[kept] = st.session_state[widget]

    found: int | None = st.radio(
        "Your answer",
        range(len(question.options)),
        format_func=question.options.__getitem__,
        key=widget,
        label_visibility="collapsed",
        on_change=keep if at_once else None,
    )
    st.session_state[kept] = found
    return found


def _recall(now: Opened) -> None:
    """What was predicted, whether it was right, and if not, why."""
    before = Opened(now.lesson, now.number - 1)
    question = before.step.question
    chosen = st.session_state.get(before.key("answer kept"))
    if not isinstance(question, Choice) or chosen is None:
        return
    said = f"You predicted: {question.options[chosen]}"
    if question.accepts(chosen):
        st.success(f"{said}  \n**That is right.**", icon=":material/check:")
    else:
        st.error(
            f"{said}  \n**That is wrong.** {question.replies[chosen]}  \n"
            f"Right is: {question.options[question.right]}",
            icon=":material/close:",
        )


def _exercise(now: Opened) -> None:
    question = now.step.question
    assert question is not None, "an exercise asks something"
    with st.form(now.key("form"), border=False):
        answer: float | None
        if isinstance(question, Number):
            answer = st.number_input(
                "Your answer",
                value=None,
                format="%g",
                key=now.key("number"),
                placeholder="Your answer",
                label_visibility="collapsed",
            )
            right, reply = question.accepts(answer), ""
        else:
            answer = chosen = _choose(now, question)
            right, reply = question.accepts(chosen), question.replies[chosen or 0]
        pressed = st.form_submit_button("Check", icon=":material/done_all:", type="primary")
    if not pressed:
        return
    if answer is None:
        st.info("Give an answer first.", icon=":material/edit:")
    elif right:
        progress.finish(now.lesson.name)
        st.success("Right. Well done.", icon=":material/check:")
    else:
        said = " ".join(filter(None, ("Not yet.", reply, now.step.hint)))
        st.warning(said, icon=":material/replay:")


def _way(now: Opened, answered: bool) -> None:
    """Back and forth, and from the last step to the next lesson."""
    name, steps = now.lesson.name, now.lesson.steps
    st.button(
        "Back",
        key="lesson back",
        icon=":material/arrow_back:",
        disabled=now.number == 1,
        on_click=open_at,
        args=(name, now.number - 1),
    )
    if now.number < len(steps):
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
    elif (following := lessons.following(now.lesson)) is not None:
        st.button(
            "Next lesson",
            key="lesson next",
            type="primary",
            icon=":material/arrow_forward:",
            icon_position="right",
            help=f"Lesson {following.order}: {following.title}",
            on_click=open_at,
            args=(following.name,),
        )
    else:
        _all_lessons("primary")


def _all_lessons(kind: Literal["primary", "tertiary"]) -> None:
    if st.button("All lessons", key="lesson list", type=kind, icon=":material/school:"):
        close()
        # Replaced by none, since Streamlit refuses to clear those that a widget is bound to.
        st.switch_page(ROUTES["lessons"].script, query_params={})


def _more(now: Opened) -> None:
    """What is wanted less often: the step's picture again, its address, the end."""

    times = st.session_state.get(_AGAIN, 0)

    def again() -> None:
        st.session_state[_AGAIN] = times + 1
        open_at(now.lesson.name, now.number, again=True)

    place = st.container(width="content", key="lesson-more")
    with place.popover(
        "More about this lesson",
        type="tertiary",
        icon=":material/more_horiz:",
        key=f"lesson menu {times}",  # another one, which is closed
        on_change="rerun",  # else its key is no part of what it is
    ):
        st.button(
            "Show again",
            key="lesson again",
            type="tertiary",
            icon=":material/replay:",
            help="Bring the page back to what this step shows.",
            on_click=again,
        )
        st.button(
            "Leave",
            key="lesson leave",
            type="tertiary",
            icon=":material/close:",
            help="Close the lesson. The page stays as it is.",
            on_click=leave,
        )
        st.caption(
            "**Classroom link:** opens this lesson at this step, with the same page and seed for "
            "everyone."
        )
        origin = urlsplit(st.context.url or "")
        home = f"{origin.scheme}://{origin.netloc}/" if origin.netloc else "/"
        st.code(
            home + now.step.link.address(now.lesson.name, now.number),
            language=None,
            wrap_lines=True,
        )
