"""What an address says and nothing here is called: told in a sentence, not passed over.

A page corrects its address, and may run again at once; so the sentence stays until another page is
opened, or something else is chosen.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pages.ui.shell import state
from pages.ui.shell.routes import ROUTES
from pages.ui.shell.text import escape

_TOLD = "address: told"
"""Session key: the page, and what was told of its parameters, by their names."""

_HEAD = "address: head"
"""Session key: where it is told, once the page has begun."""


def begin(url: str, known: Collection[str]) -> None:
    """Keep, for the page, a sentence on each parameter that it has not, or not with that value, and
    drop what cannot be read from the address.

    known: names of parameters whose values are judged where they are read.
    """
    st.session_state.pop(_HEAD, None)
    if st.session_state.get(_TOLD, ("", {}))[0] != url:
        st.session_state[_TOLD] = (url, {})
    told: dict[str, str] = st.session_state[_TOLD][1]
    widgets = ROUTES[url].widgets
    for name, text in st.query_params.to_dict().items():
        if name in known:
            continue
        if name not in widgets:
            told[name] = f"The address said “{escape(name, 40)}”, which is nothing on this page."
        elif widgets[name] and text not in widgets[name]:
            told[name] = (
                f"The address said {name} = “{escape(text, 60)}”, which this page has not: it has "
                f"{', '.join(widgets[name])}."
            )
    for key in state.KEYS:
        if (given := st.query_params.get(key.name)) is None:
            continue
        try:
            key.parse(given)
        except ValueError as reason:
            del st.query_params[key.name]
            told[key.name] = state.ignored(key, given, reason)


def show() -> None:
    """The head of the page: draw what was kept."""
    st.session_state[_HEAD] = head = st.container()
    with head:
        for sentence in st.session_state.get(_TOLD, ("", {}))[1].values():
            _tell(sentence)


def keep(name: str, sentence: str) -> None:
    """Say at the head of the page what is wrong with a parameter: where that is found may be far
    below, or folded away."""
    told: dict[str, str] = st.session_state.setdefault(_TOLD, ("", {}))[1]
    if told.get(name) != sentence:
        told[name] = sentence
        with st.session_state.get(_HEAD) or st.container():
            _tell(sentence)


def _tell(sentence: str) -> None:
    st.warning(sentence, icon=":material/link_off:")


def forget(name: str) -> None:
    """Something else was chosen for the parameter."""
    st.session_state.get(_TOLD, ("", {}))[1].pop(name, None)
