"""Sessions of the app come and go, and nothing of them stays in the server."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.living import command, living
from benchmarks.visitors import Crowd
from pages.ui.shell.routes import ROUTES
from tests.browser.conftest import ROOT, Server, serving

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="counts what Linux tells of a process"
)

FORGOTTEN = 1
"""Seconds after which Streamlit drops a session that was left, once somebody else comes or goes."""

HOLDS_ON = """
import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

if "hold" in st.query_params:
    st.held = get_script_run_ctx()
st.write("here")
"""


class Watched:
    """A server, who visits it, and what lives in it."""

    def __init__(self, server: Server, socket: Path) -> None:
        self._server, self._socket = server, socket

    def now(self) -> dict[str, Any]:
        return living(self._socket)

    @contextmanager
    def visited(self, addresses: Sequence[str], reruns: int) -> Iterator[dict[str, Any]]:
        """What lives once each of the visitors, who leave at the end, has run its page so often."""
        crowd = Crowd(self._server.url, addresses, pause=0.5)
        until(lambda: all(len(one.seconds) >= reruns for one in crowd.visitors))
        yield self.now()
        crowd.leave()

    def left(self) -> dict[str, Any]:
        """What lives when all have left, and of the last who looked in, whom the next one's coming
        would drop, alone there is a session."""

        def forgotten() -> bool:
            time.sleep(FORGOTTEN + 0.1)
            with self.visited([""], 1):
                pass
            until(lambda: self.now()["connected"] == self.now()["scripts"] == 0)
            return bool(self.now()["sessions"]["AppSession"] == 1)

        until(forgotten)
        return self.now()


def until(true: Callable[[], object]) -> None:
    limit = time.monotonic() + 120
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.1)


@contextmanager
def watched(script: Path, home: Path) -> Iterator[Watched]:
    socket = home.with_suffix(".socket")
    options = [f"--server.disconnectedSessionTTL={FORGOTTEN}"]
    start = command(socket, script)
    with serving(script, home, examples=True, options=options, command=start) as server:
        yield Watched(server, socket)


@pytest.mark.slow
def test_nothing_of_a_session_outlives_it_whatever_page_it_was_on(tmp_path: Path) -> None:
    addresses = [f"{url}?run=demo-hyperim" for url in ROUTES]
    with watched(ROOT / "app.py", tmp_path / "home") as server:
        before = server.left()
        with server.visited(addresses, 2) as there:
            assert there["connected"] == len(addresses)
            assert there["sessions"]["SessionState"] >= len(addresses)
        after = server.left()
    assert after["sessions"] == before["sessions"]
    assert after["files"] == before["files"]


@pytest.mark.slow
def test_a_session_that_something_holds_on_to_is_told(tmp_path: Path) -> None:
    script = tmp_path / "some.py"
    script.write_text(HOLDS_ON)
    with watched(script, tmp_path / "home") as server:
        before = server.left()
        with server.visited(["?hold=1"], 1):
            pass
        held = server.left()
    assert held["sessions"]["ScriptRunContext"] == before["sessions"]["ScriptRunContext"] + 1


@pytest.mark.soak
@pytest.mark.timeout(1200)
def test_thirty_sessions_that_come_and_go_add_nothing_from_round_to_round(tmp_path: Path) -> None:
    """After the third, in which all is loaded, a round adds less than one of its sessions takes."""
    addresses = [f"{('train', 'hierarchy')[n % 2]}?run=demo-hyperim" for n in range(30)]
    rounds = []
    with watched(ROOT / "app.py", tmp_path / "home") as server:
        for _ in range(8):
            with server.visited(addresses, 3) as there:
                pass
            rounds.append((there, server.left()))
            print(*rounds[-1], sep="\n")
    for kind in ("objects", "heap_mb"):
        session = max(there[kind] - left[kind] for there, left in rounds) / len(addresses)
        early, late = (found[1][kind] for found in (rounds[2], rounds[-1]))
        assert late - early < session * len(rounds[3:]), (
            kind,
            [(there[kind], left[kind]) for there, left in rounds],
        )
    assert len({str(left["sessions"]) for _, left in rounds}) == 1
