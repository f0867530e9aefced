"""Why a verdict says nothing of a method, so that its absence is no riddle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import score_title
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Comparison


def silence(comparison: Comparison, score: str, opponent: str) -> None:
    """The methods with finished runs that lack the score, and what a first difference waits for.

    opponent: title of the method that the others are compared with.
    """
    title = score_title(score)
    lacking = [name for name, found in comparison.variants.items() if score not in found]
    for name in lacking:
        st.caption(
            f":material/block: **{escape(name, 60)}** has no {title}: it is undefined for its "
            "runs, or they were trained before it was computed."
        )
    if comparison.differences.get(score):
        return
    if opponent in lacking:
        st.info(
            f"Nothing can be compared with {escape(opponent, 60)} by {title}. Choose another "
            "score, or another method to compare with.",
            icon=":material/block:",
        )
    elif not comparison.seeds.get(opponent):
        st.info(
            f"Differences appear here when {escape(opponent, 60)} and another method have "
            "finished a run with the same seed.",
            icon=":material/hourglass_empty:",
        )
    else:
        st.info(
            f"Differences from {escape(opponent, 60)} appear here when another method with the "
            f"score {title} has finished a run with the same seed.",
            icon=":material/hourglass_empty:",
        )
