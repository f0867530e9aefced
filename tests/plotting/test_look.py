"""Colours, contrast, and text made harmless."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph
from hmlc_core.plotting.theme import (
    CATEGORICAL,
    LOOKS,
    NEUTRAL,
    blank,
    branch_colours,
    branches,
    category,
    escape,
    ink,
    line,
    pattern,
    percent,
    percent_axis,
    tint,
)

# Machado, Oliveira and Fernandes (2009), severity 1: what dichromats see, in linear RGB.
DICHROMACY = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


def linear_rgb(colour: str) -> np.ndarray:
    parts = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2."""
    lights = sorted(float(linear_rgb(c) @ [0.2126, 0.7152, 0.0722]) + 0.05 for c in (one, other))
    return lights[1] / lights[0]


def lab(linear: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear sRGB, D65."""
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    xyz = np.array(to_xyz) @ linear.clip(0, 1) / [0.9505, 1.0, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
def test_text_reads_and_marks_are_seen_on_either_ground(look):
    assert contrast(look.text, look.page) >= 7
    assert contrast(look.muted, look.page) >= 4.5
    for colour in (*CATEGORICAL, NEUTRAL):
        assert contrast(colour, look.page) >= 2.2


@pytest.mark.parametrize("sight", DICHROMACY.values(), ids=DICHROMACY)
def test_first_colours_differ_for_colour_blind_readers(sight):
    seen = [lab(np.array(sight) @ linear_rgb(colour)) for colour in CATEGORICAL[:6]]
    gaps = [np.linalg.norm(a - b) for n, a in enumerate(seen) for b in seen[:n]]
    assert min(gaps) > 10


@given(st.lists(st.integers(0, 255), min_size=3, max_size=3))
def test_ink_takes_the_better_contrast(parts):
    ground = "#" + "".join(f"{part:02x}" for part in parts)
    best = max(("#ffffff", "#000000"), key=lambda c: contrast(c, ground))
    assert contrast(ink(ground), ground) == pytest.approx(contrast(best, ground), rel=1e-3)


def test_tint_runs_from_the_colour_to_the_ground():
    assert tint("#0072b2", "#ffffff", 0) == "#0072b2"
    assert tint("#0072b2", "#ffffff", 1) == "#ffffff"
    assert tint("#000000", "#ffffff", 0.2) == "#333333"


@given(st.text(max_size=300))
def test_escaped_text_is_one_short_line_without_markup(text):
    found = escape(text)
    assert not set("<>$\n\r") & set(found)
    assert len(found) <= 40 * len("&#36;")


def test_escape_keeps_what_people_read():
    assert escape("R&D <b> 5$") == "R&amp;D &lt;b&gt; 5&#36;"
    assert escape("naïve — 東京") == "naïve — 東京"
    assert escape("abcdef", 4) == "abc…"


def test_branches_of_several_top_labels():
    #  0 → 2 → 3 and 1 → 3: the label with two parents goes with the first
    graph = LabelGraph(("a", "b", "c", "d"), ((0, 2), (2, 3), (1, 3)))
    np.testing.assert_array_equal(branches(graph), [0, 1, 0, 1])


def test_branches_below_a_single_top_label():
    graph = LabelGraph(("root", "left", "right", "leaf"), ((0, 1), (0, 2), (2, 3)))
    np.testing.assert_array_equal(branches(graph), [-1, 0, 1, 1])
    assert branch_colours(graph) == [NEUTRAL, CATEGORICAL[0], CATEGORICAL[1], CATEGORICAL[1]]


def test_categories_begin_again():
    assert category(len(CATEGORICAL)) == CATEGORICAL[0]


def test_percent():
    assert percent(0.9197) == "92.0 %"


def test_plotly_is_imported_with_the_first_figure_only():
    modules = "curves, heatmap, contributions, tree, imbalance, ablation, systems, theme"
    check = (
        f"import sys; from hmlc_core.plotting import {modules}; sys.exit('plotly' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", check], check=True)


@given(low=st.floats(0, 0.999), span=st.floats(1e-4, 1.2))
def test_an_axis_of_shares_ends_at_all_and_no_two_of_its_ticks_read_alike(
    low: float, span: float
) -> None:
    figure = blank("title", alt="", template="light", height=300)
    percent_axis(figure, low, low + span)
    bottom, top = figure.layout.yaxis.range
    assert bottom == low < top <= 1
    digits = int(figure.layout.yaxis.tickformat[1:-1])
    step = 10 ** np.floor(np.log10((top - bottom) / 10))  # no finer than Plotly's finest
    ticks = step * np.arange(np.ceil(bottom / step), np.floor(top / step) + 1)
    assert len({f"{100 * tick:.{digits}f}" for tick in ticks}) == len(ticks)


def test_titles_leave_room_for_the_buttons_above_them() -> None:
    for subtitle in ("", "more"):
        layout = blank("title", subtitle=subtitle, alt="", template="light", height=300).layout
        assert layout.title.pad.t >= 26  # as high as Plotly's bar of buttons
        assert layout.margin.t >= layout.title.pad.t + 17


def test_areas_and_lines_of_32_categories_all_look_different() -> None:
    numbers = range(32)
    assert len({(category(n), pattern(n)) for n in numbers}) == len(numbers)
    assert len({(category(n), line(n)["dash"]) for n in numbers}) == len(numbers)
    assert pattern(-1) == ""
