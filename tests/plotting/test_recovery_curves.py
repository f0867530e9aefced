"""The chart of how well a hierarchy is recovered, stage by stage."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.plotting.recovery import recovery_curves


def series(*values: float) -> tuple[np.ndarray, np.ndarray]:
    return np.arange(len(values), dtype=float), np.array(values)


def test_stages_stand_side_by_side_with_one_vertical_axis():
    figure = recovery_curves(
        {"placing": series(0.1, 0.9), "training": series(0.8, 0.7, 0.75)}, 0.12, measure="MAP"
    )
    first, second = figure.data
    assert (first.xaxis, second.xaxis) == ("x", "x2")
    assert first.yaxis == second.yaxis
    left, right = figure.layout.xaxis.domain, figure.layout.xaxis2.domain
    assert left[0] == 0
    assert left[1] < right[0]
    assert right[1] == pytest.approx(1)
    assert figure.layout.xaxis2.title.text == "training<br>(epoch)"


def test_chance_and_perfection_are_lines_in_sight_with_names():
    figure = recovery_curves({"training": series(9.0, 3.0)}, 33.0, measure="Mean rank")
    assert [shape.y0 for shape in figure.layout.shapes] == [33, 1]
    assert {note.text for note in figure.layout.annotations} == {"chance 33", "perfect 1"}
    low, high = figure.layout.yaxis.range
    assert low < 1
    assert high > 33
    assert "By chance 33.000" in figure.layout.meta["alt"]


def test_values_that_are_no_numbers_leave_gaps_and_no_line():
    figure = recovery_curves({"training": series(np.nan, 0.5)}, np.nan, measure="ρ")
    assert np.isnan(figure.data[0].y[0])
    assert [note.text for note in figure.layout.annotations] == ["perfect 1"]
    assert np.isfinite(figure.layout.yaxis.range).all()


def test_nothing_yet_is_a_sentence():
    figure = recovery_curves({"training": (np.array([]), np.array([]))}, 0.1, measure="<b>MAP</b>")
    assert "No label points yet" in figure.layout.annotations[0].text
    assert "<b>" not in figure.layout.title.text
