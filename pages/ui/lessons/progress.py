"""Which lessons were begun and done in this session."""

from __future__ import annotations

import streamlit as st

_VISITED = "lessons: visited"
"""Session key: lesson -> the step looked at last."""
_DONE = "lessons: done"
"""Session key: lessons whose exercise was solved."""


def visit(name: str, number: int) -> None:
    """The reader of a lesson is at that step."""
    st.session_state.setdefault(_VISITED, {})[name] = number


def visited(name: str) -> int | None:
    """The step looked at last; None for a lesson that was not begun."""
    found: int | None = st.session_state.get(_VISITED, {}).get(name)
    return found


def finish(name: str) -> None:
    """The lesson's exercise was solved."""
    st.session_state.setdefault(_DONE, set()).add(name)


def done(name: str) -> bool:
    """Whether the lesson's exercise was solved."""
    return name in st.session_state.get(_DONE, ())
