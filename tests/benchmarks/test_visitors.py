"""Visitors of a small app ask for what a browser would."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.visitors import Crowd
from tests.browser.conftest import serving

pytestmark = pytest.mark.slow

APP = """
import streamlit as st

@st.fragment(run_every=0.2)
def part():
    st.write("again")

part()
"""


def until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + 120
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.1)


def test_they_rerun_the_page_and_keep_up_its_parts(tmp_path: Path) -> None:
    script = tmp_path / "some.py"
    script.write_text(APP)
    with serving(script, tmp_path / "home") as server:
        crowd = Crowd(server.url, ["", "?some=query"], pause=0.5)
        until(lambda: all(len(one.seconds) > 1 and one.parts > 1 for one in crowd.visitors))
        assert all(one.parts <= one.polls for one in crowd.visitors)  # asked for first, read last
        crowd.leave()


def test_one_whose_server_goes_away_is_not_counted_as_a_visitor(tmp_path: Path) -> None:
    script = tmp_path / "some.py"
    script.write_text(APP)
    with serving(script, tmp_path / "home") as server:
        crowd = Crowd(server.url, [""], pause=0.5)
        until(lambda: crowd.visitors[0].seconds)
    with pytest.raises(RuntimeError, match="before its time"):
        crowd.leave()
