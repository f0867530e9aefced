"""What single charts show, beyond what every figure owes."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.ablation import compare
from hmlc_core.plotting import tree
from hmlc_core.plotting.ablation import looks, paired_differences, scores_by_dimension
from hmlc_core.plotting.contributions import contribution_bars
from hmlc_core.plotting.curves import loss_curves, score_curves
from hmlc_core.plotting.heatmap import TICKS, contribution_map, interaction_map
from hmlc_core.plotting.imbalance import label_counts
from hmlc_core.plotting.standing import marks
from hmlc_core.plotting.tree import hierarchy_chart


def test_curves_leave_gaps_for_values_that_are_no_numbers():
    figure = loss_curves({"loss": (np.arange(3.0), np.array([1.0, np.inf, 0.5]))})
    np.testing.assert_array_equal(figure.data[0].y, [1.0, np.nan, 0.5])


def test_score_curves_name_each_reference_and_its_value():
    curve = {"run": (np.array([1.0]), np.array([0.5]))}
    titles = {"machine": "a machine", "frequency": "label frequency", "chance": "by chance"}
    found = {"chance": 0.031, "machine": 0.884}
    figure = score_curves(curve, found, titles, score="nDCG@5")
    texts = [annotation.text for annotation in figure.layout.annotations]
    assert texts == ["a machine 88.4 %", "by chance 3.1 %"]
    assert [line.y0 for line in figure.layout.shapes] == [0.884, 0.031]
    assert "by chance 3.1 %" in figure.layout.meta["alt"]


def test_references_are_told_apart_without_colour():
    names = ("one", "two", "frequency", "chance", "ceiling")
    found = marks({name: name for name in names})
    assert len({mark.dash for mark in found.values()}) == len(names)


def test_interaction_map_puts_words_across_and_marks_the_nearest_label():
    scores = np.array([[-1.0, -3.0, -2.0], [-2.0, -0.5, -2.5]])
    heat, dots = interaction_map(["a", "b", "a"], ["x", "y"], scores).data
    np.testing.assert_array_equal(heat.z, scores)
    np.testing.assert_array_equal(dots.y, [0, 1, 0])


def test_interaction_map_of_a_long_document_thins_its_ticks():
    words = [f"word{n}" for n in range(200)]
    figure = interaction_map(words, ["x"], -np.ones((1, 200)))
    assert len(figure.layout.xaxis.tickvals) <= TICKS
    assert figure.data[0].customdata.shape == (1, 200)  # the pointer still names them all


def test_contributions_are_sorted_and_repeated_words_numbered():
    words = ["bank", "river", "bank", "the"]
    figure = contribution_bars(words, np.array([0.5, -1.0, 2.0, 0.1]), "water", most=3)
    assert list(figure.layout.yaxis.ticktext) == ["river", "bank (1)", "bank (3)"]
    support, against = figure.data
    np.testing.assert_allclose(support.x, [0.5, 2.0])
    np.testing.assert_allclose(against.x, [-1.0])
    assert figure.layout.title.subtitle.text == "the 3 strongest of 4 bars"


def test_occurrences_that_do_the_same_share_a_bar_with_their_number():
    words = ["bank", "river", "bank", "bank"]
    figure = contribution_bars(words, np.array([1.0, 0.2, 1.0, -0.5]), "water")
    assert list(figure.layout.yaxis.ticktext) == ["bank (4)", "river", "bank × 2 (1)"]
    support, against = figure.data
    np.testing.assert_allclose(support.x, [0.2, 1.0])
    np.testing.assert_allclose(against.x, [-0.5])


def test_hierarchy_draws_a_label_below_each_of_its_parents():
    graph = LabelGraph(("a", "b", "c"), ((0, 2), (1, 2)))
    (areas,) = hierarchy_chart(graph, [5, 0, 5]).data
    assert areas.ids == ("all", "all/0", "all/1", "all/0/2", "all/1/2")
    assert areas.parents == ("", "all", "all", "all/0", "all/1")
    assert areas.values == (0, 0, 0, 5, 5)
    assert areas.hovertext[3] == "5 documents<br>below a and b"


def test_hierarchy_keeps_labels_without_documents_visible():
    (areas,) = hierarchy_chart(LabelGraph(("a", "b")), [0, 3]).data
    assert areas.values == (0, 1, 3)


def test_hierarchy_that_is_too_large_says_what_is_missing(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tree, "LIMIT", 3)
    graph = LabelGraph(("a", "b", "c", "d"), ((0, 1), (1, 2), (1, 3)))
    figure = hierarchy_chart(graph, [4, 4, 2, 2])
    assert len(figure.data[0].ids) == 1 + 3
    assert "1 deeper label left out" in figure.layout.title.subtitle.text


def test_of_thousands_of_labels_as_many_are_drawn_as_can_be_read():
    flat = LabelGraph(tuple(f"l{n}" for n in range(3000)))
    figure = hierarchy_chart(flat, list(range(3000)))
    assert len(figure.data[0].ids) == 1 + tree.WIDEST
    assert figure.data[0].labels[1] == "l2900"  # those with most documents
    assert "2,900 labels left out" in figure.layout.title.subtitle.text
    edges = [(n // 14 - 1, n) for n in range(14, 2800)]
    deep = LabelGraph(tuple(f"l{n}" for n in range(2800)), edges)
    (areas,) = hierarchy_chart(deep, [1] * 2800).data
    assert areas.maxdepth == 3  # two levels, and the area around them
    assert len(areas.ids) == 1 + tree.LIMIT


@pytest.mark.parametrize("edges", [(), ((0, 4),)])
def test_top_labels_that_are_left_out_are_not_deeper(
    monkeypatch: pytest.MonkeyPatch, edges: tuple[tuple[int, int], ...]
):
    monkeypatch.setattr(tree, "LIMIT", 3)
    figure = hierarchy_chart(LabelGraph(tuple("abcde"), edges), [1] * 5)
    assert (
        figure.layout.title.subtitle.text == "area: documents of the leaf labels; 2 labels left out"
    )


def test_label_counts_by_rank_and_level_without_the_absent():
    graph = LabelGraph(("a", "b", "c", "d"), ((0, 1), (0, 2)))
    figure = label_counts(graph, [9, 2, 5, 0])
    assert figure.layout.yaxis.type == "log"
    top, below = figure.data
    assert (list(top.x), list(top.y)) == ([1], [9])
    assert (list(below.x), list(below.y), list(below.text)) == ([2, 3], [5, 2], ["c", "b"])
    assert figure.layout.title.text == "Training documents per label"
    assert figure.layout.title.subtitle.text == "1 of 4 labels have none"
    many = LabelGraph(tuple(f"l{n}" for n in range(3_000)))
    subtitle = label_counts(many, [1] * 1_000 + [0] * 2_000).layout.title.subtitle.text
    assert subtitle == "2,000 of 3,000 labels have none"


def test_of_very_many_label_counts_none_is_drawn_upon_another():
    edges = tuple((0, n) for n in range(1, 20_000))
    counts = 10**6 // np.arange(1, 20_001)
    figure = label_counts(LabelGraph(tuple(f"l{n}" for n in range(20_000)), edges), counts)
    top, below = figure.data
    assert (list(top.x), list(top.y)) == ([1], [counts[0]])
    assert 1_000 <= len(below.x) <= 1_200
    np.testing.assert_array_equal(below.y, counts[np.asarray(below.x) - 1])
    assert list(below.x[:5]) == [2, 3, 4, 5, 6]
    assert below.x[-1] > 19_900
    hidden = 20_000 - 1 - len(below.x)
    subtitle = f"{hidden:,} labels are not drawn: they lie where others of their level do"
    assert figure.layout.title.subtitle.text == subtitle


def results(**shift: float):
    noise = [0.0, 0.01, -0.01, 0.005]
    return compare(
        {
            name.replace("_", "-"): {
                seed: {"P@1": 0.5 + up + noise[seed] + 0.001 * seed * up} for seed in range(4)
            }
            for name, up in shift.items()
        }
    )


def test_dimensions_have_a_line_per_variant_with_intervals():
    found = results(E_rand=0.0, H_hier=0.1)
    figure = scores_by_dimension({10: found, 2: found}, "P@1")
    assert [trace.name for trace in figure.data] == ["E-rand", "H-hier"]
    assert list(figure.layout.xaxis.ticktext) == ["2", "10"]
    sample = found.variants["H-hier"]["P@1"]
    np.testing.assert_allclose(figure.data[1].error_y.array, [sample.high - sample.mean] * 2)
    assert figure.data[0].line.color != figure.data[1].line.color
    assert "4 seeds" in figure.layout.title.subtitle.text


FACTORS = {
    f"{space}-{start}": {"geometry": space, "start": start}
    for space in ("flat", "curved")
    for start in ("random", "placed")
}


def test_two_settings_that_make_the_variants_have_a_mark_each():
    found = looks(FACTORS)
    colours = {name: colour for name, (colour, _, _) in found.items()}
    dashes = {name: dash for name, (_, dash, _) in found.items()}
    assert colours["flat-random"] == colours["flat-placed"] != colours["curved-placed"]
    assert dashes["flat-random"] == dashes["curved-random"] != dashes["flat-placed"]
    assert len({symbol for _, _, symbol in found.values()}) == 4
    lines = scores_by_dimension({2: results(A=0.0)}, "P@1", fields={"A": {"x": 1, "y": 2}}).data
    assert lines[0].line.dash == "solid"


@pytest.mark.parametrize(
    "fields", [{}, {"a": {"x": 1}, "b": {"x": 2}}, {**FACTORS, "other": {"geometry": "flat"}}]
)
def test_variants_of_another_kind_are_told_apart_by_number(fields):
    assert looks(fields) == {}


def test_dimensions_that_a_variant_misses_are_left_out():
    both, one = results(E_rand=0.0, H_hier=0.1), results(E_rand=0.0)
    figure = scores_by_dimension({2: one, 5: both}, "P@1")
    assert [len(trace.x) for trace in figure.data] == [2, 1]


def test_differences_tell_findings_from_noise():
    found = results(A=0.0, B=0.1, C=0.1)
    figure = paired_differences(found, "P@1")
    beyond, within = figure.data
    assert list(beyond.y) == [0, 1]  # B − A and C − A
    assert list(within.y) == [2]
    assert list(figure.layout.yaxis.ticktext) == ["B − A", "C − A", "C − B"]
    band = figure.layout.shapes[0]
    # Pooled over three variants, whose standard deviations are nearly those of the noise.
    assert band.x1 == pytest.approx(100 * np.std([0, 0.01, -0.01, 0.005], ddof=1), rel=0.02)


def test_differences_of_one_seed_have_no_band():
    found = compare({"A": {0: {"P@1": 0.5}}, "B": {0: {"P@1": 0.6}}})
    figure = paired_differences(found, "P@1")
    assert [trace.name for trace in figure.data] == ["within noise, or one seed"]
    assert len(figure.layout.shapes) == 1  # the line at 0


@pytest.mark.parametrize("counts", [[3, 40], [8, 348], [1, 30_000]])
def test_a_logarithmic_axis_has_several_ticks_that_read_differently(counts: list[int]):
    axis = label_counts(LabelGraph(("a", "b")), counts).layout.yaxis
    seen = [
        text
        for tick, text in zip(axis.tickvals, axis.ticktext, strict=True)
        if counts[0] <= tick <= counts[1]
    ]
    assert len(set(seen)) == len(seen) >= 3


def test_words_that_were_not_measured_have_no_bar_and_are_counted():
    words = ["river", "bank", "flows", "river"]
    figure = contribution_bars(words, np.array([0.5, -1.0, np.nan, np.nan]), "water")
    assert sum(len(bar.x) for bar in figure.data) == 2
    assert "2 of 4 words measured" in figure.layout.title.subtitle.text
    nothing = contribution_bars(words, np.full(4, np.nan), "water")
    assert "No word was measured." in nothing.to_json()


def test_words_that_were_not_measured_are_gaps_in_the_map():
    values = np.array([[0.5, np.nan], [-2.0, np.nan]])
    figure = contribution_map(["river", "flows"], ["water", "land"], values)
    assert figure.data[0].zmax == 2.0
    assert not figure.data[0].hoverongaps
    assert "Not measured: 1 word." in figure.layout.meta["alt"]
    assert contribution_map(["river"], ["water"], np.full((1, 1), np.nan)).layout.meta["alt"]
