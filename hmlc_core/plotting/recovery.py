"""How well a known hierarchy can be read off the label points, as training goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.plotting.curves import DOTS, Series
from hmlc_core.plotting.theme import CATEGORICAL, LOOKS, NEUTRAL, Template, blank, escape, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

GAP = 0.06
"""Share of the width between two stages."""


def recovery_curves(
    stages: Mapping[str, Series],
    chance: float,
    *,
    measure: str,
    perfect: float = 1.0,
    template: Template = "light",
) -> Figure:
    """A measure over the epochs of each stage of a run, side by side with one vertical axis.

    stages: name of a stage -> epochs and values, in their order. chance: the value that labels
    would have if they were shuffled. measure: its name. perfect: the value of a perfect embedding.
    """
    import plotly.graph_objects as go

    shown = {name: series for name, series in stages.items() if len(series[0])}
    figure = blank(
        f"{escape(measure)} during the run",
        alt=_alt(shown, chance, measure),
        template=template,
        height=340,
        y=escape(measure),
    )
    if not shown:
        return say(figure, "No label points yet: the first come with the first step.", template)
    width = (1 - GAP * (len(shown) - 1)) / len(shown)
    axis = figure.layout.xaxis.to_plotly_json()
    for number, (name, (epochs, values)) in enumerate(shown.items()):
        suffix = str(number + 1) if number else ""
        left = number * (width + GAP)
        figure.layout[f"xaxis{suffix}"] = {
            **axis,
            "domain": [left, left + width],
            # In two lines: names of stages stand side by side.
            "title": {"text": f"{escape(name)}<br>(epoch)", "standoff": 8},
        }
        figure.add_trace(
            go.Scatter(
                x=epochs,
                y=np.where(np.isfinite(values), values, np.nan),
                xaxis=f"x{suffix}",
                mode="lines+markers" if len(epochs) <= DOTS else "lines",
                name=escape(name),
                line={"color": CATEGORICAL[number], "width": 2.5},
                marker={"size": 6},
                hovertemplate="epoch %{x:.3g}: %{y:.3f}<extra></extra>",
            )
        )
    low, high = _reach(shown, chance, perfect)
    lines = ((chance, "chance", "dashdot"), (perfect, "perfect", "solid"))
    for value, name, dash in lines:
        if np.isfinite(value):
            # Across all stages: a line of the paper's width, not of one axis.
            figure.add_shape(
                type="line",
                xref="paper",
                x0=0,
                x1=1,
                y0=value,
                y1=value,
                line={"color": NEUTRAL, "dash": dash, "width": 1.5},
            )
            figure.add_annotation(
                xref="paper",
                x=1,
                xanchor="right",
                y=value,
                yanchor="top" if value == low else "bottom",  # outside of what the curve covers
                text=f"{name} {value:.3g}",
                showarrow=False,
                font={"size": 12, "color": LOOKS[template].muted},
            )
    room = 0.12 * (high - low)
    figure.update_yaxes(range=[low - room, high + room])
    figure.update_layout(showlegend=False)
    return figure


def _reach(shown: Mapping[str, Series], chance: float, perfect: float) -> tuple[float, float]:
    """Least and largest number to be seen."""
    every = np.concatenate([[chance, perfect], *(values for _, values in shown.values())])
    known = every[np.isfinite(every)]
    return float(known.min()), float(known.max())


def _alt(shown: Mapping[str, Series], chance: float, measure: str) -> str:
    if not shown:
        return f"{measure} during the run: nothing to show yet."
    parts = [
        f"{name}, from {values[0]:.3f} to {values[-1]:.3f}" for name, (_, values) in shown.items()
    ]
    return f"Line chart. {measure} during the run: {'; '.join(parts)}. By chance {chance:.3f}."
