"""Methods side by side: their mean scores, and their scores by kind of label."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from hmlc_core.evaluation.ablation import Sample
from hmlc_core.experiment import score_title
from hmlc_core.experiment.models import labelling
from hmlc_core.plotting.standing import marks
from hmlc_core.plotting.theme import (
    LOOKS,
    Template,
    blank,
    category,
    escape,
    line,
    percent,
    percent_axis,
    say,
)
from hmlc_core.wording import counted

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

SHAPES = ("circle", "diamond", "square", "triangle-up", "cross", "star", "pentagon", "hexagon", "x")
"""Of methods in their order, so that they are told apart without colour."""

BAR = 4
"""Pixels of an interval's end."""

LEAST = 0.1
"""An axis of means shows at least so much: one point alone is no scale."""


def method_means(
    samples: Mapping[str, Sample],
    levels: Mapping[str, float],
    titles: Mapping[str, str],
    *,
    score: str,
    template: Template = "light",
) -> Figure:
    """Mean of a score of each method with its 95 % t-interval, and lines of the references.

    samples: method -> statistics over seeds. levels, titles: name of a reference -> its score, and
    how people call it.
    """
    import plotly.graph_objects as go

    title, look = escape(score_title(score)), LOOKS[template]
    figure = blank(
        f"{title} of the methods",
        subtitle=_over_seeds(samples.values()),
        alt=_alt_of_means(samples, levels, titles, score),
        template=template,
        height=190 + 42 * max(len(samples), 2),
        x=f"{title} (%)",
    )
    if not samples:
        return say(figure, "No method has finished yet.", template)
    for name, mark in marks(titles).items():
        if name in levels:
            figure.add_vline(
                x=levels[name], line={"color": look.muted, "width": 1.5, "dash": mark.dash}
            )
            figure.add_trace(  # a line of the legend
                go.Scatter(
                    x=[None],
                    y=[None],
                    mode="lines",
                    name=f"{escape(mark.name)} {percent(levels[name])}",
                    line={"color": look.muted, "width": 1.5, "dash": mark.dash},
                )
            )
    places = _places(samples)
    for row, (name, sample) in enumerate(samples.items()):
        figure.add_trace(
            go.Scatter(
                x=[sample.mean],
                y=[row],
                error_x=_interval([sample], 0.0, 1.0),
                mode="markers",
                marker=_marker(places[name]),
                showlegend=False,
                customdata=[[escape(name), counted(sample.n, "seed"), percent(sample.sd or 0)]],
                hovertemplate="%{customdata[0]}: %{x:.1%}, sd %{customdata[2]}, "
                "%{customdata[1]}<extra></extra>",
            )
        )
    figure.update_yaxes(
        tickvals=list(range(len(samples))),
        ticktext=[escape(name, 30) for name in samples],
        range=[len(samples) - 0.5, -0.5],
        showgrid=False,
    )
    low = min([*levels.values(), *(_ends(sample)[0] for sample in samples.values())])
    high = max([*levels.values(), *(_ends(sample)[1] for sample in samples.values())])
    edge = max(0.03 * (high - low), (LEAST - (high - low)) / 2)
    ends = max(-0.01, low - edge), min(1.01, high + edge)
    figure.update_xaxes(range=list(ends), tickformat=".0%", showgrid=True)
    figure.update_layout(showlegend=bool(levels))
    return figure


