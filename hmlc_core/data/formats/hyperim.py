"""The format of the released HyperIM code: token ids as `.npy`, labels as sparse `.npz`.

`X_train.npy`, `X_test.npy` are (documents, words) whole numbers padded with 1; `y_train.npz`,
`y_test.npz` are (documents, labels) matrices saved by scipy. Words and labels have no names.
`hierarchy.tsv` and `label_names.tsv` may stand beside them, but nothing says that their order
is that of the columns: they are believed only if the training labels bear them out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import NDArray

import hmlc_core.data.formats.stats as stats
from hmlc_core.data import limits
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.arrays import count_rows, read_array, read_sparse
from hmlc_core.data.formats.assemble import assemble
from hmlc_core.data.formats.base import Summary
from hmlc_core.data.formats.folder import read_hierarchy
from hmlc_core.data.formats.hierarchy import LABEL_FILES
from hmlc_core.data.formats.nearest import file_named
from hmlc_core.data.formats.records import Hierarchy, Record, too_many_labels
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems
from hmlc_core.data.subsumption import SHARE, SUPPORT, consistency, infer_edges

title = "a folder with X_train.npy (HyperIM)"
folders = True

PAD_ID = 1
FILES = ("X_train.npy", "y_train.npz", "X_test.npy", "y_test.npz")
needs = tuple(file_named(name, re.escape(name)) for name in FILES)


def belongs(name: str) -> bool:
    """Whether a file of this name is part of the format."""
    return name in (*FILES, *LABEL_FILES, stats.STATS)


def recognises(path: Path) -> bool:
    """Whether `path` looks like a folder of this format."""
    return any((path / name).is_file() for name in FILES[:2])


def summary(path: Path) -> Summary:
    """What `stats.json` tells, or else the arrays' headers."""
    known = stats.summary(path)
    if known.documents is not None:
        return known
    train, test = (count_rows(path / f"X_{split}.npy") for split in ("train", "test"))
    return known if train is None else replace(known, documents=train + (test or 0))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus in the folder, words as "w17" and labels named only if that is certain."""
    parts = {}
    for split in ("train", "test"):
        if split == "train" or (path / f"X_{split}.npy").is_file():
            words = _read_words(path / f"X_{split}.npy", problems)
            labels = read_sparse(path / f"y_{split}.npz", problems)
            if words is not None and labels is not None:
                _check_shapes(path, split, words, labels, problems)
                parts[split] = words, labels
    if problems.errors:
        return None
    train_labels = parts["train"][1]
    if "test" in parts and parts["test"][1].shape[1] != train_labels.shape[1]:
        problems.error(
            "training and test labels differ in number",
            path / "y_test.npz",
            expected=f"{train_labels.shape[1]} columns",
            found=str(parts["test"][1].shape[1]),
        )
        return None
    if _crowded(parts, path, problems):
        return None
    names, believed = _labels(path, train_labels, problems)
    problems.note("words are known by number only, so they are shown as w0, w1, …", path)
    records = {
        split: _records(path / f"X_{split}.npy", split, words, labels, names)
        for split, (words, labels) in parts.items()
    }
    return assemble(path.name, path.name, records, believed, problems)


def _crowded(
    parts: Mapping[str, tuple[NDArray[Any], sparse.csr_matrix]], path: Path, problems: Problems
) -> bool:
    """Whether some document has more labels than are read; the first one is reported.

    To count which labels come together takes the square of their number.
    """
    for split, (_, labels) in parts.items():
        amounts = np.diff(labels.indptr)
        if amounts.max(initial=0) > limits.OF_DOCUMENT:
            row = int(amounts.argmax())
            too_many_labels(path / f"y_{split}.npz", row + 1, int(amounts[row]), problems)
    return bool(problems.errors)


def _read_words(path: Path, problems: Problems) -> NDArray[Any] | None:
    words = read_array(path, problems)
    if words is None:
        return None
    if words.ndim and len(words) > limits.DOCUMENTS:
        problems.error(
            "there are too many documents",
            path,
            expected=f"at most {limits.DOCUMENTS:,}",
            found=f"{len(words):,}",
        )
        return None
    if words.ndim != 2 or words.dtype.kind not in "iu" or (words.size and words.min() < 0):
        problems.error(
            "not a table of word numbers",
            path,
            expected="whole numbers from 0 in the shape (documents, words)",
            found=f"{words.dtype} in the shape {words.shape}",
        )
        return None
    return words


def _check_shapes(
    path: Path, split: str, words: NDArray[Any], labels: sparse.csr_matrix, problems: Problems
) -> None:
    if labels.shape[0] != words.shape[0]:
        problems.error(
            f"X_{split}.npy and y_{split}.npz differ in documents",
            path / f"y_{split}.npz",
            expected=f"{words.shape[0]} rows",
            found=str(labels.shape[0]),
        )


def _labels(
    path: Path, train: sparse.csr_matrix, problems: Problems
) -> tuple[list[str], Hierarchy]:
    """A name for each column, and the hierarchy: the one given if it fits, else inferred."""
    given = read_hierarchy(path, problems)
    columns = train.shape[1]
    edges = given.edges or {}
    names = list(given.texts) or list(
        dict.fromkeys(label for edge in edges for label in edge if label != ROOT)
    )
    if edges and len(names) == columns:
        rows = {name: row for row, name in enumerate(names)}
        pairs = [(rows[p], rows[c]) for p, c in edges if p in rows and c in rows]
        share = consistency(train, pairs)
        if share >= SHARE:
            return names, Hierarchy(given.path, given.edges, given.texts or dict(zip(names, names)))
        problems.note(
            "the names given do not fit the label columns: a parent is present with its child "
            f"in {share:.0%} of cases, and {SHARE:.0%} are asked for. The columns follow no "
            "published order, so they are called label 0, label 1, … instead",
            given.path,
        )
    elif names:
        problems.note(
            f"{len(names)} names for {columns} label columns cannot be checked against them; "
            "labels are called label 0, label 1, … instead",
            given.path,
        )
    names = [f"label {column}" for column in range(columns)]
    inferred = {(ROOT, name): 0 for name in names}
    inferred |= {(names[parent], names[child]): 0 for parent, child in infer_edges(train)}
    source = path / "y_train.npz"
    problems.note(
        "the hierarchy is inferred from the training labels (subsumption): the parent of a label "
        f"is the rarest label found in at least {SHARE:.0%} of its documents; labels of fewer "
        f"than {SUPPORT} documents get none",
        source,
    )
    return names, Hierarchy(source, inferred, dict(zip(names, names)))


def _records(
    path: Path, split: str, words: NDArray[Any], labels: sparse.csr_matrix, names: list[str]
) -> list[Record]:
    records = []
    for row, ids in enumerate(words):
        text = " ".join(f"w{word}" for word in ids[ids != PAD_ID].tolist())
        columns = labels.indices[labels.indptr[row] : labels.indptr[row + 1]]
        present = tuple(names[column] for column in columns)
        records.append(Record(f"{split} {row}", text, present, path, row + 1))
    return records
