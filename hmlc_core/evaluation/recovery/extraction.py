"""Trees read off distances between labels and their distances from the centre.

Distances are symmetric and cannot say which of two labels is the parent: the one nearer to the
centre is taken for it. The virtual root stands at the centre, unless a label has taken its place
(`root_label`). Where choices are equally good, a seed decides and not the labels' order, in
which a hierarchy file may have left its structure.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import SettingError
from hmlc_core.evaluation.recovery.arborescence import maximum_arborescence
from hmlc_core.evaluation.recovery.branching import cheapest_arborescence
from hmlc_core.evaluation.recovery.candidates import Candidates
from hmlc_core.evaluation.recovery.distances import Floats
from hmlc_core.evaluation.recovery.tree import TOP, Tree

OUTWARD = 1.0
"""How much dearer a parent is for each unit that it is further from the centre than its child."""

STANDS_OUT = 0.5
"""A label less than this times as far from the centre as the next one is the root itself."""

NAMED = 0.75
"""A label less than this times as far below an inner node of a linkage as the next is the node.
At 1, one of two siblings would be the other's parent; at 0.5, labels as they are learned would
rarely be near enough."""

Parents = NDArray[np.int64]


def extract(distances: Floats, radius: Floats, *, method: str = "arborescence", seed: int) -> Tree:
    """The tree of labels with distances (labels, labels), at `radius` (labels,) from the centre.

    method: one of `METHODS`. Raises `SettingError` for another one.
    """
    check_method(method, len(radius), sparse=False)
    order = np.random.default_rng(seed).permutation(len(radius))
    found = METHODS[method](distances[np.ix_(order, order)], radius[order])
    parents = np.full(len(radius), TOP)
    below = found != TOP
    parents[order[below]] = order[found[below]]
    return Tree(parents)


def extract_sparse(found: Candidates, radius: Floats, *, method: str) -> Tree:
    """The tree of labels that are too many for `extract`, of likely edges; their order is random.

    method: one of `SPARSE`. Raises `SettingError` for one that looks at all pairs.
    """
    check_method(method, len(radius), sparse=True)
    return Tree(SPARSE[method](found, radius))


def check_method(method: str, labels: int, *, sparse: bool) -> None:
    """Raise `SettingError` where `extract` of so many labels, or `extract_sparse`, has no such
    method."""
    if method not in METHODS:
        raise SettingError(
            "no such method", where="method", expected=", ".join(METHODS), received=repr(method)
        )
    if sparse and method not in SPARSE:
        raise SettingError(
            "too many labels for this method",
            where="method",
            expected=f"{' or '.join(SPARSE)} for {labels:,} labels",
            received=repr(method),
            remedy="Take one of these, or a part of the hierarchy.",
        )


def arborescence(distances: Floats, radius: Floats) -> Parents:
    """The cheapest tree as a whole: edges cost their length, and more if they lead inwards."""
    inward = np.maximum(0.0, radius[:, None] - radius)
    return maximum_arborescence(-distances - OUTWARD * inward, -root_costs(radius))


def greedy(distances: Floats, radius: Floats) -> Parents:
    """Each label by itself: the nearest of the labels that are nearer to the centre."""
    if not len(radius):
        return np.empty(0, dtype=np.int64)
    nearer = np.where(radius[:, None] < radius, distances, np.inf)
    parents = nearer.argmin(axis=0)
    return np.where(nearer.min(axis=0) < root_costs(radius), parents, TOP)


def sparse_arborescence(found: Candidates, radius: Floats) -> Parents:
    """`arborescence` of some edges; the root is a node after the labels."""
    above, below, count = found.parents, found.children, len(radius)
    inward = np.maximum(0.0, radius[above] - radius[below])
    costs = root_costs(radius)
    tops = np.flatnonzero(np.isfinite(costs))
    tails = np.concatenate([above, np.full(len(tops), count)])
    edges = cheapest_arborescence(
        tails,
        np.concatenate([below, tops]),
        np.concatenate([found.distances + OUTWARD * inward, costs[tops]]),
        count + 1,
    )
    parents = tails[edges[:count]]
    return np.where(parents == count, TOP, parents)


def sparse_greedy(found: Candidates, radius: Floats) -> Parents:
    """`greedy` among some edges."""
    outward = np.flatnonzero(radius[found.parents] < radius[found.children])
    order = outward[np.argsort(-found.distances[outward], kind="stable")]  # the nearest comes last
    parents, far = np.full(len(radius), TOP), np.full(len(radius), np.inf)
    parents[found.children[order]] = found.parents[order]
    far[found.children[order]] = found.distances[order]
    return np.where(far < root_costs(radius), parents, TOP)


def linkage(distances: Floats, radius: Floats) -> Parents:
    """Average linkage, whose inner nodes get the name of a label only where one lies there.

    An inner node joins two groups at depth g, the mean over pairs of (r_a + r_b − d_ab)/2. If its
    innermost label lies less than `NAMED` times as far below g as the next one that waits for a
    parent, it takes the node: whoever waits goes below it, or below a label of the other group
    that is nearer, and nearer to the centre too. Otherwise the node has no name, and all go on
    waiting; at the end they are top labels. A label in the place of the virtual root is left out
    until then: it is near to everything, and would be drawn into one of the groups.
    """
    root = root_label(radius)
    rest = np.flatnonzero(np.arange(len(radius)) != root)
    below = _joined(distances[np.ix_(rest, rest)], radius[rest])
    parents = np.full(len(radius), TOP)
    parents[rest] = np.where(below == TOP, root, rest[below])
    return parents


def _joined(distances: Floats, radius: Floats) -> Parents:
    from scipy.cluster.hierarchy import linkage as merges_of
    from scipy.spatial.distance import squareform

    parents = np.full(len(radius), TOP)
    if len(radius) < 2:
        return parents
    groups = [np.array([label]) for label in range(len(radius))]
    waiting = groups.copy()
    for left, right, height, _ in merges_of(squareform(distances, checks=False), "average"):
        sides = int(left), int(right)
        depth = (sum(radius[groups[side]].mean() for side in sides) - height) / 2
        heads = np.concatenate([waiting[side] for side in sides])
        first, second = heads[np.argsort(radius[heads], kind="stable")[:2]]
        if radius[first] - depth < NAMED * (radius[second] - depth):
            for side, other in (sides, sides[::-1]):
                for label in waiting[side][waiting[side] != first]:
                    above = groups[other][radius[groups[other]] < radius[label]]
                    choice = np.append(above, first)
                    parents[label] = choice[distances[label, choice].argmin()]
            heads = np.array([first])
        waiting.append(heads)
        groups.append(np.concatenate([groups[side] for side in sides]))
    return parents


def root_label(radius: Floats) -> int:
    """The label in the place of the virtual root, or `TOP`: one that is by far the innermost."""
    inner = np.argsort(radius, kind="stable")[:2]
    if len(inner) == 2 and radius[inner[0]] < STANDS_OUT * radius[inner[1]]:
        return int(inner[0])
    return TOP


def root_costs(radius: Floats) -> Floats:
    """(labels,) what it costs to stand under the virtual root: the distance from the centre.

    A label in its place is the only one that may: two roots in nearly the same place would share
    their children by chance.
    """
    root = root_label(radius)
    if root == TOP:
        return radius
    return np.where(np.arange(len(radius)) == root, radius, np.inf)


METHODS: dict[str, Callable[[Floats, Floats], Parents]] = {
    "arborescence": arborescence,
    "greedy": greedy,
    "linkage": linkage,
}
"""How a tree can be read off: name -> function of distances and radii."""

SPARSE: dict[str, Callable[[Candidates, Floats], Parents]] = {
    "arborescence": sparse_arborescence,
    "greedy": sparse_greedy,
}
"""Those that can do with some of the edges."""
