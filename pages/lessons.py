"""Lessons: the list of them, each a door to the page that it is about."""

from __future__ import annotations

import streamlit as st

from pages import ui
from pages.ui.lessons import panel as lessons_panel
from pages.ui.lessons import parse as lessons
from pages.ui.shell.routes import ROUTES


def card(lesson: lessons.Lesson) -> None:
    with st.container(border=True, height="stretch"):
        st.subheader(f"{lesson.order}. {lesson.title}", anchor=False)
        st.markdown(lesson.lead)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                "Begin",
                key=f"begin {lesson.name}",
                icon=":material/play_arrow:",
                on_click=lessons_panel.open_at,
                args=(lesson.name,),
                help=f"Begin lesson {lesson.order}: {lesson.title}.",
            )
            route = ROUTES[lesson.page]
            st.caption(f":material/{route.icon}: {route.title} · {len(lesson.steps)} steps")


with ui.page("lessons"):
    found = []
    for name in lessons.names():
        with ui.boundary():
            found.append(lessons.read(name))
    found.sort(key=lambda lesson: (lesson.order, lesson.name))
    for start in range(0, len(found), 2):
        for column, lesson in zip(st.columns(2), found[start : start + 2], strict=False):
            with column:
                card(lesson)
