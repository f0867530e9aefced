"""Widgets by which a person changes what everybody sees; a read-only server leaves them off.

The core refuses such changes by itself; here a person is told before trying.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from hmlc_core.data.home import read_only

READ_ONLY = (
    "This server is read-only: everything can be looked at, nothing started, added or changed."
)


def changing(*, disabled: bool = False, help: str | None = None) -> dict[str, Any]:
    """`disabled` and `help` of a widget that changes something."""
    if read_only():
        return {"disabled": True, "help": READ_ONLY}
    return {"disabled": disabled, "help": help}


def note() -> None:
    """A line beside a button that is off, for those who do not ask it for its help."""
    if read_only():
        st.caption(f":material/lock: {READ_ONLY}")
