"""How the server's process ends, tried in small programs that stand for a server."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.slow

PROGRAM = """
import atexit, sys
from types import SimpleNamespace
from streamlit import runtime
from pages.ui.shell import leaving

leaving.at_once()
atexit.register(print, "written")
runtime.exists = lambda: {exists}
runtime.get_instance = lambda: SimpleNamespace(state=runtime.RuntimeState.{state})
{end}
"""


def ended(state: str, *, exists: bool = True, end: str = "") -> tuple[int, list[str]]:
    program = PROGRAM.format(state=state, exists=exists, end=end)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    return done.returncode, done.stdout.splitlines()


def test_a_server_that_was_asked_to_end_writes_and_leaves() -> None:
    left_behind = "import threading, time; threading.Thread(target=time.sleep, args=[0.1]).start()"
    assert ended("STOPPED", end=left_behind) == (0, ["written"])
    assert ended("STOPPED", end="sys.exit(3)") == (0, ["written"])  # it is left at once indeed


@pytest.mark.parametrize(("state", "exists"), [("NO_SESSIONS_CONNECTED", True), ("STOPPED", False)])
def test_whatever_else_runs_a_page_ends_as_it_always_does(state: str, exists: bool) -> None:
    assert ended(state, exists=exists, end="sys.exit(3)") == (3, ["written"])


def test_an_error_is_told_by_the_code() -> None:
    assert ended("STOPPED", end="raise OSError")[0] == 1
