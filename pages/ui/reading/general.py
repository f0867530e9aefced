"""What holds of a run's words and labels in general, beside chance."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.runs.run import Run

if TYPE_CHECKING:
    from hmlc_core.evaluation.interaction import Finding, Verdict
    from hmlc_core.runs.opened import OpenedRun

SIGNS: Mapping[Verdict, str] = {
    "as claimed": "✓",
    "within chance": "≈",
    "the opposite": "✗",
    "undefined": "",
}


def general(run: Run, opened: OpenedRun) -> None:
    """The claims with their verdicts, and what each was measured on."""
    from hmlc_core.evaluation.interaction import CHANCE

    found = _findings(run.id, run.step, run.status, _opened=opened)
    if not found:
        st.caption("This method has no places for its labels, so there is nothing to measure.")
        return
    st.markdown(f"Claims that the paper reads off its pictures, in this run: {_counts(found)}.")
    st.dataframe(
        {
            "claim": [finding.title for finding in found],
            "measured": [finding.measured for finding in found],
            "by chance": [finding.by_chance for finding in found],
            "verdict": [f"{SIGNS[finding.verdict]} {finding.verdict}".strip() for finding in found],
        },
        hide_index=True,
        height="content",
        column_config={
            "claim": st.column_config.TextColumn(width=170, pinned=True),
            "measured": st.column_config.TextColumn(width=70),
            "by chance": st.column_config.TextColumn(width=100),
            "verdict": st.column_config.TextColumn(width=105),
        },
        alt="Claims about words and labels, measured in this run beside chance.",
    )
    st.caption(CHANCE)
    with st.expander("What was measured", expanded=any(item.value is None for item in found)):
        st.markdown("\n".join(f"- **{item.title}.** {item.sentence}" for item in found))


@st.cache_resource(show_spinner="Measuring words and labels …", max_entries=8)
def _findings(run_id: str, step: int, status: str, *, _opened: OpenedRun) -> tuple[Finding, ...]:
    from hmlc_core.evaluation.interaction import interaction_findings

    return interaction_findings(_opened.predictor, _opened.prepared)


def _counts(found: Sequence[Finding]) -> str:
    """How many claims had which verdict."""
    counts = Counter(finding.verdict for finding in found)
    return ", ".join(f"{counts[verdict]} {verdict}" for verdict in SIGNS if counts[verdict])