def scores_by_kind(
    samples: Mapping[str, Mapping[str, Sample]],
    kinds: Sequence[tuple[str, int | None]],
    *,
    score: str,
    what: str,
    template: Template = "light",
) -> Figure:
    """Mean of a score of each method on kinds of labels in their order, with 95 % t-intervals.

    samples: method -> kind -> statistics over seeds. kinds: each with the number of its labels.
    what: what the kinds are, for the axis.
    """
    import plotly.graph_objects as go

    title = escape(score_title(score))
    there = [kind for kind, _ in kinds if any(kind in found for found in samples.values())]
    figure = blank(
        f"{title} by {what}",
        subtitle=_over_seeds(each for found in samples.values() for each in found.values()),
        alt=_alt_by_kind(samples, kinds, score, what),
        template=template,
        height=400,
        x=escape(what),
        y=f"{title} (%)",
    )
    if not there:
        return say(figure, "Nothing is known of this score by kind of label.", template)
    ends = [_ends(sample) for found in samples.values() for sample in found.values()]
    top = min(1.0, max(0.05, 1.05 * max(high for _, high in ends)))
    places = _places(samples)
    for number, (name, found) in enumerate(samples.items()):
        rows = [row for row, (kind, _) in enumerate(kinds) if kind in found]
        figure.add_trace(
            go.Scatter(
                # Side by side, so that intervals do not hide one another.
                x=[row + 0.07 * (number - (len(samples) - 1) / 2) for row in rows],
                y=[found[kinds[row][0]].mean for row in rows],
                error_y=_interval([found[kinds[row][0]] for row in rows], 0.0, top),
                mode="lines+markers",
                name=escape(name, 30),
                line=line(places[name]),
                marker=_marker(places[name]),
                customdata=[
                    [escape(name), counted(found[kinds[row][0]].n, "seed")] for row in rows
                ],
                hovertemplate="%{customdata[0]}: %{y:.1%}, %{customdata[1]}<extra></extra>",
            )
        )
    figure.update_xaxes(
        tickvals=list(range(len(kinds))),
        ticktext=[
            escape(kind) + ("" if labels is None else f"<br>{counted(labels, 'label')}")
            for kind, labels in kinds
        ],
        range=[-0.5, len(kinds) - 0.5],
    )
    percent_axis(figure, 0.0, top)
    figure.update_layout(showlegend=True)
    return figure


def _over_seeds(samples: Iterable[Sample]) -> str:
    numbers = {sample.n for sample in samples}
    if not numbers:
        return ""
    if numbers == {1}:
        return "one seed"
    return "mean and 95 % interval over seeds, cut where the picture ends"


def _marker(number: int) -> dict[str, object]:
    colour = category(number)
    return {"color": colour, "symbol": SHAPES[number % len(SHAPES)], "size": 10}


def _places(names: Iterable[str]) -> dict[str, int]:
    """Name -> its place among all methods, which gives it the same look in every picture; after
    them whatever is none."""
    known = [kind.title for kind in labelling().values()]
    others = (name for name in names if name not in known)
    return {name: place for place, name in enumerate([*known, *others])}


def _interval(samples: Sequence[Sample], bottom: float, top: float) -> dict[str, object]:
    """Intervals, cut where the axis or what a score can be ends."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [min(_high(sample), top) - sample.mean for sample in samples],
        "arrayminus": [sample.mean - max(_low(sample), bottom) for sample in samples],
        "thickness": 1.5,
        "width": BAR,
    }


def _low(sample: Sample) -> float:
    return sample.mean if sample.low is None else sample.low


def _high(sample: Sample) -> float:
    return sample.mean if sample.high is None else sample.high


def _ends(sample: Sample) -> tuple[float, float]:
    """Where the axis shows the sample well: an interval from two or three seeds may leave it."""
    reach = min(_high(sample) - sample.mean, 2 * (sample.sd or 0))
    return max(0.0, sample.mean - reach), min(1.0, sample.mean + reach)


def _alt_of_means(
    samples: Mapping[str, Sample],
    levels: Mapping[str, float],
    titles: Mapping[str, str],
    score: str,
) -> str:
    means = [f"{name} {percent(sample.mean)}" for name, sample in samples.items()]
    lines = [f"{titles[name]} {percent(value)}" for name, value in levels.items()]
    said = ", ".join([*means, *lines]) or "nothing has finished yet"
    return f"Chart of the mean {score_title(score)} of methods and references: {said}."


def _alt_by_kind(
    samples: Mapping[str, Mapping[str, Sample]],
    kinds: Sequence[tuple[str, int | None]],
    score: str,
    what: str,
) -> str:
    parts = [
        f"{name} "
        + ", ".join(f"{kind}: {percent(found[kind].mean)}" for kind, _ in kinds if kind in found)
        for name, found in samples.items()
        if found
    ]
    said = "; ".join(parts) or "nothing is known yet"
    return f"Chart of {score_title(score)} by {what}. {said}."
