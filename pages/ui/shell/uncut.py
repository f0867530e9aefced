"""What a press does is done whole, whatever the browser asks meanwhile.

Streamlit stops a script where the browser asks for the page again, and a widget's callback is a
part of it. A page that follows a run asks so twice a second: the part's question, the first to
carry the new value, began the callback; the press itself, right behind it, stopped it at its first
look into the session. Streamlit takes the value for seen then, and the choice is never made. So a
callback ends first, and so does a block in `whole()`; Streamlit looks for what is asked right
after it.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import RunLocation, ThreadState

_whole: ContextVar[bool] = ContextVar("whole", default=False)


@functools.cache
def callbacks() -> None:
    """Let callbacks and `whole` blocks end, in all sessions from their next run on. Streamlit has
    no setting for it.

    Their own `st.rerun` and `st.stop` do what they always do.
    """
    heed = ScriptRunner._maybe_handle_execution_control_request

    def after_callbacks(runner: ScriptRunner) -> None:
        if ThreadState.get().run_location is not RunLocation.CALLBACK and not _whole.get():
            heed(runner)

    ScriptRunner._maybe_handle_execution_control_request = after_callbacks  # type: ignore


@contextmanager
def whole() -> Iterator[None]:
    """A part of a page that is not stopped half-way."""
    before = _whole.set(True)
    try:
        yield
    finally:
        _whole.reset(before)
