"""LabelGraph: the hierarchy of a corpus, a directed acyclic graph of named labels.

A label may have several parents or none. `ROOT` is virtual: it stands above the top labels in
files and in hop distances, and is never a label itself.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from scipy.sparse.csgraph import connected_components, shortest_path

from hmlc_core.data.hubs import Hubs
from hmlc_core.data.repeated import repeated
from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import spelt_like

ROOT = "ROOT"
"""Name of the virtual root in hierarchy files."""

Rows = tuple[tuple[int, ...], ...]


def _silent(_: str) -> None:
    """The note sink of a caller who does not care."""


@dataclass(frozen=True)
class LabelGraph:
    """Labels and their parent-child edges.

    names: unique label names; a label's position is its row in every matrix and embedding.
    edges: unique (parent, child) pairs of positions, without self-loops or cycles.
    texts: what a person reads for each label; empty when the names themselves will do.

    Raises `DataError` when these rules are broken; a cycle is named in full. `from_edges`
    is the tolerant constructor.
    """

    names: tuple[str, ...]
    edges: tuple[tuple[int, int], ...] = ()
    texts: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if (twice := repeated(self.names)) is not None:
            raise DataError("a label name occurs twice", received=shorten(repr(twice)))
        if ROOT in self.names:
            raise DataError(
                f"{ROOT} is the virtual root and cannot be a label",
                remedy="Remove it from the documents, or give that label another name.",
            )
        if self.texts and len(self.texts) != len(self.names):
            raise DataError(
                "labels and their texts differ in number",
                expected=str(len(self.names)),
                received=str(len(self.texts)),
            )
        count = len(self.names)
        if any(not (0 <= p < count and 0 <= c < count) or p == c for p, c in self.edges):
            raise DataError("an edge joins a label to itself or to one that does not exist")
        if len(set(self.edges)) != len(self.edges):
            raise DataError("an edge occurs twice")
        if cycle := find_cycle(self.edges):
            raise DataError(
                "the hierarchy has a cycle",
                expected="parents above children, never in a circle",
                received=" → ".join(shorten(self.names[i]) for i in (*cycle, cycle[0])),
                remedy="Remove one of these edges.",
            )

    @classmethod
    def from_edges(
        cls,
        names: Iterable[str],
        edges: Iterable[tuple[str, str]],
        *,
        texts: Mapping[str, str] | None = None,
        note: Callable[[str], None] = _silent,
    ) -> LabelGraph:
        """The graph of (parent name, child name) pairs.

        Rows follow `names`; labels met only in `edges` come after them, in order of
        appearance. `ROOT` as a parent declares a top label. Self-loops and repeated edges are
        dropped, and each is told to `note`.
        """
        rows: dict[str, int] = {}
        for name in names:
            rows.setdefault(name, len(rows))
        kept: dict[tuple[int, int], None] = {}
        for parent, child in edges:
            head = None if parent == ROOT else rows.setdefault(parent, len(rows))
            tail = rows.setdefault(child, len(rows))
            if head is None:
                continue
            if head == tail:
                note(f"{shorten(child)} is given as its own parent; that edge is dropped")
            elif (head, tail) in kept:
                note(f"the edge {shorten(parent)} → {shorten(child)} is repeated; kept once")
            kept.setdefault((head, tail))
        return cls(
            names=tuple(rows),
            edges=tuple(edge for edge in kept if edge[0] != edge[1]),
            texts=tuple(texts.get(name, name) for name in rows) if texts else (),
        )

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """The row of the label called `name`; raises `DataError` suggesting similar names."""
        if name not in self._rows:
            some = ", ".join(repr(shorten(known)) for known in self.names[:3])
            raise DataError(
                "unknown label",
                expected=None if spelt_like(name, self.names) else f"a label such as {some}",
                received=shorten(repr(name)),
                remedy=suggestion(name, self.names) if spelt_like(name, self.names) else None,
            )
        return self._rows[name]

    def display(self, label: int) -> str:
        """What a person reads for a label."""
        return self.texts[label] if self.texts else self.names[label]

    def parents(self, label: int) -> tuple[int, ...]:
        return self._parents[label]

    def children(self, label: int) -> tuple[int, ...]:
        return self._children[label]

    def ancestors(self, label: int) -> tuple[int, ...]:
        """Every label above, without the label itself and without the virtual root."""
        return self._ancestors[label]

    def descendants(self, label: int) -> tuple[int, ...]:
        """Every label below, without the label itself."""
        return self._descendants[label]

    def part(self, labels: Sequence[int]) -> LabelGraph:
        """The hierarchy of some labels, in their order, with the edges between them."""
        row = {label: number for number, label in enumerate(labels)}
        return LabelGraph(
            tuple(self.names[label] for label in labels),
            tuple((row[p], row[c]) for p, c in self.edges if p in row and c in row),
            tuple(self.texts[label] for label in labels) if self.texts else (),
        )

    def roots(self) -> tuple[int, ...]:
        """Labels without a parent: the top labels, and isolated ones."""
        return tuple(label for label, above in enumerate(self._parents) if not above)

    def leaves(self) -> tuple[int, ...]:
        """Labels without a child."""
        return tuple(label for label, below in enumerate(self._children) if not below)

    @cached_property
    def depth(self) -> NDArray[np.int64]:
        """(labels,) length of the longest path from a root; roots have depth 0. Read-only."""
        depth = np.zeros(len(self), dtype=np.int64)
        for label in self._order:
            depth[label] = max((depth[parent] + 1 for parent in self._parents[label]), default=0)
        depth.flags.writeable = False
        return depth

    def closure(self) -> NDArray[np.int64]:
        """(pairs, 2) every (ancestor, descendant), sorted by ancestor then descendant."""
        pairs = [(above, below) for above in range(len(self)) for below in self._descendants[above]]
        return np.array(pairs, dtype=np.int64).reshape(-1, 2)

    def closed(self, matrix: sparse.csr_matrix) -> sparse.csr_matrix:
        """(documents, labels) 0/1 matrix with every ancestor of a document's labels added."""
        return sparse.csr_matrix((matrix @ self._with_ancestors) > 0, dtype=matrix.dtype)

    def hops(self, rows: NDArray[np.integer] | None = None) -> NDArray[np.int32]:
        """(labels, labels) steps between labels along edges in either direction.

        rows: labels from which steps are counted, for (rows, labels); all where not given. The
        virtual root joins the top labels, so that every distance is finite; it has no row of its
        own.
        """
        count = len(self)
        edges = [*self.edges, *((count, root) for root in self.roots())]
        heads, tails = np.array(edges, dtype=np.int64).reshape(-1, 2).T
        graph = sparse.csr_matrix((np.ones(len(edges)), (heads, tails)), (count + 1, count + 1))
        chosen = np.arange(count) if rows is None else rows
        steps = shortest_path(graph, directed=False, unweighted=True, indices=chosen)
        return steps[:, :count].astype(np.int32)

    @cached_property
    def hubs(self) -> Hubs:
        """`hops` from some labels to the nearest of others, without a table of all."""
        return Hubs(self)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {name: row for row, name in enumerate(self.names)}

    @cached_property
    def _parents(self) -> Rows:
        return _adjacency(len(self), ((child, parent) for parent, child in self.edges))

    @cached_property
    def _children(self) -> Rows:
        return _adjacency(len(self), self.edges)

    @cached_property
    def _order(self) -> tuple[int, ...]:
        """Labels with every parent before its children."""
        waiting = [len(above) for above in self._parents]
        order = [label for label, number in enumerate(waiting) if not number]
        for label in order:  # grows while it is read
            for child in self._children[label]:
                waiting[child] -= 1
                if not waiting[child]:
                    order.append(child)
        return tuple(order)

    @cached_property
    def _ancestors(self) -> Rows:
        return _reachable(self._order, self._parents)

    @cached_property
    def _descendants(self) -> Rows:
        return _reachable(self._order[::-1], self._children)

    @cached_property
    def _with_ancestors(self) -> sparse.csr_matrix:
        """(labels, labels) row i marks label i and its ancestors."""
        pairs = self.closure()
        diagonal = np.arange(len(self))
        rows = np.concatenate([pairs[:, 1], diagonal])
        columns = np.concatenate([pairs[:, 0], diagonal])
        return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), (len(self), len(self)))


