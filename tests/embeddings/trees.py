"""Label graphs that several tests embed."""

from __future__ import annotations

from hmlc_core.data.labels import LabelGraph


def tree(*branching: int) -> LabelGraph:
    """A tree whose nodes at depth h have branching[h] children each, row by row from the root."""
    edges: list[tuple[int, int]] = []
    count, level = 1, [0]
    for width in branching:
        children = list(range(count, count + width * len(level)))
        edges += [(level[n // width], child) for n, child in enumerate(children)]
        count, level = count + len(children), children
    return graph(count, *edges)


def graph(labels: int, *edges: tuple[int, int]) -> LabelGraph:
    """Labels a0, a1, … joined by (parent, child) edges."""
    return LabelGraph(tuple(f"a{n}" for n in range(labels)), edges)
