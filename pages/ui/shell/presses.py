"""A press of a button that changes what everybody sees is not lost.

Streamlit tells of a press once, by the value that the button returns where it stands, in the midst
of a page. Where another press comes right behind it the page begins anew before it has come that
far, and nobody hears of the first. So there are two ways. `doing`: a callback, which comes before
the page and ends first; for what needs nothing of the page. `button`: the press is kept until the
page has come to it, with all that was set a moment before; for what is done with the page's fields.

What a callback says goes to the top of a page. So what goes wrong is kept, and told where the
button stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st

from pages.ui.shell import errors, uncut

_WAITS = "presses: waits"
"""Session key: the key of the button whose press waits for the page to come to it."""

_TROUBLE = "presses: trouble"
"""Session key: place and error of the press that went wrong last."""


def doing(place: str, action: Callable[[], object]) -> Callable[[], None]:
    """`on_click` of a button: do it, and keep what goes wrong for `trouble(place)`."""

    def act() -> None:
        forget()
        try:
            action()
        except Exception as error:
            st.session_state[_TROUBLE] = place, error

    return act


def trouble(place: str) -> None:
    """What went wrong with the press there, until another is made or another page is opened."""
    where, error = st.session_state.get(_TROUBLE, ("", None))
    if where == place:
        errors.show(error)


def button(label: str, *, key: str, **how: Any) -> bool:
    """A button; whether its press waits. What it asks for is done inside `answering`.

    how: what else `st.button` takes.
    """

    def wait() -> None:
        forget()
        st.session_state[_WAITS] = key

    st.button(label, key=key, on_click=wait, **how)
    return bool(st.session_state.get(_WAITS) == key and not how.get("disabled"))


@contextmanager
def answering() -> Iterator[None]:
    """Do what the press that waits asks for: once, and whole."""
    with uncut.whole():
        drawn()
        yield


def drawn() -> None:
    """A press is answered, or a page is drawn without a button that was pressed before it."""
    st.session_state.pop(_WAITS, None)


def forget() -> None:
    """Another press is made, or another page is opened: what was before is over."""
    drawn()
    st.session_state.pop(_TROUBLE, None)
