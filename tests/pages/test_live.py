"""Parts that follow something keep their place, whatever the browser has heard of before."""

from __future__ import annotations

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.testing.v1 import AppTest

from tests.pages.messages import check_places, page_of


def beside_others(wrapped: bool) -> None:
    import streamlit as st

    from pages.ui.shell.live import live

    def bare(name: str) -> None:
        st.fragment(run_every=1)(lambda: st.caption(name))()

    def lives(name: str) -> None:
        live(lambda: st.caption(name), alive=lambda: True)

    draw = lives if wrapped else bare
    draw("above")
    for tab in st.tabs(["one", "two"]):
        with tab:
            draw("within")
    st.markdown("below")


def test_a_part_that_follows_something_keeps_the_place_of_what_is_beside_it(
    heard: list[ForwardMsg],
) -> None:
    AppTest.from_function(beside_others, args=(True,)).run()
    assert len(check_places(page_of(heard))) == 3


def test_a_bare_fragment_does_not(heard: list[ForwardMsg]) -> None:
    """The fault of Streamlit that `live` avoids; where this fails, it may do without."""
    AppTest.from_function(beside_others, args=(False,)).run()
    with pytest.raises(AssertionError, match=r"setIn|delta path"):
        check_places(page_of(heard))
