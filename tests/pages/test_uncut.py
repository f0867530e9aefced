"""A press is answered, also where the browser asks for the page again in the midst of it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow


def page() -> None:
    """A box whose callback is overtaken by the browser's next question."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from pages.ui.shell import uncut

    uncut.callbacks()

    def take() -> None:
        get_script_run_ctx().script_requests.request_stop()
        st.session_state["chosen"] = st.session_state["box"]

    st.selectbox("Box", ["a", "b"], key="box", on_change=take)
    st.text(st.session_state.get("chosen", "nothing"))


def test_a_choice_is_made_though_the_page_is_asked_for_meanwhile(script):
    at = script(page).run()
    assert at.text[0].value == "nothing"
    at.selectbox[0].select("b").run()  # is stopped: what it draws is not seen
    assert at.run().text[0].value == "b"
