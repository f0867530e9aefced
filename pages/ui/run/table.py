"""Runs as a table in which one is opened and several are chosen, and names that tell them apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from typing import Any

import streamlit as st

from hmlc_core.experiment import UNDEFINED
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.runs.origin import origin
from hmlc_core.runs.run import Run, imported
from pages.ui.run.settings import variant_title
from pages.ui.shell import state
from pages.ui.shell.run_names import documents
from pages.ui.shell.text import without_folders

MOST_ROWS = 8
"""Rows seen at once; the others are reached by scrolling."""

SHOWN = {"test P@1": "test/P@1", "test nDCG@5": "test/nDCG@5", "val. nDCG@5": "validation/nDCG@5"}
"""Column -> score."""

HEADS = {"test P@1": "P@1 %", "test nDCG@5": "nDCG@5 %", "val. nDCG@5": "val. %"}
"""Column -> its shorter head: what tells runs apart is seen in 1,174 pixels without scrolling."""

CHOSEN, USED = "runs chosen", "runs table used"


def show(runs: Sequence[Run], compared: Mapping[str, str | None]) -> None:
    """All runs with their settings in brief and their scores, the newest first.

    A click on a cell opens its run, the boxes on the left choose several; either way the whole
    page runs anew, also where the table is a part of it that follows runs at work. compared: group
    -> set of variants that its runs are compared in.
    """
    if st.session_state.pop(USED, False):
        st.rerun()
    rows = [_row(run, compared.get(run.group)) for run in runs]
    ids = [run.id for run in runs]
    # Rows are chosen by number: with other runs in the table a choice would mean others.
    key = f"runs table {sha256(','.join(ids).encode()).hexdigest()[:12]}"
    st.dataframe(
        {name: [row[name] for row in rows] for name in rows[0]},
        hide_index=True,
        placeholder=UNDEFINED,
        height="content" if len(rows) <= MOST_ROWS else 35 * (MOST_ROWS + 1),
        column_config={
            "name": st.column_config.TextColumn(width=220, pinned=True),
            "status": st.column_config.TextColumn(width=84),
            **{
                name: st.column_config.NumberColumn(
                    short, format="%.1f", width=19 + 6 * len(short), help=f"{name}, in percent"
                )
                for name, short in HEADS.items()
            },
            "method": st.column_config.TextColumn(width=100),
            "variant": st.column_config.TextColumn(width=126),
            "dim": st.column_config.NumberColumn(width=40, help="Dimensions of the labels."),
            "corpus": st.column_config.TextColumn(width=90),
            "seed": st.column_config.NumberColumn(width=46),
            "epochs": st.column_config.NumberColumn(format="%.1f", width=56),
            "time": st.column_config.NumberColumn("time (s)", format="%.0f", width=62),
            "begun": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm", width=112),
        },
        alt="All runs with settings and scores. A click on a row opens its run.",
        key=key,
        on_select=partial(_take, key, ids),
        selection_mode=["multi-row", "single-cell"],
    )


def _take(key: str, ids: Sequence[str]) -> None:
    """What was clicked in the table."""
    selection = st.session_state[key].selection
    st.session_state[CHOSEN] = [ids[row] for row in selection.rows]
    for row, _ in selection.cells:
        state.put(state.RUN, ids[row])
    st.session_state[USED] = True


def chosen(runs: Iterable[Run]) -> list[Run]:
    """Those of the runs whose boxes are ticked."""
    ticked = st.session_state.get(CHOSEN, ())
    return [run for run in runs if run.id in ticked]


def _row(run: Run, compared: str | None) -> dict[str, Any]:
    settings = run.experiment
    preset, changes = origin(settings) if settings else ("", ())
    return {
        "name": run.name,
        "status": _status(run),
        **{name: _percent(run.scores.get(score)) for name, score in SHOWN.items()},
        "method": settings.model.title if settings else "",
        "variant": variant_title(settings, compared) if settings else "",
        "dim": settings.model.size() if settings else None,
        "corpus": documents(settings) if settings else "",
        "seed": settings.seed if settings else None,
        "epochs": _epochs(run),
        "time": None if run.example else run.seconds,  # another machine's says nothing here
        "begun": run.begun,
        "group": without_folders(run.group),
        "preset": "" if imported(run) else preset,
        "changed": ", ".join(changes),
    }


def _status(run: Run) -> str:
    status = f"running, {run.progress:.0%}" if run.status == "running" else run.status
    status = "example" if run.example else "imported" if imported(run) else status
    return f"{status}, damaged" if run.damaged else status


def _epochs(run: Run) -> float | None:
    """Epochs of the classifier; None of a method that has none, and where they are damaged."""
    if run.lost_progress:
        return None
    if run.experiment is not None and not run.experiment.model.by_epochs():
        return None
    return run.epoch if run.stage == CLASSIFIER.name else 0.0


def _percent(score: float | None) -> float | None:
    return None if score is None else 100 * score
