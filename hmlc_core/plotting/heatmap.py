"""How near each word of a document comes to each label: the word × label map of −d."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.plotting.theme import LOOKS, SEQUENTIAL, Template, blank, escape, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

ROW = 22
"""Pixels for each label."""

TICKS = 40
"""At most this many words are written along the axis; the pointer names the others."""


def interaction_map(
    words: Sequence[str],
    labels: Sequence[str],
    scores: NDArray[np.floating],
    *,
    template: Template = "light",
) -> Figure:
    """Colours for −distance between words, left to right as read, and labels, first on top.

    words: T words. labels: names of the labels to show. scores: (labels, T).
    A dot marks the nearest of the shown labels for each word.
    """
    import plotly.graph_objects as go

    count, total = len(labels), len(words)
    figure = blank(
        "Nearness of words and labels",
        subtitle="−distance in the model's space; dot: nearest of these labels" if count else "",
        alt=_alt(words, labels, scores),
        template=template,
        height=220 + ROW * max(count, 4),
        x="words of the document, in reading order",
        y="label",
    )
    if not count or not total:
        return say(figure, "Nothing to compare: no known word, or no label.", template)
    names, shown = [escape(word, 24) for word in words], [escape(label, 28) for label in labels]
    figure.add_trace(
        go.Heatmap(
            z=scores,
            customdata=np.broadcast_to(np.array(names, dtype=object), scores.shape),
            text=np.broadcast_to(np.array(shown, dtype=object)[:, None], scores.shape),
            colorscale=SEQUENTIAL,
            colorbar={
                "title": {"text": "−distance", "side": "right"},
                "thickness": 12,
                "outlinewidth": 0,
            },
            hovertemplate="word <i>%{customdata}</i><br>label %{text}<br>−distance %{z:.3f}"
            "<extra></extra>",
        )
    )
    figure.add_trace(
        go.Scatter(
            x=np.arange(total),
            y=scores.argmax(0),
            mode="markers",
            marker={
                "size": 6 if total <= 60 else 4,
                "color": "#ffffff",
                "line": {"width": 1, "color": LOOKS["light"].text},
            },
            hoverinfo="skip",
        )
    )
    step = ceil(total / TICKS)
    figure.update_xaxes(
        tickvals=list(range(0, total, step)),
        ticktext=names[::step],
        tickangle=-60 if total > 12 else None,
        range=[-0.5, total - 0.5],
        showgrid=False,
    )
    figure.update_yaxes(
        tickvals=list(range(count)),
        ticktext=shown,
        range=[count - 0.5, -0.5],
        showgrid=False,
    )
    figure.update_layout(showlegend=False)
    return figure


def _alt(words: Sequence[str], labels: Sequence[str], scores: NDArray[np.floating]) -> str:
    if not words or not labels:
        return "Map of words and labels: nothing to show."
    label, word = divmod(int(scores.argmax()), len(words))
    return (
        f"Heat map of {len(words)} words by {len(labels)} labels. The nearest pair is the word "
        f"{words[word]!r} and the label {labels[label]!r}, at distance {-scores.max():.3f}."
    )
