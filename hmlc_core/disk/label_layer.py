"""A label graph as the disk wants it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hmlc_core.disk.values import LabelLayer

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from hmlc_core.data.labels import LabelGraph


def label_layer(graph: LabelGraph, documents: ArrayLike | None = None) -> LabelLayer:
    """The labels of a graph with their edges, branches, levels and sizes.

    documents: number of documents of each label, if known.
    """
    from hmlc_core.plotting.theme import branches

    names = [graph.display(i) for i in range(len(graph))]
    number = branches(graph).tolist()
    heads: dict[int, str] = {}
    for label, branch in sorted(enumerate(number), key=lambda pair: int(graph.depth[pair[0]])):
        heads.setdefault(branch, names[label])
    return LabelLayer(
        names=names,
        edges=graph.edges,
        groups=[None if branch < 0 else heads[branch] for branch in number],
        levels=graph.depth + 1,
        sizes=documents,
    )
