"""Lessons: the list of them, each a door to the page that it is about."""

from __future__ import annotations

import streamlit as st

from pages import ui
from pages.ui.lessons import panel as lessons_panel
from pages.ui.lessons import parse as lessons
from pages.ui.lessons import progress
from pages.ui.shell.routes import ROUTES


def card(lesson: lessons.Lesson, *, marked: bool) -> None:
    """A lesson with its door; `marked` for the one to go on with."""
    with st.container(border=True, height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.subheader(f"{lesson.order}. {lesson.title}", anchor=False, width="content")
            if progress.done(lesson.name):
                st.badge("done", icon=":material/check:", color="green")
        st.markdown(lesson.lead)
        with st.container(horizontal=True, vertical_alignment="center"):
            door(lesson, marked=marked)
            route = ROUTES[lesson.page]
            st.caption(f":material/{route.icon}: {route.title} · {len(lesson.steps)} steps")


def door(lesson: lessons.Lesson, *, marked: bool) -> None:
    """The button that begins the lesson, or goes on at the step looked at last."""
    number = progress.visited(lesson.name) or 1
    label, told = "Begin", f"Begin lesson {lesson.order}: {lesson.title}."
    if progress.done(lesson.name):
        number, label, told = 1, "Once more", f"Begin lesson {lesson.order} anew."
    elif number > 1:
        label = f"Continue at step {number}"
        told = f"Go on with lesson {lesson.order}: {lesson.title}."
    st.button(
        label,
        key=f"begin {lesson.name}",
        type="primary" if marked else "secondary",
        icon=":material/play_arrow:",
        on_click=lessons_panel.open_at,
        args=(lesson.name, number),
        help=told,
    )


def next_of(found: list[lessons.Lesson]) -> str | None:
    """Name of the lesson to go on with: the first begun one, else the first that is not done."""
    left = [lesson for lesson in found if not progress.done(lesson.name)]
    begun = [lesson for lesson in left if progress.visited(lesson.name)]
    return next((lesson.name for lesson in [*begun, *left]), None)


with ui.page("lessons"):
    found = []
    for name in lessons.names():
        with ui.boundary():
            found.append(lessons.read(name))
    found.sort(key=lambda lesson: lesson.place)
    following = next_of(found)
    for start in range(0, len(found), 2):
        for column, lesson in zip(st.columns(2), found[start : start + 2], strict=False):
            with column:
                card(lesson, marked=lesson.name == following)
    st.caption("What is done is remembered for this visit: a reload begins anew.")
