"""Words by their distance from the centre and another number, such as how frequent they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.plotting.theme import AGAINST, FOR, Template, blank, escape, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def norm_chart(
    names: Sequence[str],
    norms: NDArray[np.floating],
    values: NDArray[Any],
    chosen: int | None,
    *,
    measure: str,
    log: bool = False,
    template: Template = "light",
) -> Figure:
    """A point a word. chosen: the one that is marked and named. measure: what the values are.

    log: values on a logarithmic axis, on which those below 1 have no place.
    """
    import plotly.graph_objects as go

    there = np.isfinite(norms) & np.isfinite(values) & ((values >= 1) if log else True)
    figure = blank(
        "Distance from the centre",
        alt=_alt(names, norms, values, there, chosen, measure),
        template=template,
        height=380,
        x=f"{escape(measure)}{' (log scale)' if log else ''}",
        y="distance from the centre",
    )
    if not there.any():
        return say(figure, f"No word has {escape(measure)} and a place.", template)
    figure.add_trace(
        go.Scatter(
            x=values[there],
            y=norms[there],
            mode="markers",
            marker={"color": FOR, "size": 5, "opacity": 0.5},
            text=[escape(names[n]) for n in np.flatnonzero(there).tolist()],
            hovertemplate=f"%{{text}}<br>%{{x:,}} {escape(measure)}, %{{y:.2f}} from the centre"
            "<extra></extra>",
        )
    )
    if chosen is not None and there[chosen]:
        figure.add_trace(
            go.Scatter(
                x=[values[chosen]],
                y=[norms[chosen]],
                mode="markers+text",
                marker={"color": AGAINST, "size": 11},
                text=[escape(names[chosen])],
                textposition="top center",
                hoverinfo="skip",
            )
        )
    if log:
        figure.update_xaxes(type="log", dtick=1)
    figure.update_yaxes(rangemode="tozero")
    figure.update_layout(showlegend=False)
    return figure


def _alt(
    names: Sequence[str],
    norms: NDArray[np.floating],
    values: NDArray[Any],
    there: NDArray[np.bool_],
    chosen: int | None,
    measure: str,
) -> str:
    if not there.any():
        return f"Distance from the centre and {measure} of words: nothing to show."
    said = (
        f"Scatter chart of {int(there.sum()):,} words, {measure} against distance from the centre, "
        f"which runs from {norms[there].min():.2f} to {norms[there].max():.2f}."
    )
    if chosen is None or not there[chosen]:
        return said
    return f"{said} {names[chosen]}: {values[chosen]:,} {measure}, {norms[chosen]:.2f}."
