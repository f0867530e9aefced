"""Numbers that describe a corpus, after Table 1 of HyperIM and some more."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.corpus import SPLITS, Corpus, Document
from hmlc_core.data.subsumption import consistency
from hmlc_core.data.tokenizers import tokenizer_of


@dataclass(frozen=True, eq=False)
class Statistics:
    """What kind of data this is; means and shares are over the documents of all splits.

    documents: split -> number of documents. vectors: coordinates of each; 0 without.
    levels, labels_per_level: levels of the hierarchy by longest path, top labels first.
    several_parents: labels with more than one parent.
    multi_path: share of documents whose labels end in more than one place of the hierarchy.
    without_labels, without_words: documents that lack them; vectors without texts need no words.
    unclosed: share of documents with a label but not all of its ancestors.
    consistency: share of (document, edge) pairs with the child in which the parent is too.
    repeated_texts: test documents whose text, or vector where there are no texts, is also a
        training document's.
    label_counts: (labels,) training documents of each label.
    unseen: labels without a training document.
    gini: inequality of `label_counts`, 0 when all are equal, towards 1 when few have all.
    max_over_median: the largest count over the median count of labels that occur.
    """

    documents: dict[str, int]
    vectors: int
    labels: int
    labels_per_document: float
    words_per_document: float
    levels: int
    labels_per_level: tuple[int, ...]
    leaves: int
    several_parents: int
    multi_path: float
    without_labels: int
    without_words: int
    unclosed: float
    consistency: float
    repeated_texts: int
    label_counts: NDArray[np.int64]
    unseen: int
    gini: float
    max_over_median: float


def statistics(corpus: Corpus) -> Statistics:
    """Measure the corpus; takes about as long as reading it."""
    graph = corpus.graph
    labels = sparse.csr_matrix(sparse.vstack([corpus.label_matrix(split) for split in SPLITS]))
    documents = [document for split in SPLITS for document in corpus.split(split)]
    tokenize = tokenizer_of(corpus)
    words = np.array([len(tokenize(document.text)) for document in documents])
    closed = graph.closed(labels)
    counts = np.asarray(corpus.label_matrix("train").sum(axis=0)).ravel().astype(np.int64)
    seen = counts[counts > 0]
    training = {_content(document) for document in corpus.train}
    per_document = np.diff(labels.indptr)
    return Statistics(
        documents={split: len(corpus.split(split)) for split in SPLITS},
        vectors=corpus.vectors,
        labels=len(graph),
        labels_per_document=float(per_document.mean()),
        words_per_document=float(words.mean()),
        levels=int(graph.depth.max()) + 1,
        labels_per_level=tuple(np.bincount(graph.depth).tolist()),
        leaves=len(graph.leaves()),
        several_parents=sum(len(graph.parents(label)) > 1 for label in range(len(graph))),
        multi_path=float((_ends(labels, graph.closure()) > 1).mean()),
        without_labels=int((per_document == 0).sum()),
        without_words=int((words == 0).sum()) if corpus.texts else 0,
        unclosed=float((np.diff(closed.indptr) > per_document).mean()),
        consistency=consistency(labels, graph.edges),
        repeated_texts=sum(_content(document) in training for document in corpus.test),
        label_counts=counts,
        unseen=len(counts) - len(seen),
        gini=gini(counts),
        max_over_median=float(seen.max() / np.median(seen)) if len(seen) else float("nan"),
    )


def _content(document: Document) -> str | bytes:
    """What makes a document the same as another."""
    vector = document.vector
    return document.text if document.text or vector is None else vector.tobytes()


def gini(counts: NDArray[np.int64]) -> float:
    """Gini coefficient of non-negative counts, in [0, 1); NaN when all are zero."""
    total, number = counts.sum(), len(counts)
    if not total:
        return float("nan")
    ranks = np.arange(1, number + 1)
    return float((2 * ranks - number - 1) @ np.sort(counts) / (number * total))


def _ends(labels: sparse.csr_matrix, closure: NDArray[np.int64]) -> NDArray[np.int64]:
    """(documents,) number of labels of a document without a descendant among them."""
    size = labels.shape[1]
    ones = np.ones(len(closure), dtype=labels.dtype)
    upward = sparse.csr_matrix((ones, (closure[:, 1], closure[:, 0])), (size, size))
    covered = labels.multiply(labels @ upward > 0)
    return np.asarray(labels.sum(axis=1) - covered.sum(axis=1)).ravel().astype(np.int64)
