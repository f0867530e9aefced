"""Variants compared over seeds: scores by dimension, and differences beside the noise."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from hmlc_core.evaluation.ablation import Comparison, Sample
from hmlc_core.experiment import score_title
from hmlc_core.plotting.theme import (
    FOR,
    LOOKS,
    NEUTRAL,
    Template,
    blank,
    category,
    escape,
    percent,
    percent_axis,
    say,
)
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Fields = Mapping[str, Mapping[str, object]]
"""Variant -> the settings that make it, with their values."""

SHAPES = ("circle", "diamond", "square", "triangle-up")
LINES = (("solid", ""), ("dot", "-open"), ("dash", ""), ("dashdot", "-open"))
"""Dash of a line, and what is added to its symbol."""


def scores_by_dimension(
    comparisons: Mapping[int, Comparison],
    score: str,
    *,
    fields: Fields = MappingProxyType({}),
    template: Template = "light",
) -> Figure:
    """Mean of a score by dimension, one line per variant, with 95 % t-intervals (Figure 3).

    comparisons: dimension -> what seeds say about the variants at that dimension. fields: of the
    variants; where two settings make them, each has its own mark, see `looks`.
    """
    import plotly.graph_objects as go

    dims = sorted(comparisons)
    variants = list(dict.fromkeys(name for dim in dims for name in comparisons[dim].variants))
    seeds, known = {sample.n for _, sample in _samples(comparisons, score)}, looks(fields)
    title = escape(score_title(score))
    figure = blank(
        f"{title} by dimension",
        subtitle=f"mean and 95 % interval over {_range(seeds)}" if seeds else "",
        alt=_alt(comparisons, score),
        template=template,
        height=440,
        x="dimension of the space",
        y=f"{title} (%)",
    )
    if not seeds:
        return say(figure, "No variant has finished yet.", template)
    for number, name in enumerate(variants):
        colour, dash, symbol = known.get(name, (category(number), "solid", "circle"))
        places, samples = [], []
        for place, dim in enumerate(dims):
            if score in comparisons[dim].variants.get(name, {}):
                # Side by side, so that intervals do not hide one another.
                places.append(place + 0.07 * (number - (len(variants) - 1) / 2))
                samples.append(comparisons[dim].variants[name][score])
        figure.add_trace(
            go.Scatter(
                x=places,
                y=[sample.mean for sample in samples],
                error_y={
                    "type": "data",
                    "array": [(sample.high or sample.mean) - sample.mean for sample in samples],
                    "thickness": 1.5,
                    "width": 4,
                },
                mode="lines+markers",
                name=escape(name),
                line={"color": colour, "dash": dash, "width": 2},
                marker={
                    "symbol": symbol,
                    "size": 9,
                    "color": colour,
                    "line": {"width": 2, "color": colour},
                },
                customdata=[
                    [escape(name), sample.n, percent(sample.sd or 0)] for sample in samples
                ],
                hovertemplate="%{customdata[0]}: %{y:.1%}, sd %{customdata[2]}, "
                "seeds: %{customdata[1]}<extra></extra>",
            )
        )
    figure.update_xaxes(tickvals=list(range(len(dims))), ticktext=[str(dim) for dim in dims])
    percent_axis(figure, *_bounds(comparisons, score))
    figure.update_layout(showlegend=True)
    return figure


def looks(fields: Fields) -> dict[str, tuple[str, str, str]]:
    """Colour, dash and symbol of variants that all differ in the same two settings.

    The first gives colour and shape, the second line and filling. Empty for other variants.
    """
    settings = list(dict.fromkeys(name for values in fields.values() for name in values))
    if len(settings) != 2 or not all(len(values) == 2 for values in fields.values()):
        return {}
    first, second = (
        list(dict.fromkeys(values[setting] for values in fields.values())) for setting in settings
    )
    found = {}
    for name, values in fields.items():
        row, column = first.index(values[settings[0]]), second.index(values[settings[1]])
        dash, filling = LINES[column % len(LINES)]
        found[name] = (category(row), dash, SHAPES[row % len(SHAPES)] + filling)
    return found


def paired_differences(
    comparison: Comparison, score: str, *, template: Template = "light"
) -> Figure:
    """Paired differences of a score with 95 % intervals; the band is what a seed alone changes.

    Filled marks are differences beyond noise (paired t-test, Holm-corrected p < 0.05).
    """
    import plotly.graph_objects as go

    differences = comparison.differences.get(score, ())
    noise, title = _noise(comparison, score), escape(score_title(score))
    figure = blank(
        f"Differences in {title}",
        subtitle="band: ±1 standard deviation between seeds, all pooled" if noise else "",
        alt="Differences. " + " ".join(item.verdict() for item in differences)
        if differences
        else "Differences: nothing to compare yet.",
        template=template,
        height=170 + 34 * max(len(differences), 3),
        x=f"difference in {title} (points)",
    )
    if not differences:
        return say(
            figure, "Nothing to compare: two variants with a common seed are needed.", template
        )
    if noise:
        figure.add_vrect(
            x0=-100 * noise, x1=100 * noise, fillcolor=NEUTRAL, opacity=0.18, line_width=0
        )
    figure.add_vline(x=0, line={"color": LOOKS[template].muted, "width": 1})
    for name, wanted, colour in (
        ("beyond noise", True, FOR),
        ("within noise, or one seed", False, NEUTRAL),
    ):
        rows = [row for row, item in enumerate(differences) if item.significant is wanted]
        if rows:
            samples = [differences[row].sample for row in rows]
            figure.add_trace(
                go.Scatter(
                    x=[100 * sample.mean for sample in samples],
                    y=rows,
                    error_x={
                        "type": "data",
                        "array": [100 * ((s.high or s.mean) - s.mean) for s in samples],
                        "thickness": 2,
                        "width": 5,
                    },
                    mode="markers",
                    name=name,
                    marker={
                        "color": colour,
                        "symbol": "circle" if wanted else "circle-open",
                        "size": 11,
                        "line": {"width": 2, "color": colour},
                    },
                    customdata=[escape(differences[row].verdict(), 200) for row in rows],
                    hovertemplate="%{customdata}<extra></extra>",
                )
            )
    figure.update_yaxes(
        tickvals=list(range(len(differences))),
        ticktext=[f"{escape(item.first, 20)} − {escape(item.second, 20)}" for item in differences],
        range=[len(differences) - 0.5, -0.5],
        showgrid=False,
    )
    figure.update_xaxes(showgrid=True, zeroline=False)
    figure.update_layout(showlegend=True)
    return figure


def _samples(comparisons: Mapping[int, Comparison], score: str) -> list[tuple[str, Sample]]:
    return [
        (name, samples[score])
        for dim in sorted(comparisons)
        for name, samples in comparisons[dim].variants.items()
        if score in samples
    ]


def _noise(comparison: Comparison, score: str) -> float:
    """Standard deviation between seeds, pooled over variants; 0 where it is unknown."""
    known = [
        (sample.n - 1, sample.sd or 0.0)
        for samples in comparison.variants.values()
        if (sample := samples.get(score)) is not None and sample.n > 1
    ]
    if not known:
        return 0.0
    weights, deviations = np.array(known).T
    return float(np.sqrt((weights * deviations**2).sum() / weights.sum()))


def _bounds(comparisons: Mapping[int, Comparison], score: str) -> tuple[float, float]:
    """An axis that shows the means well: intervals from two or three seeds may leave it."""
    samples = [sample for _, sample in _samples(comparisons, score)]
    if not samples:
        return 0.0, 1.0
    reach = [min((s.high or s.mean) - s.mean, 2 * (s.sd or 0)) for s in samples]
    low = min(sample.mean - wide for sample, wide in zip(samples, reach))
    high = max(sample.mean + wide for sample, wide in zip(samples, reach))
    edge = max(0.01, 0.08 * (high - low))
    return max(0.0, low - edge), high + edge


def _range(numbers: set[int]) -> str:
    low, high = min(numbers), max(numbers)
    return counted(low, "seed") if low == high else f"{low}–{high} seeds"


def _alt(comparisons: Mapping[int, Comparison], score: str) -> str:
    if not comparisons:
        return f"{score_title(score)} by dimension: nothing to show yet."
    parts: list[Any] = []
    for dim in sorted(comparisons):
        means = ", ".join(
            f"{name} {percent(samples[score].mean)}"
            for name, samples in comparisons[dim].variants.items()
            if score in samples
        )
        parts.append(f"{counted(dim, 'dimension')}: {means}")
    return f"Line chart of {score_title(score)} by dimension. {'; '.join(parts)}."
