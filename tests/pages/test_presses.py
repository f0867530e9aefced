"""A press that changes something is answered, once, whatever is pressed right behind it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.slow

BEHIND = "press right behind"
"""Session key: whether the browser asks for the page again before it has come to the button."""


def page(kept: bool = False, fails: bool = False, offered: bool = True) -> None:
    """A field, and a button below it whose press the browser's next question overtakes."""
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from hmlc_core.errors import StoreError
    from pages.ui.shell import presses, uncut

    uncut.callbacks()

    def done() -> None:
        behind()  # and once more in the midst of it
        if fails:
            raise StoreError("the queue is full", where="queue")
        st.session_state.setdefault("done", []).append(st.session_state["field"])

    def behind() -> None:
        get_script_run_ctx().script_requests.request_stop()

    st.text_input("Field", "a", key="field")
    if st.session_state.pop("press right behind", False):
        behind()
    st.text("drawn so far")
    if not kept:
        st.button("Do", on_click=presses.doing("here", done))
    elif offered and presses.button("Do", key="do"):
        with presses.answering():
            done()
    presses.trouble("here")
    st.text(str(st.session_state.get("done", [])))
    presses.drawn()


@pytest.mark.parametrize("kept", [False, True])
@pytest.mark.parametrize("overtaken", [False, True])
def test_a_press_is_answered_once(script, kept, overtaken):
    at = script(page, kept=kept).run()
    at.session_state[BEHIND] = overtaken
    at.button[0].click().run()  # is stopped: what it draws is not seen
    for _ in range(2):
        at.run()
    assert at.session_state["done"] == ["a"]
    assert at.text[-1].value == "['a']"


def test_a_press_that_is_kept_is_answered_with_what_was_set_with_it(script):
    at = script(page, kept=True).run()
    at.session_state[BEHIND] = True
    at.text_input[0].set_value("b")
    at.button[0].click().run()
    at.run()
    assert at.session_state["done"] == ["b"]


def test_a_press_of_a_button_that_is_gone_is_over(script):
    at = script(page, kept=True).run()
    at.session_state[BEHIND] = True
    at.button[0].click().run()
    for offered in (False, True):
        at.kwargs = {"kept": True, "offered": offered}
        at.run()
    assert at.button[0].label == "Do"
    assert "done" not in at.session_state


def test_what_went_wrong_stands_until_another_press(script):
    at = script(page, fails=True).run()
    at.button[0].click().run()
    for _ in range(2):
        assert "the queue is full" in at.run().error[0].value
    at.kwargs = {}
    at.run().button[0].click().run()
    assert not at.run().error
    assert at.session_state["done"] == ["a"]
