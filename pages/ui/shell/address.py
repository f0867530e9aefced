"""What an address says and nothing here is called: told in a sentence, not passed over.

A page corrects its address, and may run again at once; so the sentence stays until another page is
opened, or something else is chosen.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from pages.ui.shell.routes import ROUTES
from pages.ui.shell.text import escape

_TOLD = "address: told"
"""Session key: the page, and what was told of its parameters, by their names."""


def begin(url: str, known: Collection[str]) -> None:
    """Keep, for the page, a sentence on each parameter that it has not, or not with that value.

    known: names of parameters whose values are judged where they are read.
    """
    if st.session_state.get(_TOLD, ("", {}))[0] != url:
        st.session_state[_TOLD] = (url, {})
    widgets = ROUTES[url].widgets
    for name, text in st.query_params.to_dict().items():
        if name in known:
            continue
        if name not in widgets:
            keep(name, f"The address said “{escape(name, 40)}”, which is nothing on this page.")
        elif widgets[name] and text not in widgets[name]:
            keep(
                name,
                f"The address said {name} = “{escape(text, 60)}”, which this page has not: it has "
                f"{', '.join(widgets[name])}.",
            )


def show() -> None:
    """Draw what was kept."""
    for sentence in st.session_state.get(_TOLD, ("", {}))[1].values():
        st.warning(sentence, icon=":material/link_off:")


def keep(name: str, sentence: str) -> str:
    """Say at the head of the page, when it runs again, what is wrong with a parameter; returns the
    sentence, for the place where that was found."""
    st.session_state.setdefault(_TOLD, ("", {}))[1][name] = sentence
    return sentence


def forget(name: str) -> None:
    """Something else was chosen for the parameter."""
    st.session_state.get(_TOLD, ("", {}))[1].pop(name, None)
