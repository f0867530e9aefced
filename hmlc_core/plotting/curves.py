"""Losses and scores as training goes on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from hmlc_core.experiment import score_title
from hmlc_core.plotting.standing import marks
from hmlc_core.plotting.theme import (
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

if TYPE_CHECKING:
    from plotly.graph_objects import Figure

Series = tuple[NDArray[np.floating], NDArray[np.floating]]
"""Where, and what: epochs (n,) and values (n,). Values that are no numbers leave gaps."""

HEIGHT = 360
DOTS = 40
"""Up to this many values each is a dot of its own; beyond it dots would hide the line."""


def loss_curves(
    losses: Mapping[str, Series], *, x: str = "epoch", template: Template = "light"
) -> Figure:
    """Mean training losses by name.

    losses: name -> series. x: title of the horizontal axis, with its unit.
    """
    shown = _nonempty(losses)
    figure = blank(
        "Training loss",
        alt=_alt("Training loss", shown, x, "{:.3g}".format),
        template=template,
        height=HEIGHT,
        x=x,
        y="loss (nats)",
    )
    if not shown:
        return say(figure, "No loss yet: it appears with the first training step.", template)
    _lines(figure, shown, "%{y:.4g}")
    return figure


def score_curves(
    scores: Mapping[str, Series],
    references: Mapping[str, float],
    titles: Mapping[str, str],
    *,
    score: str,
    x: str = "epoch",
    template: Template = "light",
) -> Figure:
    """One score of one or several runs, beside the predictors it must be compared with.

    scores: name of a run or split -> series in [0, 1].
    references: name of a reference -> the same score; any may be missing.
    titles: name of a reference -> how people call it, in the order in which they stand.
    score: its name, such as nDCG@5.
    """
    shown, name = _nonempty(scores), score_title(score)
    alt = _alt(f"{name} during training", shown, x, percent)
    lines = [(mark, references[key]) for key, mark in marks(titles).items() if key in references]
    compared = ", ".join(f"{mark.name} {percent(value)}" for mark, value in lines)
    figure = blank(
        f"{escape(name)} during training",
        alt=alt + (f" For comparison: {compared}." if compared else ""),
        template=template,
        height=HEIGHT + 40,
        x=x,
        y=f"{escape(name)} (%)",
    )
    if not shown:
        return say(figure, "No score yet: the first follows the first evaluation.", template)
    _lines(figure, shown, "%{y:.1%}")
    for mark, value in lines:
        figure.add_hline(
            y=value,
            line={"color": NEUTRAL, "dash": mark.dash, "width": 1.5},
            annotation={
                "text": f"{escape(mark.name)} {percent(value)}",
                "font": {"size": 12, "color": LOOKS[template].muted},
            },
            annotation_position=mark.place,
        )
    percent_axis(figure)
    return figure


def _nonempty(series: Mapping[str, Series]) -> dict[str, Series]:
    return {name: values for name, values in series.items() if len(values[0])}


def _lines(figure: Figure, series: Mapping[str, Series], form: str) -> None:
    import plotly.graph_objects as go

    for number, (name, (places, values)) in enumerate(series.items()):
        figure.add_trace(
            go.Scatter(
                x=places,
                y=np.where(np.isfinite(values), values, np.nan),
                mode="lines+markers" if len(places) <= DOTS else "lines",
                name=escape(name),
                line={"color": category(number), "width": 2.5},
                marker={"size": 6},
                hovertemplate=f"{form}<extra></extra>",
            )
        )
    figure.update_layout(hovermode="x", showlegend=True)


def _alt(what: str, series: Mapping[str, Series], x: str, show: object) -> str:
    if not series:
        return f"{what}: nothing to show yet."
    assert callable(show)
    parts = [
        f"{name} from {show(float(values[0]))} to {show(float(values[-1]))}"
        for name, (_, values) in series.items()
    ]
    last = max(float(places[-1]) for places, _ in series.values())
    return f"Line chart. {what} up to {x} {last:g}: {'; '.join(parts)}."
