"""Trees from distances: exact ones come back, ties are nobody's advantage."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.errors import SettingError
from hmlc_core.evaluation.recovery import METHODS, TOP, Tree, distance_rows, radii
from hmlc_core.evaluation.recovery.extraction import extract, root_costs, root_label
from hmlc_core.geometry import PoincareBall
from tests.evaluation.recovery.trees import quietly, trees


@pytest.mark.slow
@pytest.mark.parametrize("method", ["arborescence", "greedy"])
@quietly
@given(trees())
def test_the_distances_of_a_tree_give_the_tree_back(method: str, tree: Tree) -> None:
    found = extract(tree.hops(), tree.depth + 1.0, method=method, seed=0)
    assert found.parents.tolist() == tree.parents.tolist()


@pytest.mark.parametrize("method", METHODS)
def test_sarkars_embedding_gives_its_tree_back(method: str) -> None:
    parents = [TOP, 0, 0, 0, 1, 1, 2, 2, 3, 3]
    edges = tuple((p, c) for c, p in enumerate(parents) if p != TOP)
    points = sarkar(LabelGraph(tuple("abcdefghij"), edges), tau=4.0)
    disk = PoincareBall(2)
    distances = distance_rows(points, disk)(slice(None))
    assert extract(distances, radii(points, disk), method=method, seed=0).edges == tuple(
        sorted(edges, key=lambda edge: edge[1])
    )


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("labels", [0, 1])
def test_without_a_pair_of_labels_there_is_nothing_to_join(method: str, labels: int) -> None:
    found = extract(np.zeros((labels,) * 2), np.ones(labels), method=method, seed=0)
    assert found.parents.tolist() == [TOP] * labels


def test_two_labels() -> None:
    distances = np.array([[0.0, 1], [1, 0]])
    for method in METHODS:
        assert extract(distances, np.array([0.2, 1.1]), method=method, seed=0).edges == ((0, 1),)
        assert extract(distances * 9, np.array([4.5, 4.5]), method=method, seed=0).edges == ()
        assert extract(distances, np.array([1.1, 2.1]), method=method, seed=0).edges == ((0, 1),)


def test_a_label_in_the_middle_of_all_is_the_root() -> None:
    assert root_label(np.array([1.0, 0.4, 2.0])) == 1
    assert root_label(np.array([1.0])) == TOP
    assert root_costs(np.array([0.4, 1.0, 2.0])).tolist() == [0.4, np.inf, np.inf]
    assert root_costs(np.array([0.6, 1.0, 2.0])).tolist() == [0.6, 1.0, 2.0]
    assert root_costs(np.array([0.0, 0.0, 2.0])).tolist() == [0.0, 0.0, 2.0]
    # Label 1 is nearer to the centre than to label 0, which is off it, but has to stand there.
    distances = np.array([[0.0, 1.3, 0.8], [1.3, 0, 2.0], [0.8, 2.0, 0]])
    for method in METHODS:
        tree = extract(distances, np.array([0.3, 1.0, 1.0]), method=method, seed=0)
        assert tree.parents.tolist() == [TOP, 0, 0]


def test_the_arborescence_prefers_parents_nearer_to_the_centre() -> None:
    # 2 is a little nearer to 1 than to 0, but 1 lies further out than 2.
    distances = np.array([[0.0, 2.0, 1.1], [2.0, 0, 1.0], [1.1, 1.0, 0]])
    tree = extract(distances, np.array([1.0, 2.5, 1.9]), method="arborescence", seed=0)
    assert tree.parents.tolist() == [TOP, 2, 0]


def test_where_no_label_lies_the_inner_node_of_the_linkage_has_no_name() -> None:
    # Two pairs far apart; all four lie equally far out, and no label where the pairs meet.
    distances = np.array([[0, 1, 6, 6], [1, 0, 6, 6], [6, 6, 0, 1], [6, 6, 1, 0]], dtype=float)
    tree = extract(distances, np.full(4, 3.0), method="linkage", seed=0)
    assert tree.parents.tolist() == [TOP] * 4
    # A fifth lies in the middle of the first pair, and takes both.
    middle = np.array([0.5, 0.5, 5.5, 5.5])
    distances = np.block([[distances, middle[:, None]], [middle, 0.0]])
    tree = extract(distances, np.array([3.0, 3, 3, 3, 2.5]), method="linkage", seed=0)
    assert tree.parents.tolist() == [4, 4, TOP, TOP, TOP]


@pytest.mark.parametrize("method", METHODS)
def test_labels_have_no_advantage_from_their_order(method: str) -> None:
    random = np.random.default_rng(0)
    points = random.uniform(-0.6, 0.6, (30, 2))
    disk = PoincareBall(2)
    distances, radius = distance_rows(points, disk)(slice(None)), radii(points, disk)
    order = random.permutation(30)
    whole = extract(distances, radius, method=method, seed=0)
    mixed = extract(distances[np.ix_(order, order)], radius[order], method=method, seed=1)
    assert {(order[p], order[c]) for p, c in mixed.edges} == set(whole.edges)


def test_a_seed_and_not_the_order_breaks_ties() -> None:
    # Two labels in one place could both be the parent of the third.
    distances = np.array([[0.0, 0, 1], [0, 0, 1], [1, 1, 0]])
    radius = np.array([2.0, 2, 3])
    found = {extract(distances, radius, method="greedy", seed=s).parents[2] for s in range(9)}
    assert found == {0, 1}


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(SettingError, match="arborescence, greedy, linkage"):
        extract(np.zeros((2, 2)), np.zeros(2), method="guess", seed=0)
