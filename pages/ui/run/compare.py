"""Several runs side by side: test scores beside their references, and validation curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from hmlc_core.experiment import CHOOSABLE, score_title
from hmlc_core.runs.references import all_titles as reference_titles
from hmlc_core.runs.run import Run
from hmlc_core.wording import counted
from pages.ui.run import words
from pages.ui.run.scores import references, reservations, scores_table, series
from pages.ui.shell import state
from pages.ui.shell.narrowing import narrowed
from pages.ui.shell.pickers import full_id
from pages.ui.shell.routes import link
from pages.ui.shell.run_names import names
from pages.ui.shell.text import escape, without_folders
from pages.ui.shell.theme import chart, template

MOST = 12
"""Runs compared at once; more lines than this nobody tells apart."""


def pick(runs: Sequence[Run]) -> list[Run]:
    """The runs to compare, kept in the URL."""
    widget = "compare runs"
    chosen = [full_id(run_id, runs) for run_id in state.get(state.RUNS) or ()]
    lost = [run_id for run_id in chosen if all(run.id != run_id for run in runs)]
    if lost:
        said = ", ".join(escape(run_id, 40) for run_id in lost[:MOST])
        st.caption(f"No run, or more than one, has an id that begins with: {said}.")
    known = {run.id: run for run in narrowed(runs, key="find runs to compare", keep=chosen)}
    titles = names(known.values())
    st.session_state[widget] = [run_id for run_id in chosen if run_id in known][:MOST]
    st.multiselect(
        "Compare",
        list(known),
        key=widget,
        format_func=lambda run_id: titles[run_id],
        placeholder="Choose runs",
        max_selections=MOST,
        on_change=lambda: state.put(state.RUNS, tuple(st.session_state[widget]) or None),
    )
    return [known[run_id] for run_id in st.session_state[widget]]


def show(runs: Sequence[Run]) -> None:
    """A table for each corpus, since scores on different documents cannot be compared."""
    titles = names(runs)
    by_corpus: dict[Any, list[Run]] = {}
    for run in runs:
        by_corpus.setdefault(_documents(run), []).append(run)
    for about, group in by_corpus.items():
        if len(by_corpus) > 1:
            st.markdown(f"**{escape(_title(*about))}**")
        _scores(group, titles)
        _curves(group, titles)


def _documents(run: Run) -> tuple[str, int]:
    """What decides whether scores can be compared: corpus, and how much of it."""
    if run.experiment is None:
        return "corpus unknown", 0
    return run.experiment.corpus.name, run.experiment.corpus.documents


def _title(corpus: str, documents: int) -> str:
    size = counted(documents, "training document") if documents else "all training documents"
    return f"{without_folders(corpus)}, {size}"


def _scores(runs: Sequence[Run], titles: dict[str, str]) -> None:
    judged = {titles[run.id]: run.test_scores for run in runs if run.test_scores}
    if judged:
        compared = _references(runs)
        scores_table(judged, compared)
        reservations(runs[0], compared)
    missing = [run for run in runs if not run.test_scores]
    for reason, those in {
        "not finished": [run for run in missing if words.judged(run)],
        "no documents are labelled": [run for run in missing if not words.judged(run)],
    }.items():
        if those:
            listed = ", ".join(escape(titles[run.id], 60) for run in those)
            st.caption(f"Without test scores, because {reason}: {listed}.")
    if len(judged) > 1:
        st.caption(
            "One run each: a difference of a point or so may be chance. For averages over seeds "
            "and paired tests:"
        )
        link("ablations")


def _curves(runs: Sequence[Run], titles: dict[str, str]) -> None:
    from hmlc_core.plotting.curves import score_curves

    corpus, documents = _documents(runs[0])
    scored = [run for run in runs if words.judged(run)]
    fitted = [run for run in scored if run.experiment and not run.experiment.model.by_epochs()]
    trained = [run for run in scored if run not in fitted]
    if fitted:
        listed = ", ".join(escape(titles[run.id], 60) for run in fitted)
        st.caption(f"Without curves, because fitted and not trained over epochs: {listed}.")
    if not trained:
        return
    name = st.selectbox(
        "Score",
        CHOOSABLE,
        key=f"compare score {corpus} {documents}",
        width=160,
        format_func=score_title,
    )
    curves = {titles[run.id]: series(run, f"validation/{name}") for run in trained}
    levels = {key: values[name] for key, values in _references(runs).items() if name in values}
    chart(
        score_curves(curves, levels, reference_titles(), score=name, template=template()),
        key=f"compare {corpus} {documents}",
        data=_columns(name, curves),
    )
    st.caption("Curves are of validation documents, reference lines of test documents.")


def _references(runs: Sequence[Run]) -> Any:
    """The fullest there are: a finished run has more of them than one that is still at work."""
    return max((references(run) for run in runs), key=len)


def _columns(name: str, curves: dict[str, Any]) -> dict[str, list[Any]]:
    score = f"validation {score_title(name)}"
    return {
        "run": [title for title, (epochs, _) in curves.items() for _ in epochs],
        "epoch": [epoch for epochs, _ in curves.values() for epoch in epochs.tolist()],
        score: [value for _, values in curves.values() for value in values.tolist()],
    }
