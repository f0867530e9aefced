"""Parents from documents, against trees that the documents were drawn from."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data.formats.harnn.parents import find_parents


@st.composite
def trees(draw: st.DrawFn, ordered: bool = False) -> dict[int, int]:
    """Child -> parent; ordered: children stand in the order of their parents."""
    parents = draw(st.lists(st.integers(0, 4), min_size=1, max_size=12))
    return dict(enumerate(sorted(parents) if ordered else parents))


@given(trees())
def test_labels_seen_alone_have_their_parents(tree: dict[int, int]) -> None:
    found = find_parents([((above,), (child,)) for child, above in tree.items()], 1)
    assert (found.of, found.undecided) == (tree, 0)


@pytest.mark.slow
@given(trees(ordered=True), st.randoms(use_true_random=False))
def test_a_parent_is_one_that_all_documents_of_a_label_have(
    tree: dict[int, int], draw: random.Random
) -> None:
    """And the true one, where that is not said to be undecided."""
    paths = [draw.sample(sorted(tree), k=draw.randint(1, min(3, len(tree)))) for _ in range(8)]
    documents = [(tuple({tree[child] for child in path}), tuple(path)) for path in paths]
    found = find_parents(documents, 1)
    assert found.of.keys() == {child for path in paths for child in path}
    for above, below in documents:
        assert {found.of[child] for child in below} <= set(above)
    decided = [child for child in found.of if found.of[child] == tree[child]]
    assert len(decided) >= len(found.of) - found.undecided


def test_ids_in_the_order_of_the_tree_bound_what_is_undecided() -> None:
    """5 stands between 4 and 6, both below 1, so it cannot stand below the rarer 0."""
    documents = [((0,), (3,)), ((1,), (4,)), ((1,), (6,)), ((0, 1), (5,)), ((1,), (7,))]
    found = find_parents(documents, 1)
    assert (found.of[5], found.ordered, found.undecided) == (1, True, 0)


def test_of_several_the_one_with_fewest_documents() -> None:
    """Where ids stand in no order: 1 is below 9, 2 below 3."""
    documents = [((9,), (1,)), ((3,), (2,)), ((3,), (2,)), ((3, 9), (5,))]
    found = find_parents(documents, 1)
    assert (found.of[5], found.ordered, found.undecided) == (9, False, 1)


def test_documents_with_nothing_above_say_nothing() -> None:
    found = find_parents([((), (1,)), ((4,), (1,)), ((), (2,))], 1)
    assert found.of == {1: 4}


def test_where_no_label_is_in_all_documents_most_count() -> None:
    found = find_parents([((4,), (1,)), ((5,), (1,)), ((5,), (1,))], 1)
    assert found.of == {1: 5}
