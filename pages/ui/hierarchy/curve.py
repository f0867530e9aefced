"""How scores of the hierarchy changed while a run was trained, one measure at a time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import streamlit as st

from hmlc_core.evaluation.told import number
from hmlc_core.experiment.stages import StageName
from hmlc_core.runs.opened import OpenedRun, StagePoints, readable
from hmlc_core.runs.run import Run
from pages.ui.hierarchy.recovered import MOST_FRAMES, Truth, spread, tree
from pages.ui.run.points import stages
from pages.ui.shell import resources
from pages.ui.shell.theme import chart, template

if TYPE_CHECKING:
    from hmlc_core.evaluation.recovery import Measure

SHUFFLES, FEW_SHUFFLES = 20, 5
"""Random assignments of the labels to the same places, which say what chance is."""

MANY, FEW_FRAMES = 300, 12
"""Above so many labels, so many frames of a stage are scored, and the few shuffles do."""

BY_POINTS = ("map", "mean_rank", "spearman_norm_depth")
BY_TREE = ("edge_f1", "parent_accuracy", "depth_error")


def curve(run: Run, method: str, truth: Truth) -> None:
    """A chosen measure now, at the start and by chance; and its way there."""
    from hmlc_core.evaluation.recovery import MEASURES

    if readable(run).model.imported:
        st.info(
            "An imported run has the points as they came, and no training to follow.",
            icon=":material/block:",
        )
        return
    if not truth.graph.edges:
        st.info(
            "This corpus has no hierarchy, so there is nothing to compare the points with.",
            icon=":material/account_tree:",
        )
        return
    parts = stages(run)
    key = st.segmented_control(
        "Measure",
        [*BY_POINTS, *BY_TREE, "spearman"],
        default="map",
        required=True,
        format_func=lambda key: MEASURES[key].title,
        key="measure",
        bind="query-params",
        help="Those that are quickly computed for many frames.",
    )
    measure, newest = MEASURES[key], parts[-1]
    with st.spinner("Scoring frames …"):
        chance = _chance(run, newest, key, method, truth)
        now, start = (_score(run, newest, n, key, method, truth) for n in (-1, 0))
    _metric(measure, now, start, chance, newest.stage, len(truth.graph))
    with st.spinner("Scoring frames …"):
        _chart(run, parts, key, measure, method, truth, chance[0])
    if between := OpenedRun(resources.store(), run).between(parts):
        st.caption(between)


def _metric(
    measure: Measure,
    now: float,
    start: float,
    chance: tuple[float, float],
    stage: StageName,
    labels: int,
) -> None:
    from hmlc_core.evaluation.recovery import asked_of, how_read

    change = now - start
    st.metric(
        measure.title,
        number(now),
        # 0 and not "+0.00", which would be taken for good news
        0 if abs(change) < 0.005 else f"{change:+.2f}" if math.isfinite(change) else None,
        delta_color="normal" if measure.rising else "inverse",
        delta_description=f"since {stage.title} began",
        help=measure.help,
        border=True,
    )
    st.caption(
        f"by chance {number(chance[0])} ± {number(chance[1])} (labels shuffled over the same "
        f"places: mean ± standard deviation) · perfect {measure.perfect:g}"
    )
    if (asked := len(asked_of(labels, 0))) < labels:
        st.caption(
            f"Of {labels:,} labels {asked:,}, drawn at random, are asked about their distances. "
            f"{how_read(labels)}"
        )


def _chart(
    run: Run,
    parts: Sequence[StagePoints],
    key: str,
    measure: Measure,
    method: str,
    truth: Truth,
    chance: float,
) -> None:
    from hmlc_core.plotting.recovery import recovery_curves

    most = MOST_FRAMES if len(truth.graph) <= MANY else FEW_FRAMES
    series: dict[str, Any] = {}
    columns: dict[str, list[Any]] = {"stage": [], "epoch": [], measure.title: []}
    for part in parts:
        chosen = spread(len(part.steps), most)
        values = [_score(run, part, n, key, method, truth) for n in chosen]
        series[part.stage.title] = (part.epochs[chosen], np.array(values))
        columns["stage"] += [part.stage.title] * len(chosen)
        columns["epoch"] += part.epochs[chosen].tolist()
        columns[measure.title] += values
    figure = recovery_curves(
        series, chance, measure=measure.title, perfect=measure.perfect, template=template()
    )
    chart(figure, key=f"recovery {run.id[:8]}", data=columns)


def _score(run: Run, part: StagePoints, n: int, key: str, method: str, truth: Truth) -> float:
    """One measure in one frame."""
    if key in BY_TREE:
        from hmlc_core.evaluation.recovery import edge_scores

        found = tree(run, part, n, method)
        return math.nan if found is None else edge_scores(truth.graph, found)[key]
    by, frame = _family(key), part.key(n)
    return _scored(run.id, part.name, frame, by, truth.name, _part=part, _n=n, _truth=truth)[key]


def _family(key: str) -> str:
    """Measures that are computed together: `BY_POINTS`, or one alone."""
    return "points" if key in BY_POINTS else key


@st.cache_data(show_spinner=False, max_entries=2000)
def _scored(
    run_id: str,
    stage: str,
    frame: tuple[int, int],
    by: str,
    truth: str,
    *,
    _part: StagePoints,
    _n: int,
    _truth: Truth,
) -> dict[str, float]:
    return _of_points(_part.points[_n], by, _part, _truth)


def _of_points(points: Any, by: str, part: StagePoints, truth: Truth) -> dict[str, float]:
    from hmlc_core.evaluation.recovery import (
        asked_of,
        distance_rows,
        score_embedding,
        spearman_hops,
    )

    asked = asked_of(len(truth.graph), 0)
    if by == "points":
        return score_embedding(points, truth.graph, part.space, asked=asked)
    rows = distance_rows(points, part.space, asked)
    return {"spearman": spearman_hops(rows, truth.graph.hops(asked), asked)}


def _chance(
    run: Run, part: StagePoints, key: str, method: str, truth: Truth
) -> tuple[float, float]:
    by = method if key in BY_TREE else _family(key)
    return _shuffled(run.id, part.name, by, truth.name, _part=part, _truth=truth)[key]


@st.cache_data(show_spinner=False, max_entries=50)
def _shuffled(
    run_id: str, stage: str, by: str, truth: str, *, _part: StagePoints, _truth: Truth
) -> dict[str, tuple[float, float]]:
    """Mean and standard deviation of measures over shuffles; the same for every call.

    by: how trees are read off, or a `_family` of measures.
    """
    from hmlc_core.evaluation.recovery import METHODS, TOP, Tree, edge_scores, recover_tree

    random, places = np.random.default_rng(0), _part.points[0]
    times = SHUFFLES if len(places) <= MANY else FEW_SHUFFLES
    orders = [random.permutation(len(places)) for _ in range(times)]
    draws = []
    if by not in METHODS:
        draws = [_of_points(places[order], by, _part, _truth) for order in orders]
    elif (found := recover_tree(places, _part.space, method=by)) is not None:
        below = found.parents != TOP
        for order in orders:
            parents = np.full(len(places), TOP)
            parents[order[below]] = order[found.parents[below]]
            draws.append(edge_scores(_truth.graph, Tree(parents)))
    undefined = dict.fromkeys(BY_TREE, (math.nan, math.nan))
    return undefined | {
        key: (float(np.mean(values)), float(np.std(values, ddof=1)))
        for key in (draws[0] if draws else ())
        if (values := [draw[key] for draw in draws])
    }
