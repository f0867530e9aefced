"""Which words and labels lie nearest to a word."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from hmlc_core.wording import counted
from pages.ui.shell.text import escape
from pages.ui.words.choice import look_at

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.evaluation.words.neighbours import Ranked

NEIGHBOURS, LABELS = 15, 8
"""As many are listed."""


def near(words: Lexicon, row: int, found: Ranked, graph: LabelGraph) -> None:
    """Both lists with their distances, beside how far other words and labels are."""
    from hmlc_core.evaluation.words.neighbours import distances_from, lowest

    name, others = escape(words.names[row], 40), len(words) - 1
    documents = counted(int(words.frequency[row]), "training document")
    rough = ""
    if words.points.shape[1] > 2:
        rough = " Distances are the run's own; a picture of two dimensions shows them roughly."
    st.caption(f"“{name}” is in {documents}. A click on a line looks at its word.{rough}")
    away = distances_from(words.points[row], words.points, words.geometry)
    middle = float(np.median(np.delete(away, row))) if others else 0.0
    table([words.names[n] for n in found.rows.tolist()], found, key=f"near {words.names[row]}")
    st.caption(f"Half of the {others:,} other words are nearer than {middle:.2g}.")
    if not len(words.labels):
        return
    st.markdown("**Its place among the labels**")
    away = distances_from(words.points[row], words.labels, words.geometry)
    labels = lowest(away, LABELS)
    st.dataframe(
        {
            "label": [graph.display(label) for label in labels.rows.tolist()],
            "distance": labels.values,
        },
        hide_index=True,
        column_config={"distance": st.column_config.NumberColumn(format="%.2f", width=80)},
        alt=f"The labels nearest to the word {words.names[row]}.",
    )
    st.caption(
        f"Half of the {counted(len(away), 'label')} are nearer than {float(np.median(away)):.2f}."
    )


def table(
    names: Sequence[str],
    found: Ranked,
    *,
    key: str,
    by: str = "distance",
    verdicts: Sequence[str] = (),
) -> None:
    """Words with the numbers that they are ranked by, and whether each is right, where that is
    known; a click on a line looks at the word."""
    judged = {"verdict": list(verdicts)} if verdicts else {}
    st.dataframe(
        {"word": list(names), by: found.values, **judged},
        hide_index=True,
        column_config={
            by: st.column_config.NumberColumn(format=f"%.{_places(found)}f", width=80),
            "verdict": st.column_config.TextColumn(width=70),
        },
        alt="Words, the best first.",
        key=key,
        on_select=partial(_take, key, names),
        selection_mode="single-cell",
    )


def _places(found: Ranked) -> int:
    """Decimal places that show two digits of the largest number, and two at least."""
    most = float(np.abs(found.values).max(initial=0.0))
    return max(2, 1 - math.floor(math.log10(most))) if most else 2


def _take(key: str, names: Sequence[str]) -> None:
    for row, _ in st.session_state[key].selection.cells:
        look_at(names[row])
