"""Whether all that is kept of the runs is as it was written: a check of all of them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from hmlc_core.errors import HyperlabelError
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.shell import resources
from pages.ui.shell.changing import changing
from pages.ui.shell.text import escape

MOST_NAMED = 10
"""Damaged runs that are named; the list marks all."""

FOUND = "found by the check"


def offer(runs: Sequence[Run]) -> None:
    """A button that checks all runs, and what the last check has found."""
    with st.expander("Are all files as they were written?", icon=":material/verified:"):
        st.markdown(
            "A run is checked when it is opened here. This checks all of them: files and curves "
            "against their checksums, settings and scores, too. Damaged ones are then marked in "
            "the list."
        )
        if st.button(f"Check {counted(len(runs), 'run')}", key="check runs", **changing()):
            st.session_state[FOUND] = _check(runs)
            st.rerun()  # the list stands above
        if (found := st.session_state.get(FOUND)) is not None:
            _tell(*found)


def _check(runs: Sequence[Run]) -> tuple[int, list[str]]:
    """How many runs were checked, and a line for each that is damaged."""
    store, damaged = resources.store(), list[str]()
    bar = st.progress(0.0)
    for number, run in enumerate(runs):
        bar.progress(number / len(runs), f"{number:,} of {counted(len(runs), 'run')} checked")
        try:
            said = store.check(run.id).damage
        except HyperlabelError as error:  # deleted meanwhile, say
            said = str(error)
        if said:
            damaged.append(f"{run.name}: {said}")
    return len(runs), damaged


def _tell(checked: int, damaged: Sequence[str]) -> None:
    if not damaged:
        st.success(f"No damage is found in {counted(checked, 'run')}.", icon=":material/verified:")
        return
    lines = [f"- {escape(line, 300)}" for line in damaged[:MOST_NAMED]]
    if len(damaged) > MOST_NAMED:
        lines.append(f"- and {len(damaged) - MOST_NAMED} more, marked in the list")
    st.warning("\n".join(lines), icon=":material/broken_image:")
