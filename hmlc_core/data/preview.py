"""Preview: how a corpus begins, to be looked at before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.data.corpus import FIRST, SPLITS, Corpus, Document
from hmlc_core.data.labels import LabelGraph

LONGEST = 200
"""Characters of a text that are shown."""

MOST = 20
"""Labels of a document that are shown."""


@dataclass(frozen=True)
class Row:
    """A document as it was read; labels by name. What is cut off is counted in the last label, and
    at the end of the text."""

    id: str
    split: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a person sees of a corpus before it is added.

    rows: the documents that stand first in the files, whatever their split.
    cardinality: mean labels per document; most: the largest number of them.
    notes: what is unusual in the files, and how they were read; assumed: the latter of them.
    """

    rows: tuple[Row, ...]
    documents: int
    labels: int
    cardinality: float
    most: int
    notes: tuple[str, ...]
    assumed: tuple[str, ...]


def cardinality(corpus: Corpus) -> float:
    """Mean labels per document, of all splits."""
    return sum(len(item.labels) for split in SPLITS for item in corpus.split(split)) / len(corpus)


def preview(corpus: Corpus) -> Preview:
    """The beginning of the corpus and the numbers by which a wrong reading shows."""
    amounts = [len(item.labels) for split in SPLITS for item in corpus.split(split)]
    return Preview(
        rows=tuple(_row(split, item, corpus.graph) for split, item in _first(corpus)),
        documents=len(corpus),
        labels=len(corpus.graph),
        cardinality=cardinality(corpus),
        most=max(amounts),
        notes=corpus.notes,
        assumed=corpus.assumed,
    )


def _first(corpus: Corpus) -> list[tuple[str, Document]]:
    if not corpus.first:
        return [("train", item) for item in corpus.train[:FIRST]]
    wanted = set(corpus.first)
    found = {
        (split, item.id): item
        for split in SPLITS
        for item in corpus.split(split)
        if (split, item.id) in wanted
    }
    return [(place[0], found[place]) for place in corpus.first]


def _row(split: str, item: Document, graph: LabelGraph) -> Row:
    labels = [graph.names[label] for label in item.labels[:MOST]]
    if (more := len(item.labels) - MOST) > 0:
        labels.append(f"+{more:,}")
    text = item.shown[:LONGEST]
    if (more := len(item.shown) - LONGEST) > 0:
        text += f" … +{more:,} characters"
    return Row(item.id, split, text, tuple(labels))
