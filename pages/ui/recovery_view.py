"""How well the true hierarchy can be read off a run's label points, beside chance and the start."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import streamlit as st

from hmlc_core.experiment import HyperIM
from hmlc_core.runs.run import Run
from pages.ui.run_disk import STAGES, corpus, frames
from pages.ui.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph
    from hmlc_core.geometry.base import Geometry

SHUFFLES = 20
"""Random assignments of the labels to the same places, which say what chance is."""

MOST_FRAMES = 40
"""Frames of a stage that are scored for the chart."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A score of label points against the hierarchy; perfect is 1 for all of them."""

    name: str
    better: Literal["normal", "inverse"]
    help: str


MEASURES = {
    "map": Measure(
        "MAP",
        "normal",
        "For each label, all others are ranked by distance; the mean over labels of the average "
        "precision with which its ancestors come first.",
    ),
    "mean_rank": Measure(
        "Mean rank",
        "inverse",
        "The rank of an ancestor among labels that are none, by distance; mean over all pairs of "
        "a label and its ancestor.",
    ),
    "spearman_norm_depth": Measure(
        "Norm and depth",
        "normal",
        "Spearman's rank correlation ρ between a label's distance from the centre (from the root, "
        "where there is just one) and its depth in the hierarchy. A sanity check: a collapsed "
        "picture can score high.",
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Stage:
    """Label points of one stage of a run: (frames, labels, dim), with their steps and epochs."""

    name: str
    steps: Any
    epochs: Any
    points: Any
    space: Geometry


def stages(run: Run) -> list[Stage]:
    """The stages of a run that have label points, in order."""
    from hmlc_core.training.build import label_geometry, model_geometry

    assert run.experiment is not None
    training = frames(run, "train")  # first: when it has begun, the label stage is complete
    placing = frames(run, "labels")
    found = []
    if placing.label_points is not None:
        found.append((placing, label_geometry(run.experiment)))
    if training.label_points is not None:
        dim = training.label_points.shape[-1]
        found.append((training, model_geometry(run.experiment, dim)))
    return [
        Stage(part.stage, part.steps, part.epochs, part.label_points, space)
        for part, space in found
    ]


def recovery(run: Run) -> None:
    """Scores now, when training began, and by chance; and their way there."""
    graph = corpus(run).graph
    st.subheader("The true hierarchy in these points", anchor=False)
    if not graph.edges:
        st.info(
            "This corpus has no hierarchy, so there is nothing to compare the points with.",
            icon=":material/account_tree:",
        )
        return
    parts = stages(run)
    if not parts:
        st.caption("Scores follow with the first label points.")
        return
    newest = parts[-1]
    now, start = _score(run, newest, -1, graph), _score(run, newest, 0, graph)
    chance = _chance(run.id, newest.name, _stage=newest, _graph=graph)
    for column, (key, measure) in zip(st.columns(len(MEASURES)), MEASURES.items(), strict=True):
        with column:
            _metric(measure, now[key], start[key], chance[key], newest.name)
    st.caption(
        f"Compared are all {len(graph.closure()):,} pairs of a label and an ancestor, by distance "
        f"in the space of the {'model' if newest.name == 'train' else 'label stage'}; the "
        "virtual root over several top labels is no label. Chance: the labels shuffled over the "
        f"same places, mean ± standard deviation of {SHUFFLES} shuffles."
    )
    _curve(run, parts, graph, {key: draws[0] for key, draws in chance.items()})


def _metric(
    measure: Measure, now: float, start: float, chance: tuple[float, float], stage: str
) -> None:
    change = now - start
    st.metric(
        measure.name,
        _number(now),
        # 0 and not "+0.00", which would be taken for good news
        0 if abs(change) < 0.005 else f"{change:+.2f}" if math.isfinite(change) else None,
        delta_color=measure.better,
        delta_description=f"since {STAGES[stage]} began",
        help=measure.help,
        border=True,
    )
    st.caption(f"by chance {_number(chance[0])} ± {_number(chance[1])} · perfect 1")


def _curve(run: Run, parts: Sequence[Stage], graph: LabelGraph, chance: dict[str, float]) -> None:
    from hmlc_core.plotting.recovery import recovery_curves

    keys = {measure.name: key for key, measure in MEASURES.items()}
    name = st.segmented_control(
        "Measure",
        list(keys),
        default=MEASURES["map"].name,
        required=True,
        key="measure",
        bind="query-params",
    )
    key = keys[name]
    series: dict[str, Any] = {}
    columns: dict[str, list[Any]] = {"stage": [], "epoch": [], name: []}
    for part in parts:
        chosen = _spread(len(part.steps))
        values = [_score(run, part, n, graph)[key] for n in chosen]
        series[STAGES[part.name]] = (part.epochs[chosen], np.array(values))
        columns["stage"] += [STAGES[part.name]] * len(chosen)
        columns["epoch"] += part.epochs[chosen].tolist()
        columns[name] += values
    figure = recovery_curves(series, chance[key], measure=name, template=template())
    chart(figure, key=f"recovery {run.id[:8]}", data=columns)
    if len(parts) > 1:
        _between(run)


def _between(run: Run) -> None:
    """What happens to the labels between the stages, where the curve may jump."""
    assert run.experiment is not None
    model = run.experiment.model
    steps = []
    if isinstance(model, HyperIM) and model.label_scale != 1:
        steps.append(
            f"their distance from the centre was multiplied by {model.label_scale:g} "
            "(`model.label_scale`)"
        )
    if model.geometry == "euclidean":
        steps.append("the coordinates of the ball were taken for those of flat space")
    if steps:
        st.caption(f"Between the two stages {', and '.join(steps)}.")


def _spread(count: int) -> list[int]:
    """Frames to score: all of few, else every 2ⁿ-th, so that a growing run keeps its choice."""
    stride = 2 ** max(0, math.ceil(math.log2(count / MOST_FRAMES)))
    return sorted({*range(0, count, stride), count - 1})


def _score(run: Run, part: Stage, n: int, graph: LabelGraph) -> dict[str, float]:
    return _scored(run.id, part.name, int(part.steps[n]), _stage=part, _n=n, _graph=graph)


@st.cache_data(show_spinner=False, max_entries=2000)
def _scored(
    run_id: str, name: str, step: int, *, _stage: Stage, _n: int, _graph: LabelGraph
) -> dict[str, float]:
    from hmlc_core.evaluation.recovery import score_embedding

    return score_embedding(_stage.points[_n], _graph, _stage.space)


@st.cache_data(show_spinner=False, max_entries=50)
def _chance(
    run_id: str, name: str, *, _stage: Stage, _graph: LabelGraph
) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of each measure over shuffles; the same for every call."""
    from hmlc_core.evaluation.recovery import score_embedding

    random, places = np.random.default_rng(0), _stage.points[0]
    draws = [
        score_embedding(random.permutation(places), _graph, _stage.space) for _ in range(SHUFFLES)
    ]
    return {
        key: (float(np.mean(values)), float(np.std(values, ddof=1)))
        for key in MEASURES
        if (values := [draw[key] for draw in draws])
    }


def _number(value: float) -> str:
    return f"{value:.2f}".replace("-", "−") if math.isfinite(value) else "undefined"
