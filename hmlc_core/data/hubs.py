"""Steps between the labels of a hierarchy, without a table of all pairs of labels.

Every label knows its distance from a few hubs, chosen so that every shortest path runs over a hub
that both of its ends know: a 2-hop cover by pruned landmark labelling (Akiba, Iwata and Yoshida,
*Fast Exact Shortest-Path Distance Queries on Large Networks by Pruned Landmark Labeling*, SIGMOD
2013, algorithm 1). Searches run in what is left of the hierarchy without its hanging trees: the
labels, and the virtual root, that lie on a circle or between two of them. Whoever hangs there
knows the hubs of the label that it hangs from, and itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from hmlc_core.data.labels import LabelGraph

_FAR = 2**30
"""More than any number of steps, and its double is no overflow."""


class Hubs:
    """Exact numbers of steps along edges in either direction; the virtual root joins top labels.

    starts: (labels + 1,) where each label's hubs begin in the other two, and the end. hubs: labels,
    the virtual root being the number of labels. steps: how far the hubs are.
    """

    def __init__(self, graph: LabelGraph) -> None:
        around, hanging = _stripped(_neighbours(graph))
        known = _cover(around)
        for label, gate in reversed(hanging):
            known[label] = {hub: far + 1 for hub, far in known[gate].items()} | {label: 0}
        known.pop()  # the virtual root's
        self.starts = np.cumsum([0, *map(len, known)])
        self.hubs = np.array([hub for each in known for hub in each], dtype=np.int64)
        self.steps = np.array([far for each in known for far in each.values()], dtype=np.int32)
        self._nearest = np.full(len(graph) + 1, _FAR, dtype=np.int32)  # of each hub; kept clean

    def to_nearest(
        self, labels: NDArray[np.integer], others: NDArray[np.integer]
    ) -> NDArray[np.int32]:
        """(n,) steps from each of n labels to the nearest of `others`, of which there is one at
        least."""
        if not len(labels):
            return np.zeros(0, dtype=np.int32)
        there, _ = self._places(others)
        np.minimum.at(self._nearest, self.hubs[there], self.steps[there])
        here, begins = self._places(labels)
        steps = np.minimum.reduceat(self._nearest[self.hubs[here]] + self.steps[here], begins)
        self._nearest[self.hubs[there]] = _FAR
        return steps

    def _places(self, labels: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Where the hubs of some labels are, one label after another, and where each begins."""
        begin, counts = self.starts[labels], self.starts[labels + 1] - self.starts[labels]
        ends = counts.cumsum()
        return np.arange(ends[-1]) + np.repeat(begin - (ends - counts), counts), ends - counts


def _neighbours(graph: LabelGraph) -> list[set[int]]:
    """Of each label and, last, of the virtual root."""
    root, tops = len(graph), graph.roots()
    around = [{*graph.parents(label), *graph.children(label)} for label in range(root)]
    for top in tops:
        around[top].add(root)
    return [*around, set(tops)]


def _stripped(around: list[set[int]]) -> tuple[list[set[int]], list[tuple[int, int]]]:
    """The neighbours without whoever hangs by a single one, again and again; and (who, from whom)
    in the order in which they went. The last node, the virtual root, stays."""
    waiting = [node for node, near in enumerate(around[:-1]) if len(near) == 1]
    hanging = []
    for node in waiting:  # grows while it is read
        (gate,) = around[node]
        around[node].clear()
        around[gate].remove(node)
        hanging.append((node, gate))
        if len(around[gate]) == 1 and gate < len(around) - 1:
            waiting.append(gate)
    return around, hanging


def _cover(around: list[set[int]]) -> list[dict[int, int]]:
    """Of each node its hubs and the steps to them; the nodes with most neighbours first.

    A breadth-first search from each hub in turn goes no further than where the hubs before it give
    the same distance.
    """
    known: list[dict[int, int]] = [{} for _ in around]
    for hub in sorted(range(len(around)), key=lambda node: -len(around[node])):
        own, level, seen, steps = known[hub].copy(), {hub}, {hub}, 0
        while level:
            reached = [node for node in level if not _as_near(own, known[node], steps)]
            for node in reached:
                known[node][hub] = steps
            level = set().union(*(around[node] for node in reached)) - seen
            seen |= level
            steps += 1
    return known


def _as_near(one: dict[int, int], other: dict[int, int], steps: int) -> bool:
    """Whether a hub that both know gives a path of so many steps, or fewer."""
    return any(other.get(hub, _FAR) + far <= steps for hub, far in one.items())
