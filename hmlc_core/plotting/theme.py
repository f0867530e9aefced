"""One look for every figure: colours, type, and how foreign text is made harmless."""

from __future__ import annotations

import html
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import shorten

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Template = Literal["light", "dark"]

Counts = Sequence[int] | NDArray[np.integer]
"""(labels,) documents of each label."""

CATEGORICAL = (
    "#0072b2",  # blue
    "#d55e00",  # vermilion
    "#009e73",  # green
    "#cc79a7",  # pink
    "#e69f00",  # orange
    "#56b4e9",  # sky
    "#999933",  # olive
    "#8a6bbe",  # violet
)
"""Okabe and Ito's colours; olive and violet stand for their yellow and black, which vanish on
white or on black. Ninth and later categories begin again: lines have another dash then, areas
another pattern, and names stand beside them anyway."""

DASHES = ("solid", "dash", "dot", "dashdot")
"""Of lines, one for each round of the colours."""

PATTERNS = ("", "/", ".", "x")
"""Of areas, likewise."""

NEUTRAL = "#8c8c8c"
"""What belongs to no category; visible on both grounds."""

SEQUENTIAL = "Cividis"
"""From low to high, in equal steps also for colour-blind readers."""

FOR, AGAINST = CATEGORICAL[0], CATEGORICAL[1]
"""The two signs of a contribution or difference."""

TOOLS = 28
"""Pixels above the title, for the buttons that stand there while one points at a figure."""

FONT = "'Source Sans 3', 'Source Sans Pro', 'Source Sans', system-ui, sans-serif"


@dataclass(frozen=True, slots=True)
class Look:
    """Colours of text, of what may be overlooked, of grid lines, and of the page behind."""

    text: str
    muted: str
    grid: str
    page: str


LOOKS: dict[Template, Look] = {
    "light": Look(text="#15161c", muted="#5c5f6b", grid="#dfe1e8", page="#ffffff"),
    "dark": Look(text="#fafafa", muted="#a6a9b5", grid="#353945", page="#0e1117"),
}


def escape(text: object, limit: int = 40) -> str:
    """`text` as Plotly shows it literally: one line, at most `limit` characters, no markup.

    Plotly renders tags and keeps links alive wherever text may stand, and hands what stands
    between dollar signs to MathJax.
    """
    return html.escape(shorten(text, limit), quote=False).replace("$", "&#36;")


def branches(graph: LabelGraph) -> NDArray[np.int64]:
    """(labels,) which top-level branch a label belongs to, counted from 0.

    Branches are the top labels; where there is only one, its children, and the top label itself
    has −1. A label with several parents belongs to the branch of the first.
    """
    tops = graph.roots()
    if len(tops) == 1 and graph.children(tops[0]):
        tops = graph.children(tops[0])
    number = {label: branch for branch, label in enumerate(tops)}
    result = np.full(len(graph), -1)
    for label in np.argsort(graph.depth, kind="stable").tolist():  # parents come first
        above = graph.parents(label)
        result[label] = number.get(label, result[above[0]] if above else -1)
    return result


def branch_colours(graph: LabelGraph) -> list[str]:
    """A colour for each label, the same for all labels of a branch."""
    return [category(branch) for branch in branches(graph).tolist()]


def category(number: int) -> str:
    """Colour of a category; grey for −1, which belongs to none."""
    return CATEGORICAL[number % len(CATEGORICAL)] if number >= 0 else NEUTRAL


def line(number: int) -> dict[str, object]:
    """Colour and dash of a category's line, unlike those of any other of 32."""
    dash = DASHES[number // len(CATEGORICAL) % len(DASHES)]
    return {"color": category(number), "dash": dash, "width": 2}


def pattern(number: int) -> str:
    """What an area of the category has on its colour, unlike any other of 32; nothing for −1."""
    return PATTERNS[number // len(CATEGORICAL) % len(PATTERNS)] if number >= 0 else PATTERNS[0]


def tint(colour: str, ground: str, share: float) -> str:
    """`colour` mixed with a share in [0, 1] of `ground`; all as #rrggbb."""
    mixed = (1 - share) * _channels(colour) + share * _channels(ground)
    return "#" + "".join(f"{round(part):02x}" for part in mixed.tolist())


def ink(ground: str) -> str:
    """Black or white, whichever reads better on `ground` (contrast ratio of WCAG 2)."""
    parts = _channels(ground) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    luminance = float(linear @ [0.2126, 0.7152, 0.0722])
    # Equal contrast: (1 + .05) / (L + .05) = (L + .05) / .05
    return "#ffffff" if (luminance + 0.05) ** 2 < 1.05 * 0.05 else "#000000"


def _channels(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float64)


def blank(
    title: str,
    *,
    alt: str,
    template: Template,
    height: int,
    subtitle: str = "",
    x: str = "",
    y: str = "",
) -> Figure:
    """A figure without data. Title, subtitle and axis titles must be escaped where foreign.

    alt: what the figure shows, in words, for those who do not see it; plain text.
    height: in pixels. The width is that of the page.
    """
    import plotly.graph_objects as go

    look = LOOKS[template]
    axis: dict[str, Any] = {
        "gridcolor": look.grid,
        "linecolor": look.grid,
        "zeroline": False,
        "zerolinecolor": look.muted,
        "ticks": "",
        "tickfont": {"color": look.muted},
        "automargin": True,
    }
    return go.Figure(
        layout={
            "template": "none",
            "title": {
                "text": title,
                "subtitle": {"text": subtitle, "font": {"size": 13, "color": look.muted}},
                "font": {"size": 17},
                "x": 0,
                "xref": "container",
                "pad": {"l": 8, "t": TOOLS},
                "y": 1,
                "yref": "container",
                "yanchor": "top",
            },
            "meta": {"alt": alt},
            "height": height,
            "font": {"family": FONT, "size": 13, "color": look.text},
            "colorway": list(CATEGORICAL),
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "margin": {"l": 16, "r": 16, "t": TOOLS + (60 if subtitle else 40), "b": 16},
            "xaxis": {**axis, "title": {"text": x, "standoff": 8}, "showgrid": False},
            "yaxis": {**axis, "title": {"text": y, "standoff": 8}},
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 0,
                "yref": "container",
                "yanchor": "bottom",
            },
            "modebar": {
                "bgcolor": "rgba(0,0,0,0)",
                "color": look.muted,
                "activecolor": look.text,
            },
            "hoverlabel": {
                "bgcolor": look.page,
                "bordercolor": look.grid,
                "font": {"family": FONT, "color": look.text},
                "align": "left",
            },
        }
    )


def say(figure: Figure, sentence: str, template: Template) -> Figure:
    """`figure`, lower, with a sentence in the place of data that is not there yet."""
    figure.update_layout(height=220)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(
        text=sentence,
        showarrow=False,
        x=0.5,
        y=0.5,
        xref="paper",
        yref="paper",
        font={"size": 15, "color": LOOKS[template].muted},
    )
    return figure


def percent_axis(figure: Figure, low: float = 0.0, high: float = 1.0) -> None:
    """The vertical axis for shares in [0, 1]: it ends at 100 %, and no two ticks read alike."""
    high = min(1.0, high)
    # Plotly sets up to ten ticks at 1, 2 or 5 times a power of ten.
    digits = max(0, -math.floor(math.log10(100 * (high - low) / 10)))
    figure.update_yaxes(range=[low, high], tickformat=f".{digits}%")
    figure.update_traces(cliponaxis=False)  # marks at the very end stay whole


def percent(value: float) -> str:
    """A score in [0, 1] as a person reads it."""
    return f"{100 * value:.1f} %"
