"""A corpus of any number of labels and documents that one seed makes, document by document.

As in large web corpora, few labels have most of the documents and few parents most of the children;
a label in ten has a second parent. Hierarchies have eight levels, whatever their size, so that what
grows with the number of labels is not their depth.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.corpus import Document
from hmlc_core.data.labels import LabelGraph

LEVELS = 8

SECOND = 0.1
"""Share of the labels below the top that have a second parent."""

SHIFT = 4.0
"""The r-th child, or leaf, comes in proportion to 1 / (r + SHIFT)."""

OWN, COMMON, LENGTH, TELLING = 2, 20_000, 30, 0.5
"""Words that speak for one label, words that speak for none, words of a document, and the share of
these that speak for one of its labels."""

_BLOCK = 10_000


def large_graph(labels: int, seed: int = 0) -> LabelGraph:
    """A hierarchy of `LEVELS` levels, each larger than the one above by the same factor."""
    random = np.random.default_rng(seed)
    ends = np.unique(np.geomspace(1, labels + 1, LEVELS + 1).round().astype(int) - 1)
    edges: set[tuple[int, int]] = set()
    for start, end, last in zip(ends, ends[1:], ends[2:]):
        above = random.permutation(np.arange(start, end))
        below = np.arange(end, last)
        edges.update(zip(_drawn(above, len(below), random), below.tolist()))
        second = below[random.random(len(below)) < SECOND]
        edges.update(zip(_drawn(above, len(second), random), second.tolist()))
    return LabelGraph(tuple(f"label {n}" for n in range(labels)), tuple(sorted(edges)))


def large_documents(graph: LabelGraph, seed: int = 0) -> Iterator[Document]:
    """Documents without end, each of one or two leaves and all labels above them."""
    random = np.random.default_rng([seed, 1])
    leaves = random.permutation(np.array(graph.leaves()))
    number = 0
    while True:
        chosen = np.array(_drawn(leaves, 2 * _BLOCK, random)).reshape(-1, 2)
        ends = random.integers(1, 3, _BLOCK)
        words = _drawn(np.arange(COMMON), LENGTH * _BLOCK, random)
        for row, end in zip(chosen, ends):
            own = sorted({x for leaf in row[:end].tolist() for x in (leaf, *graph.ancestors(leaf))})
            told = random.random(LENGTH) < TELLING
            label = OWN * random.choice(own, LENGTH) + random.integers(OWN, size=LENGTH)
            text = " ".join(
                f"t{of_label}" if tells else f"w{words.pop()}"
                for tells, of_label in zip(told.tolist(), label.tolist())
            )
            yield Document(id=str(number), text=text, labels=tuple(own))
            number += 1


def write(folder: Path, labels: int, splits: dict[str, int], seed: int = 0) -> None:
    """The corpus as files: documents of each split one after the other, and the hierarchy."""
    graph = large_graph(labels, seed)
    folder.mkdir(parents=True)
    documents = large_documents(graph, seed)
    for split, count in splits.items():
        with (folder / f"{split}.jsonl").open("w", encoding="utf-8") as target:
            for each in islice(documents, count):
                names = [graph.names[label] for label in each.labels]
                line = {"id": each.id, "text": each.text, "labels": names}
                target.write(json.dumps(line) + "\n")
    tops = (f"ROOT\t{graph.names[top]}\n" for top in graph.roots())
    edges = (f"{graph.names[parent]}\t{graph.names[child]}\n" for parent, child in graph.edges)
    (folder / "hierarchy.tsv").write_text("".join([*tops, *edges]), encoding="utf-8")


def _drawn(items: NDArray[np.int64], count: int, random: np.random.Generator) -> list[int]:
    """`count` of the items, the first of them far more often than the last."""
    share = (1 / (np.arange(len(items)) + SHIFT)).cumsum()
    places = np.searchsorted(share, random.random(count) * share[-1])
    found: list[int] = items[places].tolist()
    return found
