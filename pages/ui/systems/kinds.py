"""Scores by kind of label: how frequent it is in training, and how deep it lies."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from statistics import mean
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.experiment import ALL, score_title
from hmlc_core.runs.bootstrap import Members
from hmlc_core.runs.comparing import by_part
from hmlc_core.runs.run import Run
from pages.ui.run.further import LEVELS
from pages.ui.shell.theme import chart, template
from pages.ui.systems.groups import NOTHING, finished
from pages.ui.systems.results import WAITING, percentages
from pages.ui.systems.widths import widths

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

FAMILIES = {
    "by_frequency": (
        "training documents of a label",
        "A label is judged on the test documents, and counted by all documents that a run may "
        "learn from, also those it holds out for validation. Rare labels are where little is "
        "learned and much is decided. R@5 is the share of true labels of a kind among the five "
        "best of all.",
    ),
    "by_depth": (
        "level of a label",
        LEVELS,
    ),
}
"""Family of scores -> what its kinds are, and what to say of them."""

SIZE = "labels"
"""Number of labels of a kind, among its scores."""

USUAL = "macro_ap"
"""Scores that weigh rare labels like frequent ones say most here."""


def by_kind(group: Sequence[Run]) -> None:
    """A picture and a table for each family, of a score that can be chosen."""
    members = finished(group)
    if not members:
        st.info(WAITING, icon=":material/hourglass_empty:")
        return
    parts = {family: by_part(members, family) for family in FAMILIES}
    known = {
        score
        for found in parts.values()
        for by_kind in found.values()
        for scores in by_kind.values()
        for score in scores
    }
    offered = [score for score in ALL if score in known]
    if not offered:
        st.info(
            "These runs were not scored by kind of label: they are older than these scores.",
            icon=":material/block:",
        )
        return
    score = st.selectbox(
        "Score",
        offered,
        offered.index(USUAL) if USUAL in offered else 0,
        key="score by kind",
        width=160,
        format_func=score_title,
    )
    for family, (what, note) in FAMILIES.items():
        if kinds := _kinds(members, family):
            _family(members, kinds, family, score, what)
            st.caption(note + _differing(members, family))


def _family(
    members: Members, kinds: Mapping[str, int | None], family: str, score: str, what: str
) -> None:
    from hmlc_core.plotting.systems import scores_by_kind

    samples = {
        name: _samples(list(by_seed.values()), family, score) for name, by_seed in members.items()
    }
    figure = scores_by_kind(
        {
            name: {printed(kind): sample for kind, sample in found.items()}
            for name, found in samples.items()
        },
        [(printed(kind), size) for kind, size in kinds.items()],
        score=score,
        what=what,
        template=template(),
    )
    chart(figure, key=family.replace("_", "-"))
    columns: dict[str, list[str]] = {
        what: [printed(kind) for kind in kinds],
        "labels": [NOTHING if size is None else str(size) for size in kinds.values()],
    }
    columns |= {
        name: [percentages(found.get(kind)) for kind in kinds] for name, found in samples.items()
    }
    st.dataframe(
        columns,
        hide_index=True,
        height="content",
        column_config={
            title: st.column_config.TextColumn(width=width)
            for title, width in widths(columns).items()
        },
        alt=f"{score_title(score)} of each method by {what}.",
    )


def _kinds(members: Members, family: str) -> dict[str, int | None]:
    """Kinds in the order of their numbers -> how many labels they have, on average over runs."""
    every = by_part(members, family).values()
    sizes = _sizes(members, family)
    names = {kind for by_kind in every for kind in by_kind}
    return {
        kind: round(mean(sizes[kind])) if kind in sizes else None
        for kind in sorted(names, key=_first_number)
    }


def _differing(members: Members, family: str) -> str:
    """A sentence where runs do not agree how many labels are of a kind."""
    if all(len(set(sizes)) == 1 for sizes in _sizes(members, family).values()):
        return ""
    return " Numbers of labels differ between runs; shown are their means, over methods and seeds."


def _sizes(members: Members, family: str) -> dict[str, list[float]]:
    """Kind -> how many labels of it each run has."""
    found: dict[str, list[float]] = {}
    for by_seed in members.values():
        for run in by_seed.values():
            for name, value in run.scores_under(family).items():
                kind, _, bare = name.rpartition("/")
                if bare == SIZE:
                    found.setdefault(kind, []).append(value)
    return found


def printed(kind: str) -> str:
    """A kind as it is set in print: 1–4."""
    return kind.replace("-", "–")


def _first_number(kind: str) -> float:
    number = re.match(r"\d+", kind)
    return float(number[0]) if number else float("inf")


def _samples(runs: Sequence[Run], family: str, score: str) -> dict[str, Sample]:
    """Kind -> statistics over the seeds for which the score is defined."""
    from hmlc_core.evaluation.ablation import Sample

    values: dict[str, list[float]] = {}
    for run in runs:
        for name, value in run.scores_under(family).items():
            kind, _, bare = name.rpartition("/")
            if bare == score:
                values.setdefault(kind, []).append(value)
    return {kind: Sample.of(found) for kind, found in values.items()}
