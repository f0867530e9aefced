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

ALIKE = 0.1
"""Percent of an even share within which all words of a text are attended to alike; smaller
differences are not worth a colour."""


def above_even(weights: NDArray[np.floating]) -> NDArray[np.floating]:
    """(T,) how many percent weights that sum to 1 lie above an even share of it."""
    return 100 * (len(weights) * weights - 1)


def alike(weights: NDArray[np.floating]) -> bool:
    """Whether no word of (T,) weights lies further than `ALIKE` from an even share."""
    return float(np.abs(above_even(weights)).max(initial=0)) < ALIKE


def attention_map(
    words: Sequence[str],
    weights: Mapping[str, NDArray[np.floating]],
    contributions: NDArray[np.floating],
    label: str,
    *,
    unit: str,
    template: Template = "light",
) -> Figure:
    """Colours for the attention of each level, the first on top, and bars for a label under them.

    Each level has its own colour scale, and none where all words are attended to alike.

    words: the T words to draw, a text's first. weights: name of a level -> those of all words,
    summing to 1. contributions: (T,), > 0 speaks for the label; unit: theirs.
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
            z=np.array([_own_scale(of_level)[:total] for of_level in weights.values()]),
            zmin=0,
            zmax=1,
            customdata=[names] * len(levels),
            text=[
                [f"{level}<br>{excess:+.2f}" for excess in above_even(of_level)[:total].tolist()]
                for level, of_level in zip(levels, weights.values(), strict=True)
            ],
            colorscale=SEQUENTIAL,
            colorbar={
                "title": {"text": "attention of a level", "side": "right"},
                "tickvals": [0, 1],
                "ticktext": ["least", "most"],
                "thickness": 12,
                "outlinewidth": 0,
            },
            hovertemplate=f"word <i>%{{customdata}}</i><br>%{{text}} {UNIT}<extra></extra>",
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
            "ticktext": [
                f"{level}: alike" if alike(of_level) else level
                for level, of_level in zip(levels, weights.values(), strict=True)
            ],
            "range": [len(levels) - 0.5, -0.5],
            "showgrid": False,
        },
        yaxis2={
            **figure.layout.yaxis.to_plotly_json(),
            "domain": [0, BARS / drawn],
            "title": {"text": unit, "standoff": 8},
            "zeroline": True,
            "exponentformat": "none",
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
    unit: str,
    most: int = 12,
    template: Template = "light",
) -> Figure:
    """The `most` words with the greatest weights of a level, and what they do for a label beside.

    words: T words. weights: (T,), summing to 1. contributions: (T,), > 0 speaks for the label;
    unit: theirs.
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
        x="% above even",
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
            hovertemplate=f"<i>%{{customdata}}</i><br>%{{x:+.2f}} {UNIT}<extra></extra>",
            showlegend=False,
        )
    )
    for bar in _contributions(contributions[places], rows, names, axis="x2"):
        figure.add_trace(bar)
    figure.update_yaxes(tickvals=rows.tolist(), ticktext=names, showgrid=False)
    figure.update_layout(
        xaxis={
            "domain": [0, 0.47],
            "showgrid": True,
            "exponentformat": "none",
            "range": [-ALIKE, ALIKE] if alike(weights) else None,
            "nticks": 4,
        },
        xaxis2={
            **figure.layout.xaxis.to_plotly_json(),
            "domain": [0.53, 1],
            "range": None,
            "title": {"text": unit, "standoff": 8},
            "showgrid": True,
            "zeroline": True,
            "anchor": "y",
        },
        showlegend=True,
        barmode="overlay",
    )
    return figure


def _own_scale(weights: NDArray[np.floating]) -> NDArray[np.floating]:
    """(T,) weights between the least (0) and the greatest (1); NaN, no colour, where all are
    alike."""
    if alike(weights):
        return np.full(len(weights), np.nan)
    least, most = float(weights.min()), float(weights.max())
    return (weights - least) / (most - least)


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
    if len(words) == 1:
        return f"Attention to a single word: {words[0]!r} has all of it."
    most = "; ".join(f"at {level} {_most(words, of_level)}" for level, of_level in weights.items())
    return f"Attention to {counted(len(words), 'word')}: {most}."


def _most(words: Sequence[str], weights: NDArray[np.floating]) -> str:
    """Where most of a level's attention to the drawn words goes."""
    if alike(weights):
        return "all words are attended to alike"
    excess = above_even(weights)[: len(words)]
    first = int(excess.argmax())
    return (
        f"the largest share goes to {words[first]!r}, {excess[first]:.2f} percent more than an "
        "even share"
    )
