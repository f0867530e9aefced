"""How often pages draw themselves anew that follow something: less often where many do.

A class that watches one run asks a server for a hundred pictures a second, which it cannot draw,
and whoever presses a button waits behind them. So the pictures of all sessions are about as many as
`FULL` of them would ask for.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

FULL = 4
"""Sessions that are drawn twice a second; twice as many are drawn half as often, and so on."""

GONE = 30.0
"""Seconds after which a session that has not drawn anything is counted no more."""


class Pace:
    """The sessions that follow something just now, and how often each may draw.

    clock: seconds, for tests.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, float] = {}
        self._lock = threading.Lock()

    def interval(self, every: float, session: str = "") -> float:
        """Seconds from one picture to the next, for a part that would like it each `every`.

        session: who asks; the one that runs, if not told.
        """
        context = None if session else get_script_run_ctx()
        name, now = session or (context.session_id if context else ""), self._clock()
        with self._lock:
            self._seen[name] = now
            for other in [other for other, at in self._seen.items() if now - at > GONE]:
                del self._seen[other]
            share = math.ceil(math.log2(max(1, len(self._seen) / FULL)))
        return max(every, 0.5 * 2.0**share)

    def differs(self, interval: float, every: float, session: str = "") -> bool:
        """Whether another interval is due by now: a longer one at once, a shorter one when it is so
        by far, lest pages go to and fro."""
        due = self.interval(every, session)
        return due > interval or 4 * due <= interval


@st.cache_resource(show_spinner=False)
def pace() -> Pace:
    """That of the server."""
    return Pace()
