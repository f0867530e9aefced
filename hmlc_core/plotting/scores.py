"""A run's test scores beside chance, label frequency, a linear classifier and the ceiling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from hmlc_core.evaluation.ablation import Sample
from hmlc_core.plotting.standing import MARKS
from hmlc_core.plotting.theme import CATEGORICAL, LOOKS, Template, blank, escape, percent, say

if TYPE_CHECKING:
    from plotly.graph_objects import Figure


def reference_bars(
    scores: Mapping[str, Sequence[float]],
    references: Mapping[str, Mapping[str, float]],
    *,
    name: str = "this run",
    template: Template = "light",
) -> Figure:
    """One bar per score, with its spread over seeds, and a mark for each reference.

    scores: score -> its value for each seed, in [0, 1].
    references: `chance`, `frequency`, `linear`, `ceiling` -> scores; any may be missing.
    name: what the bars belong to.
    """
    import plotly.graph_objects as go

    samples = {score: Sample.of(values) for score, values in scores.items() if len(values)}
    seeds = max((sample.n for sample in samples.values()), default=0)
    spread = f"bars: mean of {seeds} seeds ± standard deviation" if seeds > 1 else "bars: one seed"
    figure = blank(
        f"{escape(name)} beside its references",
        subtitle=f"test documents; {spread}" if samples else "",
        alt=_alt(name, samples, references),
        template=template,
        height=420,
        x="score, and its mean in %",
        y="value (%)",
    )
    if not samples:
        return say(figure, "No score yet: they follow the end of training.", template)
    places = np.arange(len(samples))
    names = [escape(score) for score in samples]
    figure.add_trace(
        go.Bar(
            x=places - 0.13,
            y=[sample.mean for sample in samples.values()],
            error_y={
                "type": "data",
                "array": [sample.sd or 0 for sample in samples.values()],
                "visible": seeds > 1,
                "color": LOOKS[template].text,
                "thickness": 1.5,
                "width": 6,
            },
            name=escape(name),
            marker={"color": CATEGORICAL[0]},
            width=0.38,
            customdata=names,
            hovertemplate="%{customdata}: %{y:.1%}<extra></extra>",
        )
    )
    for key, mark in MARKS.items():
        if key in references:
            wide = mark.symbol == "line-ew"
            figure.add_trace(
                go.Scatter(
                    x=places + 0.23,
                    y=[references[key].get(score) for score in samples],
                    mode="markers",
                    cliponaxis=False,
                    name=mark.name,
                    marker={
                        "symbol": mark.symbol,
                        "color": mark.colour,
                        "size": 22 if wide else 11,
                        "line": {
                            "width": 2.5 if wide else 1.5,
                            "color": mark.colour if wide else LOOKS[template].page,
                        },
                    },
                    customdata=names,
                    hovertemplate=f"{mark.name}, %{{customdata}}: %{{y:.1%}}<extra></extra>",
                )
            )
    figure.update_xaxes(
        tickvals=places,
        ticktext=[
            f"{name}<br><b>{100 * sample.mean:.1f}</b>"
            for name, sample in zip(names, samples.values())
        ],
        range=[-0.5, len(samples) - 0.5],
    )
    figure.update_yaxes(tickformat=".0%", range=[0, 1.04])
    figure.update_layout(showlegend=True)
    return figure


def _alt(
    name: str, samples: Mapping[str, Sample], references: Mapping[str, Mapping[str, float]]
) -> str:
    if not samples:
        return f"Scores of {name}: nothing to show yet."
    parts = []
    for score, sample in samples.items():
        beside = [
            f"{mark.name} {percent(references[key][score])}"
            for key, mark in MARKS.items()
            if score in references.get(key, {})
        ]
        parts.append(f"{score} {percent(sample.mean)}" + (f" ({', '.join(beside)})" * bool(beside)))
    return f"Bar chart. Test scores of {name}: {'; '.join(parts)}."
