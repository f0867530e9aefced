"""Comparisons among the runs: groups of runs of all methods on one corpus."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from hmlc_core.errors import shorten
from hmlc_core.experiment import SCORES, UNTHRESHOLDED, Experiment, score_title
from hmlc_core.experiment.models import MODELS, labelling
from hmlc_core.runs.comparing import (
    comparison_grid,
    comparisons_among,
    default_against,
    finished_members,
    kept_runs,
)
from hmlc_core.runs.opened import readable
from hmlc_core.runs.run import ACTIVE, Run
from hmlc_core.wording import counted
from pages.ui.group.corpus import first
from pages.ui.shell import state
from pages.ui.shell.pickers import choose
from pages.ui.shell.text import without_folders

NOTHING = "–"
"""What is not known, or not defined."""


def members_of(runs: Sequence[Run], name: str) -> list[Run]:
    """The runs of a comparison, and finished ones of no group that are equal to what it trains:
    they count as well. Empty where there is no such comparison."""
    members = comparisons_among(run for run in runs if run.group == name).get(name)
    if members is None:
        return []
    settings = about(members).corpus
    seeds = sorted({readable(run).seed for run in members})
    grid = comparison_grid(settings.name, list(labelling()), seeds, documents=settings.documents)
    return [*members, *(run for run in kept_runs(runs, grid, name).values() if not run.group)]


def pick(found: Mapping[str, Sequence[Run]], corpus: str) -> str:
    """One of the comparisons, by the name of its group; at first one of the corpus, if there is."""

    def show(name: str) -> str:
        return f"{shorten(without_folders(name))} · {counted(len(found[name]), 'run')}"

    usual = first(found, corpus)
    chosen = choose("Comparison", state.COMPARISON, list(found), show=show, default=usual)
    assert chosen is not None, "there are comparisons"
    return chosen


def pick_score() -> str:
    """The score that the verdict and the pictures are of: one that needs no threshold."""
    score: str = st.selectbox(
        "Judged by",
        UNTHRESHOLDED,
        key="judged by",
        bind="query-params",
        format_func=score_title,
        help="Scores that ask only for the order of labels. F1 also depends on where a method "
        "draws the line between yes and no.",
    )
    return score


def pick_opponent(group: Sequence[Run]) -> str:
    """The method that all others are compared with, by its title."""
    named = {name: called(group, name) for name in methods_of(group)}
    usual = default_against() if default_against() in named else next(iter(named))
    chosen: str = st.selectbox(
        "Against",
        list(named),
        list(named).index(usual),
        key="against",
        format_func=named.__getitem__,
    )
    return named[chosen]


def methods_of(group: Sequence[Run]) -> list[str]:
    """The methods of the group: in the order of all methods, then others."""
    there = {readable(run).model.name for run in group}
    return [*(name for name in MODELS if name in there), *sorted(there - MODELS.keys())]


def called(group: Sequence[Run], name: str) -> str:
    """A method of the group as people call it."""
    return next(one.title for run in group if (one := readable(run).model).name == name)


def cells(group: Sequence[Run]) -> dict[tuple[str, int], Run]:
    """Method and seed -> run; of several the finished one, else the newest."""
    found: dict[tuple[str, int], Run] = {}
    for run in group:  # the newest first
        experiment = readable(run)
        cell = experiment.model.name, experiment.seed
        if cell not in found or (run.status == "finished" != found[cell].status):
            found[cell] = run
    return found


def finished(group: Sequence[Run]) -> dict[str, dict[int, Run]]:
    """Title of a method -> seed -> finished run; of methods that have one."""
    return {called(group, name): runs for name, runs in finished_members(group).items()}


def about(group: Sequence[Run]) -> Experiment:
    """Settings of one of its runs, which say what all of them learn from."""
    return readable(group[0])


def every_run(group: Sequence[Run]) -> None:
    """Methods by seeds: a score where there is one, else the run's state."""
    score, by_cell = SCORES[0], cells(group)
    names = methods_of(group)
    columns: dict[str, list[str]] = {"method": [called(group, name) for name in names]}
    for seed in sorted({seed for _, seed in by_cell}):
        columns[f"seed {seed}"] = [_state(by_cell.get((name, seed)), score) for name in names]
    st.dataframe(
        columns, hide_index=True, height="content", alt=f"{score} or state of each run, by seed."
    )
    st.caption(
        f"{score_title(score)} on test documents in percent, or the run's state. The page Runs "
        "opens each of them."
    )


def _state(run: Run | None, score: str) -> str:
    if run is None:
        return NOTHING
    if score in run.test_scores:
        return f"{100 * run.test_scores[score]:.1f}"
    return f"{run.progress:.0%}" if run.status in ACTIVE and run.progress else run.status
