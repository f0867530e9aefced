"""What probabilities promise, and how often it is so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.evaluation.calibration import BINS, Reliability
from hmlc_core.plotting.theme import LOOKS, NEUTRAL, Template, blank, category, escape, percent

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SYMBOLS = ("circle", "diamond")


def reliability_diagram(
    versions: Mapping[str, Reliability], *, template: Template = "light"
) -> Figure:
    """Share of cells that are true by what was promised for them, and how many cells there are.

    versions: name -> what its bins hold, at most two. Below the diagonal probabilities are too
    high, above it too low. A bin without cells has no point.
    """
    import plotly.graph_objects as go

    figure = blank(
        "Reliability",
        alt=_alt(versions),
        template=template,
        height=440,
        x="mean probability in the bin (%)",
        y="of these true (%)",
    )
    figure.add_trace(
        go.Scatter(
            x=[0, 1],
            y=[0, 1],
            mode="lines",
            name="what it should be",
            line={"color": NEUTRAL, "dash": "dash", "width": 1.5},
            hoverinfo="skip",
        )
    )
    places = (np.arange(BINS) + 0.5) / BINS
    for number, (name, found) in enumerate(versions.items()):
        there = found.counts > 0
        colour = category(number)
        figure.add_trace(
            go.Scatter(
                x=found.promised[there],
                y=found.observed[there],
                mode="lines+markers",
                name=escape(name),
                line={"color": colour, "width": 2.5},
                marker={"size": 8, "symbol": SYMBOLS[number]},
                customdata=found.counts[there],
                hovertemplate="%{y:.1%} of %{customdata:,} cells, promised %{x:.1%}<extra></extra>",
            )
        )
        figure.add_trace(
            go.Bar(
                x=places,
                y=np.where(there, found.counts, np.nan),
                name=f"{escape(name)}: cells",
                marker={"color": colour, "opacity": 0.6},
                showlegend=False,
                yaxis="y2",
                hovertemplate="%{y:,} cells<extra></extra>",
            )
        )
    figure.update_xaxes(range=[-0.02, 1.02], tickformat=".0%", ticksuffix="")
    figure.update_yaxes(tickformat=".0%", ticksuffix="")
    figure.update_layout(
        showlegend=True,
        barmode="group",
        xaxis={"anchor": "y2"},
        yaxis={"domain": [0.34, 1.0], "range": [-0.03, 1.03]},
        yaxis2={
            "domain": [0.0, 0.24],
            "anchor": "x",
            "type": "log",
            "title": {"text": "cells (log)"},
            "tickformat": "~s",
            "dtick": 2,
            "color": LOOKS[template].muted,
            "gridcolor": LOOKS[template].grid,
        },
    )
    return figure


def _alt(versions: Mapping[str, Reliability]) -> str:
    parts = []
    for name, found in versions.items():
        there = np.flatnonzero(found.counts)
        bins = ", ".join(
            f"{percent(float(found.promised[n]))} promised and {percent(float(found.observed[n]))} "
            f"true of {found.counts[n]:,} cells"
            for n in there.tolist()
        )
        parts.append(f"{name}: {bins}")
    return f"Reliability diagram of {BINS} bins. {'; '.join(parts)}."
