"""The frame of every page: title, lead, the lesson that is open, messages instead of tracebacks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.ui.lessons import panel as lessons_panel
from pages.ui.shell import errors, routes, theme


@contextmanager
def page(url: str) -> Iterator[None]:
    """`with page("corpus"): …` is the script of a page."""
    routes.through_app(url)
    theme.readable()
    lesson = lessons_panel.opened()
    if lesson is not None:
        lessons_panel.steer(lesson, url)
    route = routes.ROUTES[url]
    if route.lead:
        st.title(route.title, anchor=False)
        st.markdown(route.lead)
    with lessons_panel.beside(lesson), errors.boundary():
        yield
