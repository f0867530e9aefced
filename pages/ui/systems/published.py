"""The table of a paper, and what was measured here beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from hmlc_core.evaluation.orderings import Verdict, counted_verdicts
from hmlc_core.evaluation.published import published as published_table
from hmlc_core.experiment import UNTHRESHOLDED, score_title
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.comparing import compared, finished_members, orderings_of
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.shell.text import escape, without_folders
from pages.ui.systems.groups import NOTHING, about, finished
from pages.ui.systems.results import over_seeds, percentages

SIGNS: Mapping[Verdict, str] = {
    "holds": "✓",
    "does not hold": "✗",
    "within noise": "≈",
    "one seed": "?",
}


def published(group: Sequence[Run] = ()) -> None:
    """The paper's numbers of one of its corpora, and below them those of the group."""
    table = published_table()
    corpora = list(table.scores)
    corpus = st.segmented_control(
        "The paper's corpus",
        corpora,
        default=corpora[0],
        required=True,
        key="published corpus",
    )
    found: Mapping[str, Mapping[str, float]] = table.scores[corpus or corpora[0]]
    scores = list(next(iter(found.values())))
    rows = [
        ["paper", _title(name), *(f"{100 * row[score]:.1f}" for score in scores)]
        for name, row in found.items()
    ]
    members = finished(group)
    if members:
        comparison = compared(members, next(iter(members))).comparison
        here = without_folders(about(group).corpus.name)
        rows += [
            [f"here, {here}", name, *(percentages(samples.get(score)) for score in scores)]
            for name, samples in comparison.variants.items()
        ]
    titles = ("from", "method", *map(score_title, scores))
    st.dataframe(
        {title: [row[n] for row in rows] for n, title in enumerate(titles)},
        hide_index=True,
        height="content",
        alt=f"Published scores on {corpus}, and those measured here.",
    )
    st.caption(f"In percent. Source: {escape(table.source, 300)}. {table.note}")
    if members:
        st.caption(f"Measured here: {over_seeds(comparison)}.")
        _orderings(group, corpus or corpora[0])


def _orderings(group: Sequence[Run], corpus: str) -> None:
    """Which of the corpus' orderings hold here, score by score."""
    every = [run for run in group if run.experiment is not None]
    found = orderings_of(published_table(), finished_members(every))[corpus]
    verdicts: dict[tuple[str, str], dict[str, str]] = {}
    for score, items in found.items():
        for item in items:
            row = verdicts.setdefault((item.better, item.worse), {})
            row[score] = f"{SIGNS[item.verdict]} {item.verdict}"
    if not verdicts:
        return
    most = UNTHRESHOLDED[0]
    st.markdown(
        f"Of {counted(len(found[most]), 'ordering')} by {score_title(most)} published on "
        f"{escape(corpus)}, **{counted_verdicts(found[most])}** here."
    )
    columns = {
        "published": [f"{_title(better)} above {_title(worse)}" for better, worse in verdicts]
    }
    columns |= {
        score_title(score): [row.get(score, NOTHING) for row in verdicts.values()]
        for score in found
    }
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        alt="Which published orderings of two methods hold here, by each score.",
    )
    st.caption(
        "By a paired t-test over the seeds that both methods have, corrected for all pairs (Holm)."
    )


def _title(name: str) -> str:
    """A method of the paper: as it is called here, or by its name there."""
    return MODELS[name].title if name in MODELS else name.upper()
