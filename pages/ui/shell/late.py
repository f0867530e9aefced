"""What was chosen holds where a browser still asks with the address from before it.

A browser sends its address with all it asks. What it asks before it has heard of a choice carries
the old one, and Streamlit takes that for what the address says now. So it is with two presses in
short succession; and with one while a part of the page keeps itself up to date: the part's question
is the first to carry the new value of the widget, whose callback makes the choice then, and the
press itself comes after it with the old address.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

LATE = 1.0
"""Seconds, from when the page that answers a choice is drawn, in which a browser may still ask with
the address from before it."""

_CHOSEN = "late: chosen"
"""Session key: name in the address -> `_Choice`."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """text: what the address says since then; None for nothing. before: what it said, also before
    choices shortly before. at: monotonic seconds, of the choice or of the page that answers it."""

    text: str | None
    before: frozenset[str | None]
    at: float

    @property
    def over(self) -> bool:
        return time.monotonic() - self.at > LATE


def _chosen() -> dict[str, _Choice]:
    chosen: dict[str, _Choice] = st.session_state.setdefault(_CHOSEN, {})
    return chosen


def choose(name: str, text: str | None) -> None:
    """Write a choice into the address, or None for none."""
    last = _chosen().get(name)
    before = frozenset({st.query_params.get(name)})
    if last is not None and not last.over:
        before |= {last.text, *last.before}
    _chosen()[name] = _Choice(text, before, time.monotonic())
    _write(name, text)


def renew(name: str) -> None:
    """Say again in the address what was chosen, where it is the one from before.

    Back is no late question: the browser says of it that it is one.
    """
    choice, context = _chosen().get(name), get_script_run_ctx()
    if choice is None or choice.over:
        return
    if context is not None and context.is_history_navigation:
        del _chosen()[name]
    elif (said := st.query_params.get(name)) != choice.text and said in choice.before:
        _write(name, choice.text)


def renew_all() -> None:
    """`renew` for each name, at the head of a page; what is over by then is forgotten."""
    for name, choice in list(_chosen().items()):
        if choice.over:
            del _chosen()[name]
        renew(name)


def drawn() -> None:
    """A page is drawn: only now may the browser have heard of what was chosen before it."""
    for name, choice in _chosen().items():
        _chosen()[name] = replace(choice, at=time.monotonic())


def forget() -> None:
    """An address comes that counts as it is: another page is opened, or a step of a lesson."""
    st.session_state.pop(_CHOSEN, None)


def _write(name: str, text: str | None) -> None:
    if text is None:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = text
