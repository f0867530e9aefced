"""A text with marks on its words; the words are foreign and stay text."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from hmlc_core.plotting.theme import AGAINST, FOR

STRONGEST = 0.75
"""Opacity of the mark on the word that matters most."""


def weighed(words: Sequence[str], weights: NDArray[np.floating]) -> None:
    """Words coloured by what they say for (weight > 0) or against something; NaN: not measured."""
    known = np.nan_to_num(np.abs(weights))
    largest = max(float(known.max(initial=0)), 1e-12)
    parts = []
    for word, weight in zip(words, weights.tolist(), strict=True):
        if math.isnan(weight):
            parts.append(_unmeasured(word))
            continue
        colour = FOR if weight > 0 else AGAINST
        share = STRONGEST * abs(weight) / largest
        parts.append(_span(word, f"{colour}{round(255 * share):02x}", f"{weight:+.3f}"))
    _show(parts)


def pointed(words: Sequence[str], place: int) -> None:
    """Words with a mark on one of them; what comes after it stands back."""
    before = [html.escape(word) for word in words[:place]]
    after = [html.escape(word) for word in words[place + 1 :]]
    rest = f'<span style="opacity:.45">{" ".join(after)}</span>'
    _show([*before, _span(words[place], f"{FOR}80", "the state after this word"), rest])


def _unmeasured(word: str) -> str:
    style = "border-bottom:1px dotted;opacity:.6"
    return f'<span style="{style}" title="not measured">{html.escape(word)}</span>'


def _span(word: str, ground: str, title: str) -> str:
    style = f"background:{ground};border-radius:3px;padding:1px 2px"
    return f'<span style="{style}" title="{html.escape(title)}">{html.escape(word)}</span>'


def _show(parts: Sequence[str]) -> None:
    # Ten whole lines.
    style = "line-height:1.9;overflow-wrap:anywhere;max-height:19em;overflow-y:auto"
    st.html(f'<div style="{style}" tabindex="0">{" ".join(parts)}</div>')
