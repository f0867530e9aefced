"""LabelGraph: what it refuses, what it tolerates, and the laws of its relations."""

from __future__ import annotations

import networkx
import numpy as np
import pytest
import scipy.sparse as sparse
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph, find_cycle
from hmlc_core.errors import DataError

DIAMOND = LabelGraph(("top", "left", "right", "low", "alone"), ((0, 1), (0, 2), (1, 3), (2, 3)))


@st.composite
def graphs(draw: st.DrawFn) -> LabelGraph:
    """DAGs of up to nine labels in any order of rows."""
    count = draw(st.integers(1, 9))
    order = draw(st.permutations(range(count)))
    pairs = [(order[i], order[j]) for i in range(count) for j in range(i + 1, count)]
    edges = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return LabelGraph(tuple(f"label {row}" for row in range(count)), tuple(edges))


def as_networkx(graph: LabelGraph) -> networkx.DiGraph:
    result = networkx.DiGraph(graph.edges)
    result.add_nodes_from(range(len(graph)))
    return result


def test_relations_of_a_label_with_two_parents() -> None:
    low = DIAMOND.index("low")
    assert DIAMOND.parents(low) == (1, 2)
    assert DIAMOND.ancestors(low) == (0, 1, 2)
    assert DIAMOND.children(0) == (1, 2)
    assert DIAMOND.descendants(0) == (1, 2, 3)
    assert DIAMOND.roots() == (0, 4)
    assert DIAMOND.leaves() == (3, 4)
    assert DIAMOND.depth.tolist() == [0, 1, 1, 2, 0]


def test_depth_is_the_longest_path() -> None:
    graph = LabelGraph(("a", "b", "c"), ((0, 1), (1, 2), (0, 2)))
    assert graph.depth.tolist() == [0, 1, 2]


def test_hops_pass_through_the_virtual_root() -> None:
    hops = DIAMOND.hops()
    assert hops.shape == (5, 5)
    assert hops[3, 1] == 1
    assert hops[1, 2] == 2
    assert hops[0, 4] == 2
    assert hops[3, 4] == 4


def test_closing_a_label_matrix_adds_ancestors_only() -> None:
    matrix = sparse.csr_matrix(np.array([[0, 0, 0, 1, 0], [0, 1, 0, 0, 1]], dtype=np.float32))
    closed = DIAMOND.closed(matrix)
    assert closed.dtype == np.float32
    assert closed.toarray().tolist() == [[1, 1, 1, 1, 0], [1, 1, 0, 0, 1]]


def test_arrays_cannot_be_changed_by_readers() -> None:
    with pytest.raises(ValueError, match="read-only"):
        DIAMOND.depth[0] = 7


@pytest.mark.slow
@given(graphs())
def test_relations_agree_with_networkx(graph: LabelGraph) -> None:
    reference = as_networkx(graph)
    closure = {tuple(pair) for pair in graph.closure().tolist()}
    assert closure == set(networkx.transitive_closure_dag(reference).edges)
    for label in range(len(graph)):
        assert set(graph.ancestors(label)) == networkx.ancestors(reference, label)
        assert set(graph.descendants(label)) == networkx.descendants(reference, label)


@pytest.mark.slow
@given(graphs())
def test_a_child_lies_deeper_than_each_parent(graph: LabelGraph) -> None:
    assert all(graph.depth[parent] < graph.depth[child] for parent, child in graph.edges)
    assert {int(label) for label in np.flatnonzero(graph.depth == 0)} == set(graph.roots())


@pytest.mark.slow
@given(graphs())
def test_hops_are_a_metric_that_edges_shorten(graph: LabelGraph) -> None:
    hops = graph.hops()
    assert (hops == hops.T).all()
    assert (np.diag(hops) == 0).all()
    assert all(hops[parent, child] == 1 for parent, child in graph.edges)
    through = hops[:, :, None] + hops[None, :, :]
    assert (hops[:, None, :] <= through).all()


