"""Predictors every model stands beside: chance, label frequency, a linear machine, an oracle.

All are judged on the test split. They learn from every training document a run may use, also
from those it holds out for validation (a reference has nothing to select); never from a
development split. So the bar does not depend on how the model's documents were split.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from hmlc_core.data.corpus import Document
from hmlc_core.data.prepare import Prepared
from hmlc_core.data.text import tokenize
from hmlc_core.errors import DataError
from hmlc_core.evaluation.cells import Truth
from hmlc_core.evaluation.classification import Counts, Decisions
from hmlc_core.evaluation.ranking import rank
from hmlc_core.evaluation.scores import DEPTH, combine, evaluate

References = dict[str, dict[str, float]]
"""`chance`, `frequency`, `linear`, `ceiling` -> the seven scores of `evaluate`."""

EDITION = 1
"""Raise when the rules below change, so that cached references are computed anew."""


def references(prepared: Prepared) -> References:
    """Scores of the four references on the test split; see `chance`, `frequency`, … below.

    Raises `DataError` where the corpus has no test documents.
    """
    train, known = _known(prepared)
    test, truth = prepared.corpus.test, prepared.test.labels
    texts = [document.text for document in train], [document.text for document in test]
    return {
        "chance": chance(truth),
        "frequency": evaluate(frequency(known, len(test)), truth),
        "linear": evaluate(linear(texts[0], known, texts[1], points=prepared.corpus.points), truth),
        "ceiling": evaluate(truth.toarray(), truth),
    }


def chance(truth: Truth) -> dict[str, float]:
    """What random probabilities, uniform in [0, 1], score on average.

    P@k and nDCG@k are expectations over random rankings. At a threshold of 0.5 every label is
    predicted for half of the documents; F1 is that of the expected counts.
    """
    documents, labels = truth.shape
    ranked = rank(np.broadcast_to(0.0, truth.shape), truth, DEPTH, ties="expected")
    by_label = truth.count_nonzero(axis=0).astype(np.float64)
    by_document = ranked.positives.astype(np.float64)
    return combine(
        ranked,
        Decisions(
            Counts(by_label / 2, np.full(labels, documents / 2), by_label),
            Counts(by_document / 2, np.full(documents, labels / 2), by_document),
        ),
    )


def frequency(known: Truth, documents: int) -> NDArray[np.float64]:
    """(documents, C) the same for every document: each label's share of the training documents.

    So the ranking is the labels' order in training, and at 0.5 only labels are predicted which
    at least half of the training documents have: often none.
    """
    share = known.count_nonzero(axis=0) / known.shape[0]
    return np.broadcast_to(share, (documents, len(share)))


def linear(
    train: Sequence[str], known: Truth, test: Sequence[str], *, points: bool = False
) -> NDArray[np.float64]:
    """(test, C) sigmoid of the margins of one linear support vector machine per label.

    TF-IDF with logarithmic term frequencies, over all words of two or more training documents
    (words as models see them, but without a limit on their number), or the coordinates of
    documents that are points; C = 1. A margin of 0, the machine's own border, becomes 0.5.
    Labels that no training document has get 0, labels that all have get 1.
    """
    from scipy.special import expit
    from sklearn.svm import LinearSVC

    features, asked = (_coordinates if points else _tfidf)(train, test)
    columns = known.tocsc()
    probabilities = np.zeros((len(test), columns.shape[1]))
    for label in range(columns.shape[1]):
        column = columns[:, [label]].toarray()[:, 0] != 0
        if column.all() or not column.any():
            probabilities[:, label] = column[0]
            continue
        machine = LinearSVC(C=1.0, max_iter=10_000, random_state=0).fit(features, column)
        probabilities[:, label] = expit(machine.decision_function(asked))
    return probabilities


def cached_references(prepared: Prepared, folder: Path) -> References:
    """`references`, kept in `folder` under a hash of the documents they were computed from."""
    path = folder / f"references-{_key(prepared)}.json"
    try:
        found: References = json.loads(path.read_text(encoding="utf-8"))
        return found
    except (OSError, ValueError):
        scores = references(prepared)
    # Not keeping them costs time, not truth: a full or read-only disk must not stop a run.
    with contextlib.suppress(OSError):
        _write(path, json.dumps(scores, indent=1, allow_nan=False))
    return scores


def _known(prepared: Prepared) -> tuple[list[Document], sp.csr_matrix]:
    """What the references learn from, in the corpus' order: documents, and labels as known."""
    corpus = prepared.corpus
    if not corpus.test:
        raise DataError(
            "there are no test documents to compare predictors on",
            where=corpus.name,
            remedy="Add a test split to the corpus.",
        )
    ids, labels = prepared.train_ids, prepared.train.labels
    if not corpus.dev:
        ids = (*ids, *prepared.validation_ids)
        labels = sp.vstack([labels, prepared.validation.labels], format="csr")
    row = {name: number for number, name in enumerate(ids)}
    chosen = [document for document in corpus.train if document.id in row]
    return chosen, labels[[row[document.id] for document in chosen]]


def _coordinates(train: Sequence[str], test: Sequence[str]) -> tuple[Any, Any]:
    """Coordinates (train, F) and (test, F) of documents that are points."""
    rows = [[float(part) for part in text.split()] for text in (*train, *test)]
    return np.array(rows[: len(train)]), np.array(rows[len(train) :])


def _tfidf(train: Sequence[str], test: Sequence[str]) -> tuple[Any, Any]:
    """TF-IDF features (train, words) and (test, words)."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    for least in (2, 1):
        vectorizer = TfidfVectorizer(analyzer=tokenize, sublinear_tf=True, min_df=least)
        try:
            return vectorizer.fit_transform(train), vectorizer.transform(test)
        except ValueError:  # no word is found in that many documents
            continue
    return sp.csr_matrix((len(train), 1)), sp.csr_matrix((len(test), 1))


def _key(prepared: Prepared) -> str:
    train, known = _known(prepared)
    test = prepared.corpus.test
    digest = hashlib.sha256(f"{EDITION} {len(prepared.corpus.graph)}".encode())
    for name, documents, labels in (("train", train, known), ("test", test, prepared.test.labels)):
        texts = [document.text for document in documents]
        ordered = labels.sorted_indices()
        digest.update(json.dumps([name, texts, ordered.indptr.tolist()]).encode())
        digest.update(json.dumps(ordered.indices.tolist()).encode())
    return digest.hexdigest()[:16]


def _write(path: Path, text: str) -> None:
    """Write so that a reader sees the whole file or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.parent, suffix=".part", delete=False
    ) as file:
        part = Path(file.name)
        file.write(text)
    try:
        os.replace(part, path)  # noqa: PTH105  (one call, atomic on every system)
    finally:
        part.unlink(missing_ok=True)
