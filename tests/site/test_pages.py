"""What stands on single pages: which documents, which systems, curves of trees, inert words."""

from __future__ import annotations

import re
from datetime import datetime
from types import SimpleNamespace

import numpy as np
import pytest
from jinja2 import UndefinedError

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import TOP, Tree, compare_edges
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS
from hmlc_core.runs.store.store import RunStore
from hmlc_core.site.comparison import systems
from hmlc_core.site.documents import DOCUMENTS, chosen
from hmlc_core.site.overview import trained
from hmlc_core.site.recipe import published
from hmlc_core.site.rendering import render, short, strong
from hmlc_core.site.trees import trees

pytestmark = pytest.mark.slow

HOSTILE = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def test_half_of_the_documents_are_right_as_far_as_there_are():
    right = np.arange(100) % 2 == 0
    rows = chosen(right)
    assert len(rows) == DOCUMENTS == 2 * right[rows].sum()
    assert rows == chosen(right)  # drawn by rule
    assert rows == sorted(set(rows))
    assert rows != list(range(DOCUMENTS))


@pytest.mark.parametrize(("good", "bad"), [(3, 50), (50, 3), (4, 5), (0, 0), (0, 40), (40, 0)])
def test_where_one_kind_is_rare_the_other_fills_up(good: int, bad: int):
    right = np.array([True] * good + [False] * bad, dtype=bool)
    rows = chosen(right)
    assert len(rows) == min(DOCUMENTS, good + bad)
    assert right[rows].sum() >= min(good, DOCUMENTS // 2)
    assert (~right[rows]).sum() >= min(bad, DOCUMENTS // 2)


def test_names_are_text_in_trees_and_whatever_a_template_is_given():
    graph = LabelGraph((HOSTILE, "a", "b"), ((0, 1), (0, 2)))
    tree = Tree([TOP, 0, 1])
    drawn = trees(graph, tree, compare_edges(graph, tree))
    assert drawn["names"][0]["text"] == short(HOSTILE, 30)
    frame = {"home": HOSTILE, "pages": [("recipe.html", HOSTILE)], "here": "recipe.html"}
    page = render(
        "recipe.html",
        {
            "run": {"name": HOSTILE, "id": HOSTILE},
            "preset": HOSTILE,
            "changes": [HOSTILE],
            "file": HOSTILE,
            "command": HOSTILE,
            "table": {
                "caption": HOSTILE,
                "head": [HOSTILE],
                "rows": [[HOSTILE, HOSTILE]],
                "marked": (),
                "texts": True,
            },
            **frame,
        },
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "alert(1)" in page
    assert not re.search(r'="[^"]*<', page)


def test_a_value_that_is_missing_is_an_error_and_no_empty_page():
    with pytest.raises(UndefinedError):
        render("recipe.html", {})


def test_stressed_words_are_escaped_as_well():
    assert strong("a **<b>** & c") == "a <strong>&lt;b&gt;</strong> &amp; c"


def test_an_edge_ends_where_its_labels_stand():
    graph = LabelGraph(("top", "a", "b"), ((0, 1), (0, 2)))
    tree = Tree([TOP, 0, 1])  # b below a
    drawn = trees(graph, tree, compare_edges(graph, tree))
    dots = {(dot["x"], dot["y"]) for dot in drawn["dots"]}
    assert {layer["name"]: layer["count"] for layer in drawn["layers"]} == {
        "true": 2,
        "true, not recovered": 1,
        "recovered, right": 1,
        "recovered, wrong parent": 1,
    }
    for layer in drawn["layers"]:
        for curve in layer["path"].split("M")[1:]:
            x, y, _, down, to, end = map(int, re.split("[ Q]", curve))
            assert {(x, y), (to, end)} <= dots
            assert down == end
    assert len({layer["dash"] for layer in drawn["layers"][1:]}) == 3


def test_each_half_has_a_whole_tree_and_the_names():
    graph = LabelGraph(("top", "a", "b"), ((0, 1), (0, 2)))
    tree = Tree([TOP, 0, 1])
    drawn = trees(graph, tree, compare_edges(graph, tree))
    true, recovered = drawn["halves"]
    assert (drawn["left"], true["left"]) == (0, 0)
    assert recovered["left"] + recovered["width"] == drawn["width"]
    for half in drawn["halves"]:
        inside = [dot for dot in drawn["dots"] if 0 <= dot["x"] - half["left"] <= half["width"]]
        assert len(inside) == len(graph)
        assert (
            half["left"] < drawn["middle"] < half["left"] + half["width"] < 2 * drawn["middle"] + 1
        )


def test_a_tree_alone_leaves_no_room_for_another():
    graph, tree = LabelGraph(("top", "a", "b")), Tree([TOP, 0, 1])
    drawn = trees(graph, tree, compare_edges(graph, tree))
    assert drawn["halves"] == []
    assert drawn["left"] > 0
    assert drawn["left"] < drawn["middle"] < min(dot["x"] for dot in drawn["dots"])


def test_runs_that_differ_in_their_seeds_alone_are_one_system(store: RunStore):
    base = Experiment()
    made = [
        base,
        base.assign(["seed=2"]),
        base.assign(["seed=2"]),
        base.assign(["model.dim=7"]),
        base.assign(["training.epochs=3"]),
        *(Experiment(model=kind()) for kind in MODELS.values() if kind.reference),
    ]
    runs = [store.get(store.create(one)) for one in made]
    found = systems(runs)
    first, *others = found.values()
    assert first == {0: runs[0], 2: runs[1]}  # the first of each seed
    assert others == [{0: run} for run in runs[3:]]
    assert list(found)[-1] == next(kind.title for kind in MODELS.values() if kind.reference)
    assert "7-D" in list(found)[1]
    assert "epochs 3" in list(found)[2]


def test_where_files_lie_on_this_machine_is_not_published():
    experiment = Experiment().assign(["corpus.name=/home/somebody/secret/rcv1"])
    assert published(experiment).corpus.name == "rcv1"
    assert published(Experiment()) == Experiment()


def test_an_example_was_not_trained_on_the_day_of_its_arrival():
    run = SimpleNamespace(example=False, created=datetime(2026, 11, 5), epoch=20.0, seconds=18.0)
    assert trained(run) == "05 November 2026, 20 epochs, 18 s"
    run.example = True
    assert trained(run) == "20 epochs"
