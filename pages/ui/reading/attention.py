"""What a method attended to while it read a text, level by level where it has several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.wording import counted
from pages.ui.reading import text as reading
from pages.ui.shell import state
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.text import escape
from pages.ui.shell.theme import cells, chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.explain import Explanation
    from hmlc_core.runs.opened import OpenedRun

FEWEST = 5
"""Words from which on a rank correlation is told."""

NEARLY_EVEN = 5.0
"""Percent of an even share within which differences are called small."""


def attention(opened: OpenedRun, explanation: Explanation, best: int, *, key: str) -> None:
    """The words marked by their weights at a level that can be chosen, and the most attended ones
    beside what they do for the label that is explained.

    best: the label that is explained unless another was chosen. key: of the chooser.
    """
    from hmlc_core.plotting.attention import alike, attention_bars

    weights = explanation.attention
    assert weights, "only methods with attention have this tab"
    st.markdown("**Attention**")
    level = next(iter(weights))
    if len(weights) > 1:
        level = st.segmented_control(
            "Level", list(weights), default=level, required=True, key=key, format_func=escape
        )
    of_level, words = weights[level], reading.shown_words(explanation)
    shown = reading.shown_part(words)
    # Marked is what is above the least: where attention is spread out, all weights look alike.
    above = np.zeros_like(of_level) if alike(of_level) else of_level - of_level.min()
    weighed(words[:shown], above[:shown])
    st.caption(_marked(words, of_level, level))
    label = explained(opened, best)
    name = opened.corpus.graph.display(label)
    contributions = explanation.contributions[label]
    figure = attention_bars(
        words, of_level, contributions, name, unit=unit(explanation), template=template()
    )
    columns: dict[str, Any] = {
        "word": words,
        "attention": of_level.tolist(),
        "contribution": cells(contributions),
    }
    chart(figure, key="attention bars", data=columns)
    agreed = agreement(of_level, contributions)
    measured = int(np.isfinite(contributions).sum())
    said = (
        ""
        if agreed is None
        else f" Over {counted(measured, 'word')} the two have a rank correlation of "
        f"{agreed:+.2f} (1: the more attention, the more a word does, for the label or against it)."
    )
    st.caption(
        f"What is attended to need not speak for a label.{said} Another label is chosen under "
        "“Why”."
    )


def attention_stage(opened: OpenedRun, explanation: Explanation, best: int) -> None:
    """All levels over the words, and what the words do for the label that is explained."""
    from hmlc_core.plotting.attention import ALIKE, attention_map

    weights = explanation.attention
    assert weights, "only methods with attention have this picture"
    count = reading.shown_part(explanation.words)
    words = reading.shown_words(explanation, count)
    label = explained(opened, best)
    contributions = explanation.contributions[label, :count]
    figure = attention_map(
        words,
        weights,
        contributions,
        opened.corpus.graph.display(label),
        unit=unit(explanation),
        template=template(),
    )
    columns: dict[str, Any] = {"word": words, "contribution": cells(contributions)}
    columns |= {level: of_level[:count].tolist() for level, of_level in weights.items()}
    chart(figure, key="attention map", data=columns)
    st.caption(
        " ".join(
            [
                "Brighter: more attention. Each level has a colour scale of its own, from its "
                "least attended word to its most; how far a word lies from an even share is said "
                "where one points at it. A level without colours attends to all words alike "
                f"(within {ALIKE:g} % of an even share). Blue bars ({unit(explanation)}) speak for "
                "the label, orange ones against it.",
                *explanation.notes,
            ]
        )
    )


def explained(opened: OpenedRun, best: int) -> int:
    """The label that was chosen to be explained, or the best one."""
    names, wanted = opened.corpus.graph.names, state.get(state.LABEL)
    return names.index(wanted) if wanted in names else best


def unit(explanation: Explanation) -> str:
    """Of contributions: log-odds where scores are the logits of probabilities."""
    known = explanation.probabilities is not None and explanation.scale == "probability"
    return "log-odds" if known else "score"


def _marked(words: Sequence[str], weights: NDArray[np.floating], level: str) -> str:
    """What the marks on the words say; nothing is marked where there is nothing to tell apart."""
    from hmlc_core.plotting.attention import ALIKE, alike

    where = f"at the level “{escape(level, 60)}”"
    if len(words) == 1:
        return f"A single word has all of the attention {where}."
    if alike(weights):
        return (
            f"All words are attended to alike {where}: none lies {ALIKE:g} % or more from an even "
            "share, so none is marked."
        )
    most = int(weights.argmax())
    return (
        f"The bluer a word, the more weight it has {where}. Weights sum to 1; "
        f"“{escape(words[most], 40)}” has most, {weights[most]:.3f}. {spread(weights)}"
    )


def spread(weights: NDArray[np.floating]) -> str:
    """How far from even the weights of a level are, in a sentence."""
    from hmlc_core.plotting.attention import above_even

    excess = above_even(weights)
    low, high = float(excess.min()), float(excess.max())
    said = f"They lie {low:+.1f} % to {high:+.1f} % from an even share"
    if max(-low, high) < NEARLY_EVEN:
        return f"{said}: all words are attended to nearly alike."
    return f"{said}."


def agreement(weights: NDArray[np.floating], contributions: NDArray[np.floating]) -> float | None:
    """Rank correlation of weights and sizes of contributions, as far as these were measured; None
    where there is none to tell."""
    from scipy.stats import spearmanr

    measured = np.isfinite(contributions)
    weights, sizes = weights[measured], np.abs(contributions[measured])
    if len(weights) < FEWEST or np.ptp(weights) == 0 or np.ptp(sizes) == 0:
        return None
    return float(spearmanr(weights, sizes).statistic)
