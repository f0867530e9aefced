"""What a method attends to in a text, beside what leaving a word out does to a label."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.plotting.heatmap import word_axis
from hmlc_core.plotting.theme import (
    AGAINST,
    FOR,
    NEUTRAL,
    SEQUENTIAL,
    Template,
    blank,
    escape,
    say,
)
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Bar, Figure

ROW = 36
"""Pixels for each level."""

BARS, GAP = 150, 24
"""Pixels for the contributions, and between them and the levels."""

UNIT = "% of an even share"
"""Attention is told by how far it is above or below 1/T, what every word of T would have: weights
that are spread out over a text differ in the third digit."""


def above_even(weights: NDArray[np.floating]) -> NDArray[np.floating]:
    """(T,) how many percent weights that sum to 1 lie above an even share of it."""
    return 100 * (len(weights) * weights - 1)


def attention_map(
    words: Sequence[str],
    weights: Mapping[str, NDArray[np.floating]],
    contributions: NDArray[np.floating],
    label: str,
    *,
    template: Template = "light",
) -> Figure:
    """Colours for the attention of each level, the first on top, and bars for a label under them.

    words: T words. weights: name of a level -> (T,), summing to 1. contributions: (T,), > 0 speaks
    for the label.
    """
    import plotly.graph_objects as go

    names, total = [escape(word, 24) for word in words], len(words)
    figure = blank(
        "Attention, and what a word does",
        subtitle=f"under the levels: what “{escape(label, 28)}” loses without the word",
        alt=_alt(words, weights),
        template=template,
        height=240 + ROW * len(weights) + BARS,
        x="words of the document, in reading order",
    )
    if not total or not weights:
        return say(figure, "Nothing to show: no known word, or no level.", template)
    levels = [escape(level, 28) for level in weights]
    figure.add_trace(
        go.Heatmap(
            z=np.array([above_even(of_level) for of_level in weights.values()]),
            customdata=[names] * len(levels),
            text=[[level] * total for level in levels],
            colorscale=SEQUENTIAL,
            colorbar={
                "title": {"text": "attention above even, %", "side": "right"},
                "tickformat": "+.2~g",
                "thickness": 12,
                "outlinewidth": 0,
            },
            hovertemplate=f"word <i>%{{customdata}}</i><br>%{{text}}<br>%{{z:+.3g}} {UNIT}"
            "<extra></extra>",
        )
    )
    for bar in _contributions(contributions, np.arange(total), names, axis="y2"):
        figure.add_trace(bar)
    word_axis(figure, names)
    drawn = ROW * len(levels) + BARS + GAP
    figure.update_layout(
        yaxis={
            "domain": [(BARS + GAP) / drawn, 1],
            "tickvals": list(range(len(levels))),
            "ticktext": levels,
            "range": [len(levels) - 0.5, -0.5],
            "showgrid": False,
        },
        yaxis2={
            **figure.layout.yaxis.to_plotly_json(),
            "domain": [0, BARS / drawn],
            "title": {"text": "contribution", "standoff": 8},
            "zeroline": True,
            "range": None,
            "tickvals": None,
            "ticktext": None,
            "anchor": "x",
        },
        xaxis={"anchor": "y2"},
        showlegend=True,
        barmode="overlay",
    )
    return figure


def attention_bars(
    words: Sequence[str],
    weights: NDArray[np.floating],
    contributions: NDArray[np.floating],
    label: str,
    *,
    most: int = 12,
    template: Template = "light",
) -> Figure:
    """The `most` words with the greatest weights of a level, and what they do for a label beside.

    words: T words. weights: (T,), summing to 1. contributions: (T,), > 0 speaks for the label.
    """
    import plotly.graph_objects as go

    total = len(words)
    places = np.argsort(-weights, kind="stable")[:most][::-1]
    times = Counter(words)
    names = [
        escape(words[place], 24) + (f" ({place + 1})" if times[words[place]] > 1 else "")
        for place in places.tolist()
    ]
    figure = blank(
        "Attended to most",
        subtitle=f"left: attention; right: contribution to “{escape(label, 24)}”",
        alt=_alt(words, {"the level": weights}),
        template=template,
        height=190 + 26 * max(len(places), 4),
        x="attention above even, %",
    )
    if not total:
        return say(figure, "The document has no word that is known.", template)
    rows = np.arange(len(places))
    figure.add_trace(
        go.Bar(
            x=above_even(weights)[places],
            y=rows,
            orientation="h",
            marker={"color": NEUTRAL},
            width=0.7,
            customdata=names,
            hovertemplate=f"<i>%{{customdata}}</i><br>%{{x:+.3g}} {UNIT}<extra></extra>",
            showlegend=False,
        )
    )
    for bar in _contributions(contributions[places], rows, names, axis="x2"):
        figure.add_trace(bar)
    figure.update_yaxes(tickvals=rows.tolist(), ticktext=names, showgrid=False)
    figure.update_layout(
        xaxis={"domain": [0, 0.47], "showgrid": True},
        xaxis2={
            **figure.layout.xaxis.to_plotly_json(),
            "domain": [0.53, 1],
            "title": {"text": "contribution", "standoff": 8},
            "showgrid": True,
            "zeroline": True,
            "anchor": "y",
        },
        showlegend=True,
        barmode="overlay",
    )
    return figure


def _contributions(
    values: NDArray[np.floating], places: NDArray[np.int64], names: Sequence[str], *, axis: str
) -> list[Bar]:
    """Bars for and against a label, over words (axis y2) or beside them (axis x2)."""
    import plotly.graph_objects as go

    found = []
    for name, colour, side in (
        ("for the label", FOR, values >= 0),
        ("against it", AGAINST, values < 0),
    ):
        if not side.any():
            continue
        ends: dict[str, Any] = {"x": places[side], "y": values[side], "yaxis": axis}
        value = "y"
        if axis == "x2":
            ends = {"x": values[side], "y": places[side], "xaxis": axis, "orientation": "h"}
            value = "x"
        found.append(
            go.Bar(
                **ends,
                name=name,
                marker={"color": colour},
                width=0.7,
                customdata=[names[place] for place in np.flatnonzero(side).tolist()],
                hovertemplate=f"<i>%{{customdata}}</i><br>%{{{value}:+.3f}}<extra></extra>",
            )
        )
    return found


def _alt(words: Sequence[str], weights: Mapping[str, NDArray[np.floating]]) -> str:
    if not len(words) or not weights:
        return "Attention to the words of a text: nothing to show."
    most = "; ".join(
        f"at {level} most of it goes to {words[int(of_level.argmax())]!r}, "
        f"{float(above_even(of_level).max()):.2g} percent more than an even share"
        for level, of_level in weights.items()
    )
    return f"Attention to {counted(len(words), 'word')}: {most}."
