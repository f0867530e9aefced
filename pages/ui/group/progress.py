"""How far the runs of a group are, and what can be done with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from hmlc_core.runs.run import ACTIVE, RESUMABLE, Run
from hmlc_core.wording import counted
from pages.ui.shell import presses, resources
from pages.ui.shell.changing import changing
from pages.ui.shell.text import escape, without_folders

SHOWN_REASONS = 3
PLACE = "group"
"""Where is told what went wrong with a press, see `presses`."""


def progress(group: Sequence[Run]) -> None:
    """How far the group is, each run's state, and the buttons to stop the rest and to go on."""
    states = Counter(run.status for run in group)
    ended = len(group) - sum(states[status] for status in ACTIVE)
    parts = ", ".join(f"{count} {status}" for status, count in states.items())
    if ended < len(group):
        share = (ended + sum(run.progress for run in group if run.status in ACTIVE)) / len(group)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.progress(min(share, 1.0), parts)
            st.button(
                "Stop the rest",
                icon=":material/stop:",
                key="stop the rest",
                on_click=presses.doing(PLACE, lambda: _stop(group)),
                **changing(),
            )
    else:
        st.caption(f"{counted(len(group), 'run')}: {parts}.")
    if lost := [run for run in group if run.status in RESUMABLE]:
        _lost(lost)
    presses.trouble(PLACE)


def _stop(group: Sequence[Run]) -> None:
    for run in group:
        if resources.store().get(run.id).status in ("queued", "running"):
            resources.service().stop(run.id)


def _resume(lost: Sequence[Run]) -> None:
    for run in lost:
        resources.service().resume(run.id)


def _lost(lost: Sequence[Run]) -> None:
    """Runs that ended before their time: why, and the button by which they go on."""
    reasons = [
        f"- {escape(run.name, 80)}: {escape(without_folders(run.message) or run.status, 300)}"
        for run in lost[:SHOWN_REASONS]
    ]
    more = f"\n- and {len(lost) - SHOWN_REASONS} more" if len(lost) > SHOWN_REASONS else ""
    st.warning(
        f"{counted(len(lost), 'run')} ended before the time and cannot count below.\n\n"
        + "\n".join(reasons)
        + more,
        icon=":material/warning:",
    )
    st.button(
        "Resume them" if len(lost) > 1 else "Resume it",
        icon=":material/resume:",
        key="resume the rest",
        on_click=presses.doing(PLACE, lambda: _resume(lost)),
        **changing(help="Each goes on from its last checkpoint, with the same random numbers."),
    )
