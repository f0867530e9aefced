"""Documents as scikit-learn hands them over: texts, or rows of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

from hmlc_core.data.corpus import Corpus, Document
from hmlc_core.data.labels import LabelGraph
from hmlc_core.estimators.targets import Targets

TITLE = "fitted"

LARGEST = 2_000_000_000
"""Bytes of documents as rows of numbers at most, which are kept dense."""


def texts_in(given: Any) -> list[str] | None:
    """The texts, where these are texts: a list, an array or a column of them; else None.

    Raises `ValueError` where only some are.
    """
    if isinstance(given, str):
        raise ValueError("one text was given where a list of texts is expected")
    listed = hasattr(given, "__iter__") and not sparse.issparse(given)
    if not listed or getattr(given, "ndim", 1) != 1:
        return None
    each = list(given)
    if not each:
        raise ValueError("expected documents; found none (n_samples=0)")
    if any(_are_words(part) for part in each):
        raise ValueError(
            "expected texts, or rows of numbers; found lists of words. Join the words of each "
            "document by spaces, and say tokenizer='spaces'"
        )
    if not any(isinstance(text, str) or text is None for text in each):
        return None
    for number, text in enumerate(each):
        if not isinstance(text, str):
            raise ValueError(
                f"document {number} is expected to be a text; found {type(text).__name__}"
            )
    return each


def rows_in(given: Any) -> NDArray[np.float32]:
    """Rows of numbers as an array, sparse ones too; raises `ValueError` where that is too large."""
    if not sparse.issparse(given):
        return np.asarray(given)
    cells = sparse.csr_array(cast(Any, given))
    if cells.shape[0] * cells.shape[1] * 4 > LARGEST:
        raise ValueError(
            f"{cells.shape[0]:,} rows of {cells.shape[1]:,} numbers take more than "
            f"{LARGEST / 1e9:.0f} GB. Hand over the texts themselves, or fewer features"
        )
    return cells.toarray()


def _are_words(part: Any) -> bool:
    listed = isinstance(part, list | tuple) and len(part) > 0
    return listed and all(isinstance(word, str) for word in part)


def documents_of(
    texts: Sequence[str] | None,
    vectors: NDArray[np.float32] | None,
    labels: Sequence[tuple[int, ...]] | None = None,
) -> tuple[Document, ...]:
    """Documents numbered in their order, of texts, or else of vectors."""
    count = len(texts) if texts is not None else len(vectors) if vectors is not None else 0
    return tuple(
        Document(
            id=str(number),
            text="" if texts is None else texts[number],
            labels=() if labels is None else labels[number],
            vector=None if vectors is None else vectors[number],
        )
        for number in range(count)
    )


def corpus_of(
    targets: Targets,
    edges: Sequence[tuple[str, str]],
    texts: Sequence[str] | None,
    vectors: NDArray[np.float32] | None,
) -> Corpus:
    """The corpus of documents to learn from; labels are called by their names as text."""
    names = [str(name) for name in targets.classes.tolist()]
    return Corpus(
        name=TITLE,
        title=TITLE,
        graph=LabelGraph.from_edges(names, edges),
        train=documents_of(texts, vectors, targets.rows),
        vectors=0 if vectors is None else vectors.shape[1],
        texts=texts is not None,
    )
