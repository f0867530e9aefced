"""Document and Corpus: texts, their labels, and the hierarchy the labels live in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment.tokenizers import WORDS

SPLITS = ("train", "dev", "test")

FIRST = 5
"""Documents that are known to stand first."""

SHOWN = 6
"""Coordinates of a vector that a person is shown."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its labels, as rows of the corpus' `LabelGraph`; both may be empty.

    vector: (coordinates,) what stands for the text, or beside it; None where there is none. Two
        documents are equal without regard to it.
    """

    id: str
    text: str
    labels: tuple[int, ...]
    vector: NDArray[np.float32] | None = field(default=None, compare=False, repr=False)

    @property
    def shown(self) -> str:
        """What a person sees of it: the text, or where there is none the first coordinates."""
        if self.text or self.vector is None:
            return self.text
        first = ", ".join(f"{number:.2f}" for number in self.vector[:SHOWN].tolist())
        more = ", …" if len(self.vector) > SHOWN else ""
        return f"({first}{more})"


@dataclass(frozen=True)
class Corpus:
    """Documents in their splits, and the label graph.

    name: what the corpus is asked for by; title: what a person reads.
    dev: may be empty; `prepare` then holds out a part of `train`.
    notes: sentences about what is unusual in the data, and how they are read, for a person.
    assumed: those of the notes that are nothing unusual: how the files are read.
    first: split and id of the documents that stand first in their files, `FIRST` at most; empty
        where that is not known.
    vectors: coordinates of the vector that every document brings; 0 where none does.
    texts: whether documents have texts; those without have vectors, or nothing but labels.
    tokenizer: how its texts become words; `spaces` where they are lists of tokens.
    bags: documents are counts of terms without order, which each text repeats as often as counted.
    files: plain texts without labels, which are read when they are needed, instead of documents.
    """

    name: str
    title: str
    graph: LabelGraph
    train: tuple[Document, ...]
    dev: tuple[Document, ...] = ()
    test: tuple[Document, ...] = ()
    notes: tuple[str, ...] = ()
    vectors: int = 0
    texts: bool = True
    tokenizer: str = WORDS
    bags: bool = False
    files: tuple[Path, ...] = ()
    assumed: tuple[str, ...] = field(default=(), compare=False)
    first: tuple[tuple[str, str], ...] = field(default=(), compare=False)

    def __len__(self) -> int:
        return len(self.train) + len(self.dev) + len(self.test)

    def split(self, name: str) -> tuple[Document, ...]:
        """The documents of "train", "dev" or "test"."""
        return {"train": self.train, "dev": self.dev, "test": self.test}[name]

    def label_matrix(self, split: str) -> sparse.csr_matrix:
        """(documents, labels) float32: 1 where a document of `split` has the label."""
        return label_matrix(self.split(split), len(self.graph))


def unusual(notes: Sequence[str], assumed: Sequence[str]) -> tuple[str, ...]:
    """The notes without what was assumed."""
    return tuple(note for note in notes if note not in assumed)


def label_matrix(documents: Sequence[Document], labels: int) -> sparse.csr_matrix:
    """(documents, labels) float32: 1 where a document has the label."""
    lengths = [len(document.labels) for document in documents]
    offsets = np.concatenate([[0], np.cumsum(lengths, dtype=np.int64)])
    columns = np.fromiter(
        (label for document in documents for label in document.labels), np.int64, offsets[-1]
    )
    ones = np.ones(len(columns), dtype=np.float32)
    matrix = sparse.csr_matrix((ones, columns, offsets), (len(documents), labels))
    matrix.sort_indices()
    return matrix
