"""Levels of a hierarchy: every label on one, parents above their children."""

from __future__ import annotations

import numpy as np
import pytest

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.levels import levels_of

TREE = LabelGraph(("x", "a", "top", "b", "deep"), ((2, 1), (2, 3), (3, 4)))
TWO_WAYS = LabelGraph(("top", "mid", "low"), ((0, 1), (1, 2), (0, 2)))


@pytest.mark.parametrize("graph", [TREE, TWO_WAYS, LabelGraph(("a", "b")), LabelGraph(())])
def test_levels_part_the_labels_and_none_is_empty(graph: LabelGraph) -> None:
    levels = levels_of(graph)
    found = np.concatenate([np.zeros(0, np.int64), *levels.members])
    assert sorted(found) == list(range(len(graph)))
    assert all(levels.sizes)
    laid = np.array(graph.names, dtype=object)[found]
    assert tuple(laid[levels.columns]) == graph.names


@pytest.mark.parametrize("graph", [TREE, TWO_WAYS])
def test_every_parent_is_above_its_children(graph: LabelGraph) -> None:
    level = {
        label: number
        for number, members in enumerate(levels_of(graph).members)
        for label in members.tolist()
    }
    assert all(level[parent] < level[child] for parent, child in graph.edges)


def test_a_label_with_several_ways_down_to_it_is_at_the_end_of_the_longest() -> None:
    assert [members.tolist() for members in levels_of(TWO_WAYS).members] == [[0], [1], [2]]
    assert levels_of(TWO_WAYS).names == ("level 1", "level 2", "level 3")


def test_without_a_hierarchy_there_is_one_level() -> None:
    assert levels_of(LabelGraph(("a", "b", "c"))).sizes == (3,)
