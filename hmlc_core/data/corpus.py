"""Document and Corpus: texts, their labels, and the hierarchy the labels live in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import scipy.sparse as sparse

from hmlc_core.data.labels import LabelGraph
from hmlc_core.experiment.tokenizers import WORDS

SPLITS = ("train", "dev", "test")


@dataclass(frozen=True, slots=True)
class Document:
    """A text and its labels, as rows of the corpus' `LabelGraph`; both may be empty.

    point: the coordinates, where the document is a point and its text only spells them.
    """

    id: str
    text: str
    labels: tuple[int, ...]
    point: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Corpus:
    """Documents in their splits, and the label graph.

    name: what the corpus is asked for by; title: what a person reads.
    dev: may be empty; `prepare` then holds out a part of `train`.
    notes: sentences about what is unusual in the data, for a person.
    points: documents are points of equally many coordinates, which each text spells as numbers.
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
    points: bool = False
    tokenizer: str = WORDS
    bags: bool = False
    files: tuple[Path, ...] = ()

    @property
    def ordered(self) -> bool:
        """Whether what is in a document stands in an order."""
        return not (self.points or self.bags)

    def __len__(self) -> int:
        return len(self.train) + len(self.dev) + len(self.test)

    def split(self, name: str) -> tuple[Document, ...]:
        """The documents of "train", "dev" or "test"."""
        return {"train": self.train, "dev": self.dev, "test": self.test}[name]

    def label_matrix(self, split: str) -> sparse.csr_matrix:
        """(documents, labels) float32: 1 where a document of `split` has the label."""
        return label_matrix(self.split(split), len(self.graph))


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
