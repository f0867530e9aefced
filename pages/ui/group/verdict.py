"""What is more than noise among the differences of a group's runs, in words and as tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import UNDEFINED, score_title
from hmlc_core.wording import counted, signed
from pages.ui.shell.text import escape

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Difference

MOST_TOLD = 8
"""Of more pairs than this only the differences beyond noise are told in words."""


def verdict(found: Sequence[Difference], score: str, *, where: str = "") -> None:
    """What is more than noise, in words. where: completes the first sentence."""
    if not found:
        return
    title = score_title(score)
    beyond = [item for item in found if item.significant]
    if all(item.p_holm is None for item in found):
        head = f"One seed cannot tell a difference in {title} from noise"
    elif beyond:
        verb = "is" if len(beyond) == 1 else "are"
        head = (
            f"{len(beyond)} of {counted(len(found), 'difference')} in {title} {verb} beyond noise"
        )
    else:
        head = f"No difference in {title} is beyond noise"
    told = found if len(found) <= MOST_TOLD else beyond
    lines = [f"- {escape(item.verdict(), 300)}" for item in told]
    st.markdown(f"**{head}{where}.**\n\n" + "\n".join(lines))


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
