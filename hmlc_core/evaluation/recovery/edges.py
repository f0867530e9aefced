"""A recovered tree and the true hierarchy, edge by edge.

Edges to the virtual root are no edges. In a hierarchy where labels have several parents, any of
them is right, and nothing more than one of them can be asked of a tree: recall counts the labels
that have a parent, not the edges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

import numpy as np
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.recovery.tree import TOP, Tree
from hmlc_core.wording import counted

Kind = Literal["right", "wrong_parent", "missing", "reversed"]
KINDS: tuple[Kind, ...] = ("right", "wrong_parent", "missing", "reversed")


def edge_scores(graph: LabelGraph, tree: Tree) -> dict[str, float]:
    """How much of the hierarchy is in the tree, 1 being all, except `depth_error`, where 0 is.

    edge_f1: of (parent, child) pairs. edge_f1_undirected: without regard to who is the parent.
    ancestor_f1: of (ancestor, descendant) pairs; of labels with several parents all ancestors
        count, so that no tree reaches 1 there.
    parent_accuracy: share of all labels with a right parent; the virtual root is the right one
        of top labels.
    depth_error: mean |depth in the tree − depth in the hierarchy| (`LabelGraph.depth`).
    F1 is NaN where neither has an edge.
    """
    true, labels = set(graph.edges), len(graph)
    right = sum(edge in true for edge in tree.edges)
    joined = sum(edge in true or edge[::-1] in true for edge in tree.edges)
    below = labels - len(graph.roots())
    above, under = graph.closure().T
    closure = sparse.csr_matrix((np.ones(len(above)), (under, above)), (labels, labels))
    tops = sum(not graph.parents(label) for label in np.flatnonzero(tree.parents == TOP).tolist())
    return {
        "edge_f1": _f1(right, len(tree.edges), below),
        "edge_f1_undirected": _f1(joined, len(tree.edges), labels - _pieces(graph)),
        "ancestor_f1": _f1(
            int(tree.lineage.multiply(closure).sum()), tree.lineage.nnz - labels, len(above)
        ),
        "parent_accuracy": (right + tops) / labels if labels else float("nan"),
        "depth_error": float(np.abs(tree.depth - graph.depth).mean()) if labels else float("nan"),
    }


def compare_edges(graph: LabelGraph, tree: Tree) -> list[tuple[int, int, Kind]]:
    """(parent, child, kind) of every recovered edge, and then of the true ones that are missing.

    right: a true edge. reversed: its child is the true parent of its parent. wrong_parent: any
    other recovered edge. missing: a true edge whose child has got no right parent, unless it is
    there in reverse.
    """
    true = set(graph.edges)
    compared: list[tuple[int, int, Kind]] = []
    for parent, child in tree.edges:
        if (parent, child) in true:
            compared.append((parent, child, "right"))
        else:
            reverse = (child, parent) in true
            compared.append((parent, child, "reversed" if reverse else "wrong_parent"))
    placed = {child for _, child, kind in compared if kind == "right"}
    turned = {(child, parent) for parent, child, kind in compared if kind == "reversed"}
    compared += [
        (parent, child, "missing")
        for parent, child in graph.edges
        if child not in placed and (parent, child) not in turned
    ]
    return compared


def count_kinds(compared: Iterable[tuple[int, int, Kind]]) -> dict[Kind, int]:
    """How many edges there are of each kind."""
    found = Counter(kind for *_, kind in compared)
    return {kind: found[kind] for kind in KINDS}


def told(graph: LabelGraph, kinds: Mapping[Kind, int]) -> str:
    """How many recovered edges are right, and how many true ones were not found, in sentences.

    kinds: see `count_kinds`; graph: with a hierarchy.
    """
    return (
        f"Of {counted(sum(kinds.values()) - kinds['missing'], 'recovered edge')} "
        f"{kinds['right']:,} are right, {kinds['reversed']:,} reversed, "
        f"{kinds['wrong_parent']:,} wrong; {kinds['missing']:,} are missing. "
        f"{spared(graph, kinds)}".rstrip()
    )


def spared(graph: LabelGraph, kinds: Mapping[Kind, int]) -> str:
    """A sentence about true edges that are neither found nor missing; empty without any.

    They are further parents of labels whose recovered parent is one of the true ones. kinds: see
    `count_kinds`.
    """
    spare = len(graph.edges) - kinds["right"] - kinds["missing"] - kinds["reversed"]
    if spare <= 0:
        return ""
    return (
        "A tree gives a label one parent. Where that is a true one, the label's other true "
        f"parents ({counted(spare, 'edge')}) count neither as found nor as missing."
    )


def _f1(hits: int, found: int, true: int) -> float:
    return 2 * hits / (found + true) if found + true else float("nan")


def _pieces(graph: LabelGraph) -> int:
    """Connected pieces of the hierarchy, without the virtual root."""
    heads, tails = np.array(graph.edges, dtype=np.int64).reshape(-1, 2).T
    size = len(graph)
    matrix = sparse.csr_matrix((np.ones(len(heads)), (heads, tails)), (size, size))
    count, _ = connected_components(matrix, directed=False)
    return int(count)
