"""Which words pulled a document towards a label, and which pushed it away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.plotting.theme import AGAINST, FOR, Template, blank, escape, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def contribution_bars(
    words: Sequence[str],
    contributions: NDArray[np.floating],
    label: str,
    *,
    most: int = 15,
    template: Template = "light",
) -> Figure:
    """The `most` words with the largest contributions to a label's score, of either sign.

    words: T words. contributions: (T,), > 0 speaks for the label. The strongest support is on
    top. A word that occurs several times has a bar for each place, numbered as in the text.
    """
    import plotly.graph_objects as go

    strongest = np.argsort(-np.abs(contributions), kind="stable")[:most]
    order = strongest[np.argsort(contributions[strongest], kind="stable")]
    hidden = len(words) - len(order)
    figure = blank(
        f"What pulled to “{escape(label, 28)}”",
        subtitle=f"the {len(order)} strongest of {len(words)} words" if hidden else "",
        alt=_alt(words, contributions, label, order),
        template=template,
        height=150 + 26 * max(len(order), 4),
        x="contribution to the label's score",
    )
    if not len(order):
        return say(figure, "The document has no word that is known.", template)
    for name, colour, side in (
        ("for the label", FOR, contributions[order] >= 0),
        ("against it", AGAINST, contributions[order] < 0),
    ):
        if side.any():
            figure.add_trace(
                go.Bar(
                    x=contributions[order][side],
                    y=np.flatnonzero(side),
                    orientation="h",
                    name=name,
                    marker={"color": colour},
                    width=0.7,
                    customdata=[[escape(words[place]), int(place) + 1] for place in order[side]],
                    hovertemplate="<i>%{customdata[0]}</i>, word %{customdata[1]}<br>%{x:+.3f}"
                    "<extra></extra>",
                )
            )
    times = Counter(words)
    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[
            escape(words[place], 24) + (f" ({place + 1})" if times[words[place]] > 1 else "")
            for place in order
        ],
        showgrid=False,
    )
    figure.update_xaxes(showgrid=True, zeroline=True)
    figure.update_layout(showlegend=True)
    return figure


def _alt(
    words: Sequence[str],
    contributions: NDArray[np.floating],
    label: str,
    order: NDArray[np.int64],
) -> str:
    if not len(order):
        return f"Contributions of words to {label}: nothing to show."
    parts = [f"{words[place]} {contributions[place]:+.2f}" for place in order[::-1]]
    return f"Bar chart. Contributions of words to {label}: {', '.join(parts)}."
