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

    words: T words. contributions: (T,), > 0 speaks for the label, NaN: not measured. The strongest
    support is on top. A word that occurs several times has one bar with their number where each
    occurrence does the same; else a bar for each, numbered as in the text.
    """
    import plotly.graph_objects as go

    alike = _alike(words, contributions)
    every = np.array([places[0] for places in alike], dtype=np.int64)
    strongest = every[np.argsort(-np.abs(contributions[every]), kind="stable")[:most]]
    order = strongest[np.argsort(contributions[strongest], kind="stable")]
    times = {places[0]: len(places) for places in alike}
    hidden, measured = len(every) - len(order), int(np.isfinite(contributions).sum())
    said = [f"the {len(order)} strongest of {len(every)} bars"] if hidden else []
    if measured < len(words):
        said.append(f"{measured:,} of {len(words):,} words measured")
    figure = blank(
        f"What pulled to “{escape(label, 28)}”",
        subtitle="; ".join(said),
        alt=_alt(words, contributions, label, order),
        template=template,
        height=150 + 26 * max(len(order), 4),
        x="contribution to the label's score",
    )
    if not len(order):
        unknown = "The document has no word that is known."
        return say(figure, "No word was measured." if len(words) else unknown, template)
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
                    customdata=[
                        [
                            escape(words[place]),
                            f"word {place + 1}" if times[place] == 1 else f"{times[place]} times",
                            "" if times[place] == 1 else " each",
                        ]
                        for place in order[side].tolist()
                    ],
                    hovertemplate="<i>%{customdata[0]}</i>, %{customdata[1]}<br>%{x:+.3f}"
                    "%{customdata[2]}<extra></extra>",
                )
            )
    bars = Counter(words[place] for place in every.tolist())

    def told(place: int) -> str:
        several = f" × {times[place]}" if times[place] > 1 else ""
        return several + (f" ({place + 1})" if bars[words[place]] > 1 else "")

    figure.update_yaxes(
        tickvals=list(range(len(order))),
        ticktext=[escape(words[place], 24) + told(place) for place in order.tolist()],
        showgrid=False,
    )
    figure.update_xaxes(showgrid=True, zeroline=True)
    figure.update_layout(showlegend=True)
    return figure


def _alike(words: Sequence[str], contributions: NDArray[np.floating]) -> list[list[int]]:
    """Places of the same word that do the same, rounding aside, in the order of the text; without
    those that were not measured."""
    found: dict[str, list[list[int]]] = {}
    for place in np.flatnonzero(np.isfinite(contributions)).tolist():
        word = words[place]
        groups = found.setdefault(word, [])
        for group in groups:
            if np.isclose(contributions[group[0]], contributions[place], rtol=1e-4, atol=1e-7):
                group.append(place)
                break
        else:
            groups.append([place])
    return sorted(group for groups in found.values() for group in groups)


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
