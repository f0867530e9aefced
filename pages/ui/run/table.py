"""Runs as a table, and names that tell them apart."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.experiment.variants import variant
from hmlc_core.runs.run import Run

MOST_ROWS = 12
"""Rows seen at once; the others are reached by scrolling."""


def show(runs: Sequence[Run]) -> None:
    """All runs with their settings in brief and their scores, the newest first."""
    rows = [_row(run) for run in runs]
    st.dataframe(
        {name: [row[name] for row in rows] for name in rows[0]},
        hide_index=True,
        placeholder="",
        height="content" if len(rows) <= MOST_ROWS else 35 * (MOST_ROWS + 1),
        column_config={
            "name": st.column_config.TextColumn(width="medium", pinned=True),
            "epochs": st.column_config.NumberColumn(format="%.1f"),
            "time": st.column_config.NumberColumn("time (s)", format="%.0f"),
            "test P@1": st.column_config.NumberColumn("test P@1 (%)", format="%.1f"),
            "test nDCG@5": st.column_config.NumberColumn("test nDCG@5 (%)", format="%.1f"),
            "validation nDCG@5": st.column_config.NumberColumn("val. nDCG@5 (%)", format="%.1f"),
            "begun": st.column_config.DatetimeColumn(format="YYYY-MM-DD HH:mm"),
        },
        alt="All runs with settings and scores.",
    )


def names(runs: Iterable[Run]) -> dict[str, str]:
    """Run id -> a name no other of these runs has: its own, with the id behind where needed."""
    runs = list(runs)
    times = Counter(run.name for run in runs)
    return {
        run.id: run.name if times[run.name] == 1 else f"{run.name} ({run.id[:6]})" for run in runs
    }


def _row(run: Run) -> dict[str, Any]:
    settings = run.experiment
    return {
        "name": run.name,
        "status": _status(run),
        "method": settings.model.title if settings else "",
        "variant": variant(settings) if settings else "",
        "dim": settings.model.size() if settings else None,
        "corpus": Path(settings.corpus.name).name if settings else "",
        "test P@1": _percent(run.scores.get("test/P@1")),
        "test nDCG@5": _percent(run.scores.get("test/nDCG@5")),
        "validation nDCG@5": _percent(run.scores.get("validation/nDCG@5")),
        "epochs": _epochs(run),
        "time": None if run.example else run.seconds,  # another machine's says nothing here
        "seed": settings.seed if settings else None,
        "begun": run.created,
        "group": run.group,
    }


def _status(run: Run) -> str:
    if run.example:
        return "example"
    return f"running, {run.progress:.0%}" if run.status == "running" else run.status


def _epochs(run: Run) -> float | None:
    """Epochs of the classifier; None of a method that has none."""
    if run.experiment is not None and not run.experiment.model.by_epochs():
        return None
    return run.epoch if run.stage == CLASSIFIER.name else 0.0


def _percent(score: float | None) -> float | None:
    return None if score is None else 100 * score
