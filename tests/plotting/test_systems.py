"""Methods side by side: axes that can be read, and a look that stays with a method."""

from __future__ import annotations

import pytest

from hmlc_core.evaluation.ablation import Sample
from hmlc_core.experiment.models import MODELS
from hmlc_core.plotting.systems import LEAST, method_means, scores_by_kind

TITLES = [kind.title for kind in MODELS.values()]
ONE = Sample.of([0.84])
KINDS: list[tuple[str, int | None]] = [("rare", 3), ("frequent", 2)]


def colours(names):
    samples = {name: {"rare": ONE} for name in names}
    figure = scores_by_kind(samples, KINDS, score="P@1", what="kind")
    return {trace.name: trace.line.color for trace in figure.data}


def test_a_method_keeps_its_colour_when_others_leave():
    every = colours(TITLES)
    assert colours(TITLES[1:]).items() <= every.items()
    figure = method_means({TITLES[2]: ONE}, {}, {}, score="P@1")
    assert figure.data[0].marker.color == every[TITLES[2]]


def test_no_two_methods_look_alike():
    samples = {name: {"rare": ONE} for name in TITLES}
    lines = scores_by_kind(samples, KINDS, score="P@1", what="kind").data
    assert len({(trace.line.color, trace.line.dash) for trace in lines}) == len(TITLES)
    means = method_means(dict.fromkeys(TITLES, ONE), {}, {}, score="P@1").data
    assert len({(mark.marker.color, mark.marker.symbol) for mark in means}) == len(TITLES)


def test_one_point_alone_stands_on_an_axis_whose_ticks_differ():
    low, high = method_means({"one": ONE}, {}, {}, score="P@1").layout.xaxis.range
    assert low < 0.84 < high
    assert high - low == pytest.approx(LEAST)


def test_intervals_of_two_seeds_end_with_the_axis():
    samples = {"one": {"rare": Sample.of([0.1, 0.4])}, "two": {"rare": Sample.of([0.9, 1.0])}}
    figure = scores_by_kind(samples, KINDS, score="P@1", what="kind")
    low, high = figure.layout.yaxis.range
    for trace in figure.data:
        assert trace.y[0] + trace.error_y.array[0] == pytest.approx(high)
        assert trace.y[0] - trace.error_y.arrayminus[0] >= low - 1e-12
