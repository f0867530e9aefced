"""Widgets by which a person changes what everybody sees; a read-only server leaves them off.

The core refuses such changes by itself; here a person is told before trying.
"""

from __future__ import annotations

import os
from typing import Any

import streamlit as st

from hmlc_core.data.home import read_only, writable

READ_ONLY = (
    "This server is read-only: everything can be looked at, nothing started, added or changed."
)


UNWRITABLE = (
    "The folder where this server keeps its runs cannot be written: everything can be looked at, "
    "nothing kept."
)


def changing(*, disabled: bool = False, help: str | None = None) -> dict[str, Any]:
    """`disabled` and `help` of a widget that changes something."""
    if refused := _refused():
        return {"disabled": True, "help": refused}
    return {"disabled": disabled, "help": help}


def possible() -> bool:
    """Whether anything can be started, added or changed here."""
    return not _refused()


def note() -> None:
    """A line beside a button that is off, for those who do not ask it for its help."""
    if refused := _refused():
        st.caption(f":material/lock: {refused}")


def _refused() -> str:
    """Why nothing can be changed here; empty where it can."""
    if read_only():
        return READ_ONLY
    elsewhere = os.environ.get("HMLC_TRACKING_URI")  # runs are then kept there
    return "" if elsewhere or writable() else UNWRITABLE
