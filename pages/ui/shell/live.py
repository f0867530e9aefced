"""A part of a page that keeps itself up to date while something is going on."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from pages.ui.shell import errors
from pages.ui.shell.pace import pace


def live(
    draw: Callable[[], object],
    *,
    alive: Callable[[], bool],
    every: float = 0.5,
    wakes: float | None = None,
) -> None:
    """Draw now, and every `every` seconds as long as `alive()`, or less often: see `Pace`.

    draw: writes this part of the page; reads the store, never a thread. Returns True where it could
        not draw all: what it left out may be made by the time `alive` is asked, and counts still.
    alive: says whether what is drawn may still change. When that changes, the whole page
        runs once more, so that everything around (buttons, scores) sees the end, and the
        polling is over.
    wakes: seconds between two looks whether that begins again, by somebody else; None where it
        cannot.
    """
    going_on = alive()
    interval = pace().interval(every)

    @st.fragment(run_every=interval if going_on else wakes)
    def part() -> None:
        more = False
        with errors.boundary():
            more = draw() is True
        if going_on != (more or alive()):  # it is over, or drawing it has begun something
            st.rerun()
        if going_on and pace().differs(interval, every):
            st.rerun()

    # In a container that is not the fragment's. Where a fragment runs at once after the page,
    # Streamlit leaves out what the page drew of it, and lets the browser tidy up before it is drawn
    # again: all that follows beside it would move up, and what is drawn into that next would meet
    # another element, or none, at which the browser gives up the whole page.
    with st.container():
        part()
