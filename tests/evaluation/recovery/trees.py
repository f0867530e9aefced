"""Random hierarchies for the properties of recovery."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery import Rows, Tree

quietly = settings(deadline=None, max_examples=60)


@st.composite
def trees(draw: st.DrawFn, least: int = 1, most: int = 12) -> Tree:
    """Any tree: each label's parent comes earlier in a shuffled order, or is the virtual root."""
    labels = draw(st.integers(least, most))
    order = draw(st.permutations(range(labels)))
    parents = [-1] * labels
    for place, label in enumerate(order):
        above = draw(st.integers(-1, place - 1))
        parents[label] = order[above] if above >= 0 else -1
    return Tree(parents)


def rows_of(distances: np.ndarray) -> Rows:
    """The rows of a matrix."""
    return lambda part: distances[part]


def graph_of(tree: Tree) -> LabelGraph:
    """The hierarchy that is exactly this tree."""
    return LabelGraph(tuple(f"label {n}" for n in range(len(tree))), tree.edges)
