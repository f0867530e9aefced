"""Edmonds' maximum spanning arborescence of a complete digraph.

Edmonds, *Optimum Branchings* (1967), in the form of Tarjan, *Finding Optimum Branchings* (1977),
for dense graphs: contracting a circle merges the columns of its members, so that all is done in
O(n²) and 1,000 labels need no pruning of candidates. NetworkX has the general algorithm, which
takes minutes for as many edges.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.recovery.distances import Floats


def maximum_arborescence(weights: Floats, root: Floats) -> NDArray[np.int64]:
    """(n,) the parent of each node, −1 under the root, where the total weight is largest.

    weights: (n, n), row → column; the diagonal is not read. root: (n,) weights of the edges from
    a node above all, where −∞ forbids; some node must be allowed.
    """
    count = len(root)
    into = list(np.column_stack([weights.T, root]))  # of each (contracted) node, from every tail
    heads = [np.full(count + 1, node) for node in range(count)]  # whom such an edge enters
    for node in range(count):
        into[node][node] = -np.inf
    members = [np.array([node]) for node in range(count)]
    holder = np.append(np.arange(count), -1)  # node -> the contraction it is in by now
    within: dict[int, int] = {}  # contracted -> the contraction it went into
    chosen: dict[int, tuple[int, int]] = {}  # -> its best edge (tail, head)
    done = {-1}

    for start in range(count):
        path: list[int] = []
        node = int(holder[start])
        while node not in done:
            if node in path:
                circle = path[path.index(node) :]
                del path[-len(circle) :]
                node = len(into)
                gains = np.stack([into[x] - into[x].max() for x in circle])
                best = gains.argmax(axis=0), np.arange(count + 1)
                members.append(np.concatenate([members[x] for x in circle]))
                into.append(gains[best])
                heads.append(np.stack([heads[x] for x in circle])[best])
                into[node][members[node]] = -np.inf
                holder[members[node]] = node
                within.update(dict.fromkeys(circle, node))
            path.append(node)
            tail = int(into[node].argmax())
            chosen[node] = tail, int(heads[node][tail])
            node = int(holder[tail])
        done.update(path)

    for outer in reversed(range(count, len(into))):  # the edge into a circle opens it there
        inner = chosen[outer][1]
        while within[inner] != outer:
            inner = within[inner]
        chosen[inner] = chosen[outer]
    parents = np.array([chosen[node][0] for node in range(count)], dtype=np.int64)
    return np.where(parents == count, -1, parents)
