"""Preview: how a corpus begins, to be looked at before it is kept."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.data.corpus import SPLITS, Corpus

ROWS = 5
LONGEST = 200
"""Characters of a text that are shown."""


@dataclass(frozen=True)
class Row:
    """A document as it was read; labels by name."""

    id: str
    text: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a person sees of a corpus before it is added.

    rows: the first documents for training.
    cardinality: mean labels per document; most: the largest number of them.
    notes: how the files were read, and what is unusual in them.
    """

    rows: tuple[Row, ...]
    documents: int
    labels: int
    cardinality: float
    most: int
    notes: tuple[str, ...]


def preview(corpus: Corpus) -> Preview:
    """The beginning of the corpus and the numbers by which a wrong reading shows."""
    names = corpus.graph.names
    amounts = [len(item.labels) for split in SPLITS for item in corpus.split(split)]
    return Preview(
        rows=tuple(
            Row(item.id, item.shown[:LONGEST], tuple(names[label] for label in item.labels))
            for item in corpus.train[:ROWS]
        ),
        documents=len(corpus),
        labels=len(corpus.graph),
        cardinality=sum(amounts) / len(amounts),
        most=max(amounts),
        notes=corpus.notes,
    )
