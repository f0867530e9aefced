"""What a method attended to while it read a text, level by level where it has several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from pages.ui.reading import text as reading
from pages.ui.shell.marked_text import weighed
from pages.ui.shell.text import escape


def attention(
    words: Sequence[str], weights: Mapping[str, NDArray[np.floating]], *, key: str
) -> None:
    """The words marked by their weights at a level that can be chosen.

    weights: name of a level -> (words,), summing to 1. key: of the chooser.
    """
    st.markdown("**Attention**")
    level = next(iter(weights))
    if len(weights) > 1:
        level = st.segmented_control(
            "Level", list(weights), default=level, required=True, key=key, format_func=escape
        )
    of_level = weights[level]
    shown = reading.shown_part(words)
    weighed(words[:shown], of_level[:shown])
    most = int(of_level.argmax())
    st.caption(
        f"The bluer a word, the more weight it has at the level “{escape(level, 60)}”. Weights sum "
        f"to 1; “{escape(words[most], 40)}” has most, {of_level[most]:.3f}. What is attended to "
        "need not speak for a label."
    )
