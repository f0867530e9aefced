"""How far from the centre words lie, beside how frequent they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.runs.run import Run
from hmlc_core.wording import signed
from pages.ui.shell.text import escape
from pages.ui.shell.theme import cells, chart, template

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.evaluation.words.lexicon import Lexicon
    from hmlc_core.evaluation.words.norms import Correlation

DRAWN = 2_000
"""Words in the chart, evenly taken from the most to the least frequent."""


def depth(run: Run, words: Lexicon, row: int, known: Hypernyms | None) -> None:
    """The word's norm among all, and the charts of all with their rank correlations.

    known: the taxonomy in which words have a depth.
    """
    from hmlc_core.evaluation.words.norms import rank_correlation
    from hmlc_core.plotting.words import norm_chart

    norm = norms_of(run, words)
    further = float(np.mean(norm < norm[row]))
    st.markdown(
        f"“{escape(words.names[row], 40)}” lies **{norm[row]:.2f}** from the centre, further out "
        f"than {further:.0%} of the {len(words):,} words."
    )
    shown = np.unique(np.append(np.linspace(0, len(words) - 1, DRAWN).astype(np.int64), row))
    names = [words.names[n] for n in shown.tolist()]
    chosen = int(np.searchsorted(shown, row))
    found = rank_correlation(norm, words.frequency)
    figure = norm_chart(
        names, norm[shown], words.frequency[shown], chosen, measure="training documents", log=True,
        template=template(),
    )  # fmt: skip
    columns = {"word": names, "norm": norm[shown].tolist()}
    st.caption(correlated(found, "frequent words", outward=False))
    chart(figure, key="norms", data={**columns, "documents": words.frequency[shown].tolist()})
    _beside_depth(words, norm, row, known)


def _beside_depth(
    words: Lexicon, norm: NDArray[np.float64], row: int, known: Hypernyms | None
) -> None:
    """The same beside the words' depths in a taxonomy."""
    from hmlc_core.evaluation.words.norms import rank_correlation
    from hmlc_core.plotting.words import norm_chart

    if known is None:
        return
    found = rank_correlation(norm, known.depth)
    deeper = f"words further below the top of {escape(known.title)}"
    st.caption(correlated(found, deeper, outward=True))
    if np.isnan(found.rho):
        return
    deep = np.flatnonzero(np.isfinite(known.depth))[:DRAWN]
    shown = np.unique(np.append(deep, row))
    names = [words.names[n] for n in shown.tolist()]
    figure = norm_chart(
        names,
        norm[shown],
        known.depth[shown],
        int(np.searchsorted(shown, row)),
        measure="depth among hypernyms",
        template=template(),
    )
    columns = {"word": names, "norm": norm[shown].tolist()}
    chart(figure, key="depths", data={**columns, "depth": cells(known.depth[shown])})


def norms_of(run: Run, words: Lexicon) -> NDArray[np.float64]:
    """(words,) distances from the centre."""
    return _norms(run.id, run.step, run.status, _words=words)


@st.cache_resource(show_spinner=False, max_entries=4)
def _norms(run_id: str, step: int, status: str, *, _words: Lexicon) -> NDArray[np.float64]:
    from hmlc_core.evaluation.words.norms import norms

    return norms(_words.points, _words.geometry)


def correlated(found: Correlation, which: str, *, outward: bool) -> str:
    """Whether `which` words lie further out, in a sentence with its number beside chance, and what
    a tree that grows from the centre would have: that they do, or not (`outward`)."""
    if np.isnan(found.rho):
        return "There are too few words, or all are alike: there is no rank correlation."
    number = (
        f"Spearman's ρ = **{signed(found.rho, 2)}** (95 %: {signed(found.low, 2)} to "
        f"{signed(found.high, 2)}, {found.n:,} words; by chance 0)"
    )
    tree = "further out, ρ above 0" if outward else "further in, ρ below 0"
    if not found.beyond_chance:
        return (
            f"{number}: no more than chance, so {which} lie no further in or out than others. In "
            f"a tree they would lie {tree}."
        )
    side = "out" if found.rho > 0 else "in"
    if (found.rho > 0) == outward:
        return f"{number}: {which} lie **further {side}**, as they would in a tree."
    return f"{number}: {which} lie **further {side}**. In a tree they would lie {tree}."
