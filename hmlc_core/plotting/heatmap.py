"""Word × label maps: how near they come (−d), or what each word does for each label."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.plotting.theme import (
    AGAINST,
    FOR,
    LOOKS,
    SEQUENTIAL,
    Template,
    blank,
    escape,
    say,
)
from hmlc_core.wording import counted

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
    figure = _map(
        words,
        labels,
        scores,
        title="Nearness of words and labels",
        subtitle="−distance in the model's space; dot: nearest of these labels",
        unit="−distance",
        colours={"colorscale": SEQUENTIAL},
        template=template,
    )
    if words and labels:
        _mark_nearest(figure, scores)
    return figure


def contribution_map(
    words: Sequence[str],
    labels: Sequence[str],
    contributions: NDArray[np.floating],
    *,
    template: Template = "light",
) -> Figure:
    """The same map of what each word does for each label's score, > 0 speaking for it.

    words: T words. labels: names of the labels to show. contributions: (labels, T), NaN, a gap, for
    words that were not measured.
    """
    most = float(np.abs(np.nan_to_num(contributions)).max(initial=0)) or 1.0
    middle = "#f7f7f7" if template == "light" else "#262730"
    return _map(
        words,
        labels,
        contributions,
        title="What each word does for each label",
        subtitle="what the label's score loses without the word",
        unit="contribution",
        colours={
            "colorscale": [[0, AGAINST], [0.5, middle], [1, FOR]],
            "zmin": -most,
            "zmax": most,
        },
        template=template,
    )


def _map(
    words: Sequence[str],
    labels: Sequence[str],
    values: NDArray[np.floating],
    *,
    title: str,
    subtitle: str,
    unit: str,
    colours: dict[str, Any],
    template: Template,
) -> Figure:
    import plotly.graph_objects as go

    count, total = len(labels), len(words)
    figure = blank(
        title,
        subtitle=subtitle if count else "",
        alt=_alt(words, labels, values, unit),
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
            z=values,
            customdata=np.broadcast_to(np.array(names, dtype=object), values.shape),
            text=np.broadcast_to(np.array(shown, dtype=object)[:, None], values.shape),
            colorbar={
                "title": {"text": unit, "side": "right"},
                "thickness": 12,
                "outlinewidth": 0,
            },
            hovertemplate="word <i>%{customdata}</i><br>label %{text}<br>"
            f"{unit} %{{z:.3f}}<extra></extra>",
            hoverongaps=False,
            **colours,
        )
    )
    word_axis(figure, names)
    figure.update_yaxes(
        tickvals=list(range(count)),
        ticktext=shown,
        range=[count - 0.5, -0.5],
        showgrid=False,
    )
    figure.update_layout(showlegend=False)
    return figure


def word_axis(figure: Figure, names: Sequence[str]) -> None:
    """Words, escaped, along the horizontal axis; some of them where there are many."""
    total = len(names)
    step = ceil(total / TICKS)
    figure.update_xaxes(
        tickvals=list(range(0, total, step)),
        ticktext=names[::step],
        tickangle=-60 if total > 12 else None,
        range=[-0.5, total - 0.5],
        showgrid=False,
    )


def _mark_nearest(figure: Figure, scores: NDArray[np.floating]) -> None:
    """A dot on the nearest label of each word."""
    import plotly.graph_objects as go

    total = scores.shape[1]
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


def _alt(
    words: Sequence[str], labels: Sequence[str], values: NDArray[np.floating], unit: str
) -> str:
    if not words or not labels or np.isnan(values).all():
        return "Map of words and labels: nothing to show."
    label, word = divmod(int(np.nanargmax(values)), len(words))
    gaps = int(np.isnan(values).all(axis=0).sum())
    missing = f" Not measured: {counted(gaps, 'word')}." if gaps else ""
    return (
        f"Heat map of {counted(len(words), 'word')} by {counted(len(labels), 'label')}. The "
        f"greatest {unit} is that of the word {words[word]!r} and the label {labels[label]!r}: "
        f"{np.nanmax(values):.3f}.{missing}"
    )
