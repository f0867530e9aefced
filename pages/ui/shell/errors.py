"""Errors as a person wants to read them: a message for what can happen, details for defects."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from hmlc_core.errors import HyperlabelError
from pages.ui.shell.text import escape

_log = logging.getLogger(__name__)


def show(error: BaseException) -> None:
    """`error` on the page: what, where, expected, found, what to do; or a defect's traceback."""
    if isinstance(error, HyperlabelError):
        _explain(error)
        return
    _log.error("unexpected error on a page", exc_info=error)
    st.error(
        f"Something went wrong that should not have: {type(error).__name__}. Nothing that was "
        "stored is lost; reloading the page may help.",
        icon=":material/error:",
    )
    with st.expander("Details for a report"):
        st.code("".join(traceback.format_exception(error)), language=None)


def _explain(error: HyperlabelError) -> None:
    rows = (("Where", error.where), ("Expected", error.expected), ("Found", error.received))
    lines = [f"**{escape(error.what, 500)}.**"]
    lines += [f"{name}: {escape(text, 500)}" for name, text in rows if text]
    if error.remedy:
        lines.append(escape(error.remedy, 500))
    st.error("  \n".join(lines), icon=":material/error:")


@contextmanager
def boundary() -> Iterator[None]:
    """Show what is raised inside instead of passing it on. `st.stop` and reruns pass.

    `ui.page` and `ui.live` already stand inside one.
    """
    try:
        yield
    except Exception as error:
        show(error)
