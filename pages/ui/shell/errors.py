"""Errors as a person wants to read them: a message for what can happen, details for defects."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.masking import masked
from pages.ui.shell.text import escape, without_folders

_log = logging.getLogger(__name__)


def show(error: BaseException) -> None:
    """`error` on the page: what, where, expected, found, what to do; or a defect's traceback."""
    if isinstance(error, HyperlabelError):
        _explain(error)
        return
    text = masked("".join(traceback.format_exception(error)))
    _log.error("unexpected error on a page\n%s", text)
    st.error(
        f"Something went wrong that should not have: {type(error).__name__}. Nothing that was "
        "stored is lost; reloading the page may help.",
        icon=":material/error:",
    )
    with st.expander("Details for a report"):
        st.code(without_folders(text), language=None)


def _explain(error: HyperlabelError) -> None:
    rows = (("Where", error.where), ("Expected", error.expected), ("Found", error.received))
    lines = [f"**{_said(error.what)}.**"]
    lines += [f"{name}: {_said(text)}" for name, text in rows if text]
    if error.remedy:
        lines.append(_said(error.remedy))
    st.error("  \n".join(lines), icon=":material/error:")


def _said(text: str) -> str:
    return escape(without_folders(text), 500)


@contextmanager
def boundary() -> Iterator[None]:
    """Show what is raised inside instead of passing it on. `st.stop` and reruns pass.

    `ui.page` and `ui.live` already stand inside one.
    """
    try:
        yield
    except Exception as error:
        show(error)
