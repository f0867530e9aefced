"""What is more than noise among the differences of a group's runs, in words and as tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import UNDEFINED
from hmlc_core.wording import signed
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Difference


def verdict(found: Sequence[Difference], score: str, *, where: str = "") -> None:
    """What is more than noise, in words. where: completes the first sentence."""
    from hmlc_core.evaluation.verdict import verdict as told

    if found:
        head, sentences = told(found, score, where=where)
        lines = [f"- {escape(sentence, 300)}" for sentence in sentences]
        st.markdown(f"**{head}**\n\n" + "\n".join(lines))


def tests(found: Sequence[Difference]) -> None:
    """The paired tests of all differences in a table."""
    st.dataframe(
        {
            "pair": [f"{item.first} − {item.second}" for item in found],
            "seeds": [item.sample.n for item in found],
            "points": [signed(100 * item.sample.mean, 2) for item in found],
            "p": [item.p for item in found],
            "p (Holm)": [item.p_holm for item in found],
            "p (signs)": [item.p_signs for item in found],
        },
        hide_index=True,
        placeholder=UNDEFINED,
        column_config={
            "p": st.column_config.NumberColumn(
                format="%.3g", help="Two-sided paired t-test over seeds."
            ),
            "p (Holm)": st.column_config.NumberColumn(
                format="%.3g", help="Corrected for all pairs compared here; below 0.05 counts."
            ),
            "p (signs)": st.column_config.NumberColumn(
                format="%.3g",
                help="Exact sign-flip test, without assuming a normal distribution. With n "
                "seeds it cannot fall below 2/2ⁿ.",
            ),
        },
        alt="Paired tests of all differences.",
    )
