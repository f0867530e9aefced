"""Two classifiers of others, on the TF-IDF that scikit-learn makes: hiclass and omikuji.

hiclass (Miranda et al., JMLR 2023) learns one path down a tree for each document: it is given the
deepest of a document's paths, and says a path down to a leaf. omikuji (Parabel and Bonsai in Rust)
is told no hierarchy, and says the labels that it ranks first, with probabilities. Both are optional
packages.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from hmlc_core.data.labels import LabelGraph

NOBODY = ""
"""Fills the end of a path that is shorter than others."""


class SinglePath:
    """hiclass' local classifier for each parent, with scikit-learn's linear SVM."""

    def __init__(self, graph: LabelGraph) -> None:
        self.graph = graph

    def fit(self, texts: Sequence[str], labels: Sequence[tuple[int, ...]]) -> SinglePath:
        from hiclass import LocalClassifierPerParentNode

        paths = [self._path(each) for each in labels]
        longest = max(map(len, paths))
        rows = [[*map(str, path), *[NOBODY] * (longest - len(path))] for path in paths]
        self.features = TfidfVectorizer(sublinear_tf=True).fit(texts)
        self.model = LocalClassifierPerParentNode(LinearSVC(random_state=0))
        self.model.fit(self.features.transform(texts), np.array(rows, dtype=object))
        return self

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(documents, labels) 1 where a label is on the path that is said."""
        found = np.zeros((len(texts), len(self.graph)))
        for row, path in enumerate(self.model.predict(self.features.transform(texts))):
            found[row, [int(label) for label in path if label != NOBODY]] = 1
        return found

    def _path(self, labels: tuple[int, ...]) -> list[int]:
        """From a top to the deepest label, by first parents that the document has, or else any."""
        deepest = max(labels, key=lambda label: len(self.graph.ancestors(label)))
        path = [deepest]
        while above := self.graph.parents(path[-1]):
            path.append(next((label for label in above if label in labels), above[0]))
        return path[::-1]


class Trees:
    """omikuji with its own settings; labels that it does not rank score 0."""

    def __init__(self, labels: int) -> None:
        self.labels = labels

    def fit(self, texts: Sequence[str], labels: Sequence[tuple[int, ...]]) -> Trees:
        import omikuji

        self.features = TfidfVectorizer(sublinear_tf=True).fit(texts)
        cells = sparse.csr_matrix(self.features.transform(texts))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "train.txt"
            with path.open("w", encoding="utf-8") as stream:
                stream.write(f"{len(texts)} {cells.shape[1]} {self.labels}\n")
                for row, each in enumerate(labels):
                    stream.write(f"{','.join(map(str, each))} {_line(cells, row)}\n")
            settings: Any = omikuji.Model.default_hyper_param()
            self.model = omikuji.Model.train_on_data(str(path), settings, 1)
        return self

    def scores(self, texts: Sequence[str]) -> NDArray[np.float64]:
        """(documents, labels) probabilities."""
        cells = sparse.csr_matrix(self.features.transform(texts))
        found = np.zeros((len(texts), self.labels))
        for row in range(len(texts)):
            part = slice(cells.indptr[row], cells.indptr[row + 1])
            pairs = list(zip(cells.indices[part].tolist(), cells.data[part].tolist()))
            for label, score in self.model.predict(pairs, top_k=self.labels):
                found[row, label] = score
        return found


def _line(cells: sparse.csr_matrix, row: int) -> str:
    part = slice(cells.indptr[row], cells.indptr[row + 1])
    pairs = zip(cells.indices[part].tolist(), cells.data[part].tolist())
    return " ".join(f"{column}:{value:.6g}" for column, value in pairs)