@pytest.mark.slow
@given(graphs())
def test_closing_twice_changes_nothing(graph: LabelGraph) -> None:
    matrix = sparse.identity(len(graph), format="csr", dtype=np.float32)
    closed = graph.closed(matrix)
    assert (graph.closed(closed) != closed).nnz == 0


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=12))
def test_a_cycle_is_found_exactly_when_there_is_one(edges: list[tuple[int, int]]) -> None:
    cycle = find_cycle(edges)
    assert bool(cycle) == (not networkx.is_directed_acyclic_graph(networkx.DiGraph(edges)))
    assert all(step in edges for step in zip(cycle, (*cycle[1:], *cycle[:1])))


def test_a_deep_hierarchy_needs_no_recursion() -> None:
    edges = [(label, label + 1) for label in range(5_000)]
    assert find_cycle(edges) == ()
    assert len(find_cycle([*edges, (5_000, 0)])) == 5_001


def test_edges_by_name_keep_the_given_rows_first() -> None:
    graph = LabelGraph.from_edges(
        ["b", "a"], [("ROOT", "a"), ("a", "b"), ("b", "c"), ("ROOT", "d")]
    )
    assert graph.names == ("b", "a", "c", "d")
    assert graph.edges == ((1, 0), (0, 2))
    assert graph.roots() == (1, 3)


def test_self_loops_and_repeated_edges_are_dropped_and_told() -> None:
    told: list[str] = []
    graph = LabelGraph.from_edges(
        [], [("Opinion", "Opinion"), ("News", "Opinion"), ("News", "Opinion")], note=told.append
    )
    assert graph.edges == ((1, 0),)
    assert "own parent" in told[0]
    assert "repeated" in told[1]


def test_a_cycle_is_refused_and_named_whole() -> None:
    with pytest.raises(DataError) as caught:
        LabelGraph.from_edges([], [("a", "b"), ("b", "c"), ("c", "a"), ("c", "d")])
    assert "has a cycle" in str(caught.value)
    assert "a → b → c → a" in str(caught.value)


@pytest.mark.parametrize(
    ("names", "edges", "message"),
    [
        (("a", "b", "a"), (), "a label name occurs twice (found 'a')"),
        (("a", "ROOT"), (), "ROOT is the virtual root"),
        (("a", "b"), ((0, 0),), "joins a label to itself"),
        (("a", "b"), ((0, 2),), "does not exist"),
        (("a", "b"), ((0, 1), (0, 1)), "an edge occurs twice"),
    ],
)
def test_broken_graphs_are_refused(
    names: tuple[str, ...], edges: tuple[tuple[int, int], ...], message: str
) -> None:
    with pytest.raises(DataError) as caught:
        LabelGraph(names, edges)
    assert message in str(caught.value)


def test_texts_must_match_labels() -> None:
    with pytest.raises(DataError, match="differ in number"):
        LabelGraph(("a", "b"), texts=("A",))


def test_an_unknown_label_brings_similar_names_to_mind() -> None:
    with pytest.raises(DataError) as caught:
        LabelGraph(("Health & Medical", "Food")).index("Health_&_Medical")
    assert "Did you mean 'Health & Medical'?" in str(caught.value)


def test_names_are_data_whatever_they_hold() -> None:
    names = ("<img src=x onerror=alert(1)>", "é" * 10_000, "a\\b", "日本")
    graph = LabelGraph(names, ((0, 1),), texts=("Bild", "e", "b", "Japan"))
    assert [graph.index(name) for name in names] == [0, 1, 2, 3]
    assert graph.display(0) == "Bild"
    assert LabelGraph(names).display(0) == names[0]


def test_a_part_has_its_labels_in_their_order_and_the_edges_between_them() -> None:
    graph = LabelGraph(tuple("abcde"), ((0, 1), (0, 2), (1, 3), (2, 3)), tuple("ABCDE"))
    part = graph.part([3, 1, 0])
    assert part == LabelGraph(tuple("dba"), ((2, 1), (1, 0)))
    assert part.texts == ("D", "B", "A")
    assert graph.part([]) == LabelGraph(())
