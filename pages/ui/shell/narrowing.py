"""A list of more runs than anybody reads: the newest, and a field that finds others."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from hmlc_core.wording import counted
from pages.ui.shell.run_names import documents

if TYPE_CHECKING:
    from hmlc_core.runs.run import Run

MOST_RUNS = 200
"""Runs in one list; more are found by searching."""


def narrowed(runs: Sequence[Run], *, key: str, keep: Collection[str] = ()) -> Sequence[Run]:
    """The runs that a list shows: all where they are few, else those that were searched for.

    key: of the field. keep: ids of runs that are shown whatever is searched for, since they are
    chosen; they come last.
    """
    if len(runs) <= MOST_RUNS:
        return runs
    wanted = st.text_input(
        "Find runs",
        key=key,
        placeholder="words of a name, corpus, group, method or state, or the beginning of an id",
        icon=":material/search:",
        help=f"The list has {counted(len(runs), 'run')} and shows the {MOST_RUNS} newest that have "
        "all the words.",
    )
    words = wanted.casefold().split()
    found = [run for run in runs if _has(run, words)] if words else runs
    if words and len(found) != 1:
        more = f", of which the newest {MOST_RUNS} are shown" if len(found) > MOST_RUNS else ""
        st.caption(f"{counted(len(found), 'run')} found{more}.")
    first = list(found[:MOST_RUNS])
    there = {run.id for run in first}
    return first + [run for run in runs if run.id in keep and run.id not in there]


def _has(run: Run, words: Sequence[str]) -> bool:
    said = [run.name, run.group, run.status, run.example, "damaged" if run.damaged else ""]
    if run.experiment is not None:
        said += [run.experiment.model.title, documents(run.experiment)]
    text = "\n".join(said).casefold()
    return all(word in text or run.id.startswith(word) for word in words)
