"""Differences of the methods from one of them: over seeds, and over test documents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import score_title
from hmlc_core.runs.bootstrap import Bootstrap, Members, bootstrap_pairs
from hmlc_core.runs.comparing import compared
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted, signed
from pages.ui.group.verdict import tests
from pages.ui.shell import resources
from pages.ui.shell.text import escape, without_folders
from pages.ui.shell.theme import chart, template
from pages.ui.systems.groups import NOTHING, finished
from pages.ui.systems.silence import silence

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Difference


def differences(group: Sequence[Run], score: str, opponent: str) -> None:
    """Each method's difference beside the noise, the tests over seeds, and intervals over
    documents where they are asked for.

    opponent: title of the method that the others are compared with.
    """
    from hmlc_core.plotting.ablation import paired_differences

    members = finished(group)
    comparison = compared(members, opponent).comparison
    silence(comparison, score, opponent)
    if not (found := comparison.differences.get(score, ())):
        return
    chart(paired_differences(comparison, score, template=template()), key="method differences")
    tests(found)
    if st.toggle(
        "Over test documents, too",
        key="over documents",
        help="How far the differences depend on which documents were tested: intervals from a "
        "bootstrap. All finished runs have to read the test documents, once.",
    ):
        _over_documents(members, found, score)


def _over_documents(members: Members, found: Sequence[Difference], score: str) -> None:
    runs = tuple(run.id for by_seed in members.values() for run in by_seed.values())
    pairs = tuple((item.first, item.second) for item in found)
    drawn = _bootstrap(runs, pairs, _members=members)
    for problem in drawn.problems:
        st.caption(escape(without_folders(problem), 300))
    if not drawn.resamples:
        return
    ends = [drawn.intervals.get(pair, {}).get(score) for pair in pairs]
    st.dataframe(
        {
            "pair": [f"{first} − {second}" for first, second in pairs],
            "points": [signed(100 * item.sample.mean, 2) for item in found],
            "95 % interval over documents": [
                NOTHING if end is None else " to ".join(signed(100 * side, 2) for side in end)
                for end in ends
            ],
        },
        hide_index=True,
        height="content",
        alt=f"Intervals of the differences in {score_title(score)} over test documents.",
    )
    st.caption(
        f"{counted(drawn.resamples, 'resample')} of the test documents, the same for all methods; "
        "differences of the means over seeds. An interval without 0 says that other documents of "
        "this kind would give the same order; it does not say so of other seeds."
    )


@st.cache_resource(show_spinner="Reading the test documents with all runs …", max_entries=8)
def _bootstrap(
    runs: tuple[str, ...], pairs: tuple[tuple[str, str], ...], *, _members: Members
) -> Bootstrap:
    # `runs` is not used below: it makes other runs another entry.
    return bootstrap_pairs(resources.store(), _members, pairs)
