"""Scores of a method's parts alone, beside those of all of it."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from hmlc_core.experiment import SCORES, UNDEFINED, score_title
from hmlc_core.runs.run import Run
from pages.ui.shell.text import escape


def parts_table(run: Run) -> None:
    """A row a measure; nothing for a run of a method without parts."""
    parts = _by_part(run.scores_under("parts"))
    if not parts:
        return
    together = "both" if len(parts) == 2 else "together"
    columns = {f"{name} part alone": scores for name, scores in parts.items()}
    columns[together] = run.test_scores
    # Parts have no threshold of their own, and so no scores at a tuned one.
    judged = [name for name in SCORES if all(name in scores for scores in columns.values())]
    st.markdown("**Its parts alone**")
    st.dataframe(
        {"%": [score_title(name) for name in judged]}
        | {title: [100 * scores[name] for name in judged] for title, scores in columns.items()},
        hide_index=True,
        placeholder=UNDEFINED,
        height="content",
        column_config={
            name: st.column_config.NumberColumn(short, help=name, format="%.1f", width=90)
            for name, short in zip(columns, [*parts, together], strict=True)
        },
        alt="Test scores of each part of the method alone, and of all of it.",
    )
    st.caption(_sentence(columns, together))


def _by_part(scores: Mapping[str, float]) -> dict[str, dict[str, float]]:
    """Name of a part -> its scores, by bare name."""
    found: dict[str, dict[str, float]] = {}
    for name, value in scores.items():
        part, _, score = name.partition("/")
        found.setdefault(part, {})[score] = value
    return dict(sorted(found.items(), reverse=True))


def _sentence(columns: Mapping[str, Mapping[str, float]], together: str) -> str:
    """Whether the parts are worth more together than the best of them is alone."""
    name = SCORES[0]
    known = {title: scores[name] for title, scores in columns.items() if name in scores}
    whole = known.pop(together, None)
    if whole is None or not known:
        return "The method's probabilities mix those of its parts."
    best = max(known, key=lambda title: known[title])
    gain = 100 * (whole - known[best])
    how = f"{abs(gain):.1f} points {'more' if gain > 0 else 'less'} than"
    if round(abs(gain), 1) == 0:
        how = "as much as"
    return (
        f"The method's probabilities mix those of its parts. By {score_title(name)} {together} "
        f"{'are' if together == 'both' else 'all are'} worth {how} the {escape(best)}, the better "
        "one. A part that is weak alone may still have taught the layers that all of them share."
    )
