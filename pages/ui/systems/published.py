"""The table of a paper, and what was measured here beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from hmlc_core.evaluation.published import published as published_table
from hmlc_core.experiment import score_title
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.comparing import compared
from hmlc_core.runs.run import Run
from pages.ui.shell.text import escape, without_folders
from pages.ui.systems.groups import about, finished
from pages.ui.systems.results import over_seeds, percentages


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


def _title(name: str) -> str:
    """A method of the paper: as it is called here, or by its name there."""
    return MODELS[name].title if name in MODELS else name.upper()
