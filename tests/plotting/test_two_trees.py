"""Two trees side by side: one row a label, kinds of edges told apart, nothing but text in names."""

from __future__ import annotations

import re

import numpy as np

from hmlc_core import shipped
from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import TOP, Tree, compare_edges
from hmlc_core.plotting.tree_pair import STYLES
from hmlc_core.plotting.two_trees import two_trees

GRAPH = LabelGraph(("root", "<b>x</b>", "y $z$", "leaf", "other"), ((0, 1), (0, 2), (1, 3), (2, 4)))
TREE = Tree([TOP, 0, 1, 1, 2])  # y hangs below x instead of below the root


def draw(graph=GRAPH, tree=TREE, **options):
    return two_trees(graph, tree, compare_edges(graph, tree), **options)


def traces(figure) -> dict[str, object]:
    return {trace.name: trace for trace in figure.data if trace.name}


def test_every_kind_is_counted_and_drawn_in_its_own_dash():
    found = traces(draw(tree=Tree([1, TOP, 1, 1, 2])))  # x above the root: reversed
    assert set(found) == {
        "true (4)",  # as on the disk: those below are some of them
        "true, not recovered (2)",
        "recovered, right (2)",
        "recovered, wrong parent (1)",
        "recovered, reversed (1)",
    }
    looks = {(trace.line.color, trace.line.dash) for trace in found.values()}
    assert len(looks) == len(found)
    dashes = [STYLES[kind][2] for kind in ("right", "wrong_parent", "reversed")]
    assert len(set(dashes)) == 3  # told apart without colour


def test_the_disk_tells_kinds_apart_in_the_same_colours_and_without_them():
    """assets/disk/edges.js has them once more, as a canvas takes them."""
    source = (shipped.ASSETS / "disk" / "edges.js").read_text(encoding="utf-8")
    rows = re.findall(r'^  (\w+): \{.*colour: "(#\w+)", dash: (\[[^]]*\])', source, re.MULTILINE)
    assert {kind: colour for kind, colour, _ in rows} == {
        kind: colour for kind, (_, colour, _) in STYLES.items() if kind != "true"
    }
    beside_truth = [dash for kind, _, dash in rows if kind != "recovered"]
    assert len(set(beside_truth)) == len(beside_truth) == 4


def test_a_label_has_the_same_row_in_both_trees_in_the_order_of_the_true_one():
    figure = draw()
    left, right = (trace for trace in figure.data if trace.mode == "markers")
    assert list(left.text) == list(right.text)
    assert np.array_equal(left.y, right.y)
    assert list(left.text)[:3] == ["root", "&lt;b&gt;x&lt;/b&gt;", "leaf"]
    assert max(left.x) < 0.5 < min(right.x)


def test_names_are_text():
    for trace in draw().data:
        for text in (*(trace.text or ()), *(trace.hovertext or ())):
            assert "<" not in text
            assert "$" not in text


def test_without_a_hierarchy_only_the_recovered_tree_is_drawn():
    graph = LabelGraph(GRAPH.names)
    figure = draw(graph, TREE)
    assert set(traces(figure)) == {"recovered (4)"}
    assert len([trace for trace in figure.data if trace.mode == "markers"]) == 1


def test_a_branch_leaves_out_the_edges_that_lead_elsewhere():
    figure = draw(labels=[1, 3])
    assert set(traces(figure)) == {"true (1)", "recovered, right (1)"}
    assert len(figure.data[-1].y) == 2


def test_one_label_and_none_are_no_trouble():
    one = LabelGraph(("only",))
    assert two_trees(one, Tree([TOP]), []).data
    none = two_trees(LabelGraph(()), Tree([]), [])
    assert "no label" in none.layout.annotations[0].text


def test_what_it_shows_is_also_said():
    assert "Wrong parents: y $z$ below <b>x</b>" in draw().layout.meta["alt"]
