"""Edmonds' spanning arborescence of a sparse digraph, the cheapest one.

Edmonds, *Optimum Branchings* (1967): every node takes its cheapest edge; the circles that come of
it are contracted, edges into them costing what they add; and so on until there is none. All circles
of a round are contracted at once, so that a round is a few passes over the edges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.recovery.distances import Floats

Nodes = NDArray[np.int64]


def cheapest_arborescence(tails: Nodes, heads: Nodes, costs: Floats, nodes: int) -> Nodes:
    """(nodes,) the edge by which each node is entered where the total cost is least; −1 at the
    last node, the root, from which all must be reached.

    tails, heads, costs: (edges,). Of equally cheap edges the first is taken.
    """
    edges, place = np.arange(len(tails)), np.arange(nodes)
    inner, outer, left = tails, heads, costs
    rounds: list[tuple[Nodes, Nodes]] = []  # where each node is, and which edge enters each place
    while True:
        count = int(place.max()) + 1
        best = _cheapest(outer, left, count, int(place[-1]))
        entered = np.where(best >= 0, edges[best], -1)
        rounds.append((place, entered))
        above = np.where(best >= 0, inner[best], np.arange(count))
        group = _contracted(above)
        if group is None:
            break
        left = left - left[best[outer]]
        place, inner, outer = group[place], group[inner], group[outer]
        kept = (inner != outer) & (outer != place[-1])
        edges, inner, outer, left = (each[kept] for each in (edges, inner, outer, left))

    _, entered = rounds.pop()
    while rounds:  # whoever enters a circle opens it there
        place, within = rounds.pop()
        chosen = entered[entered >= 0]
        within[place[heads[chosen]]] = chosen
        entered = within
    return entered


def _cheapest(heads: Nodes, costs: Floats, count: int, root: int) -> Nodes:
    """(count,) the cheapest edge into each node, −1 for the root."""
    best, least = np.full(count, -1), np.full(count, np.inf)
    np.minimum.at(least, heads, costs)  # a sort of all edges in every round took ten times as long
    cheapest = np.flatnonzero(costs == least[heads])[::-1]  # of equal ones the first is put last
    best[heads[cheapest]] = cheapest
    best[root] = -1
    return best


def _contracted(above: Nodes) -> Nodes | None:
    """(nodes,) the number of each after all circles became one node each; None without a circle.

    above: (nodes,) whose edge enters each; the root stands above itself.
    """
    ahead, first = above, np.minimum(np.arange(len(above)), above)
    for _ in range(len(above).bit_length()):
        first = np.minimum(first, first[ahead])
        ahead = ahead[ahead]
    circular = np.unique(ahead)  # where everyone ends who goes on long enough
    circular = circular[above[circular] != circular]
    if not len(circular):
        return None
    group = np.arange(len(above))
    group[circular] = first[circular]
    numbers: Nodes = np.unique(group, return_inverse=True)[1]
    return numbers