def find_cycle(edges: Sequence[tuple[int, int]]) -> tuple[int, ...]:
    """Nodes of one directed cycle in order of its edges, or nothing when there is none."""
    if not _circular(edges):
        return ()
    below: dict[int, list[int]] = {}
    for head, tail in edges:
        below.setdefault(head, []).append(tail)
    done: set[int] = set()
    for start in below:
        path: dict[int, None] = {}
        stack = [(start, iter(below[start]))] if start not in done else []
        path.update({start: None} if stack else {})
        while stack:  # depth first, without recursion: hierarchies may be deep
            node, pending = stack[-1]
            child = next(pending, None)
            if child is None:
                done.add(node)
                del path[node]
                stack.pop()
            elif child in path:
                trail = list(path)
                return tuple(trail[trail.index(child) :])
            elif child not in done:
                path[child] = None
                stack.append((child, iter(below.get(child, ()))))
    return ()


def _circular(edges: Sequence[tuple[int, int]]) -> bool:
    """Whether some node is reached from itself: without a search that is slow on a million."""
    pairs = np.fromiter(chain.from_iterable(edges), np.int64, 2 * len(edges)).reshape(-1, 2)
    if not len(pairs):
        return False
    count = int(pairs.max()) + 1
    graph = sparse.csr_matrix((np.ones(len(pairs), bool), tuple(pairs.T)), (count, count))
    parts, _ = connected_components(graph, connection="strong")
    return bool(parts < count or (pairs[:, 0] == pairs[:, 1]).any())


def _adjacency(count: int, pairs: Iterable[tuple[int, int]]) -> Rows:
    rows: list[list[int]] = [[] for _ in range(count)]
    for node, neighbour in pairs:
        rows[node].append(neighbour)
    return tuple(tuple(sorted(row)) for row in rows)


def _reachable(order: Sequence[int], neighbours: Rows) -> Rows:
    """For each node all nodes reached through `neighbours`, which precede it in `order`."""
    reached: list[set[int]] = [set() for _ in order]
    for node in order:
        for neighbour in neighbours[node]:
            reached[node] |= {neighbour} | reached[neighbour]
    return tuple(tuple(sorted(nodes)) for nodes in reached)


def suggestion(name: str, names: Collection[str]) -> str:
    """A sentence naming labels spelt like `name`, which is not one of them."""
    if close := spelt_like(name, names):
        return "Did you mean " + " or ".join(repr(shorten(item)) for item in close) + "?"
    return "Add it to the hierarchy, or remove it."
