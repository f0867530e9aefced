"""The released HyperIM code's arrays: what is read, what is believed, what is refused."""

from __future__ import annotations

import io
import os
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sparse

from hmlc_core.data import formats
from tests.data.corpusfiles import errors, notes
from tests.data.formats.hyperimfiles import COLUMNS, HIERARCHY, NAMES, released


@pytest.fixture
def arrays(tmp_path: Path) -> Path:
    """The folder with `released` files."""
    path = tmp_path / "sample"
    path.mkdir()
    for name, content in released().items():
        (path / name).write_bytes(content)
    return path


def name_columns(path: Path, names: tuple[str, ...] = NAMES) -> None:
    (path / "hierarchy.tsv").write_text(HIERARCHY)
    (path / "label_names.tsv").write_text("".join(f"{name}\ttext of {name}\n" for name in names))


def test_words_are_numbers_without_padding(arrays: Path) -> None:
    corpus = formats.load(arrays)
    assert [document.text for document in corpus.train[:4]] == ["w5 w0 w7", "w3", "", "w9 w9 w9 w9"]
    assert corpus.train[1].id == "train 1"
    assert (len(corpus.train), len(corpus.dev), len(corpus.test)) == (24, 0, 4)


def test_the_label_matrix_is_the_one_in_the_file(arrays: Path) -> None:
    matrix = formats.load(arrays).label_matrix("train")
    assert matrix.toarray().tolist() == COLUMNS.tolist()


def test_names_that_fit_the_columns_are_believed(arrays: Path) -> None:
    name_columns(arrays)
    corpus = formats.load(arrays)
    assert corpus.graph.names == NAMES
    assert corpus.graph.display(0) == "text of C1"
    assert set(corpus.graph.edges) == {(1, 0), (2, 3)}
    assert not any("inferred" in note for note in corpus.notes)


def test_names_that_do_not_fit_are_not_and_a_hierarchy_is_inferred(arrays: Path) -> None:
    name_columns(arrays, ("C", "C1", "M", "M1"))  # parent and child exchanged
    corpus = formats.load(arrays)
    assert corpus.graph.names == ("label 0", "label 1", "label 2", "label 3")
    assert set(corpus.graph.edges) == {(1, 0), (2, 3)}
    told = notes(arrays)
    assert "a parent is present with its child in 67% of cases, and 90% are asked for" in told[0]
    assert "hierarchy is inferred from the training labels (subsumption)" in told[1]


def test_without_names_the_hierarchy_is_inferred_too(arrays: Path) -> None:
    corpus = formats.load(arrays)
    assert set(corpus.graph.edges) == {(1, 0), (2, 3)}
    assert "inferred" in corpus.notes[0]


def test_names_that_cannot_be_checked_are_not_used(arrays: Path) -> None:
    name_columns(arrays, NAMES[:3])
    assert formats.load(arrays).graph.names[0] == "label 0"
    assert "3 names for 4 label columns cannot be checked" in notes(arrays)[0]
    (arrays / "hierarchy.tsv").unlink()
    (arrays / "label_names.tsv").write_text("".join(f"{name}\t{name}\n" for name in NAMES))
    assert formats.load(arrays).graph.names[0] == "label 0"
    assert "4 names for 4 label columns cannot be checked" in notes(arrays)[0]


def test_a_label_that_is_never_seen_is_kept_without_a_parent(arrays: Path) -> None:
    wide = sparse.csr_matrix(np.pad(COLUMNS, ((0, 0), (0, 1))))
    sparse.save_npz(arrays / "y_train.npz", wide)
    sparse.save_npz(arrays / "y_test.npz", wide[:4])
    graph = formats.load(arrays).graph
    assert len(graph) == 5
    assert graph.parents(4) == ()


def test_without_test_arrays_a_test_split_is_held_out(arrays: Path) -> None:
    (arrays / "X_test.npy").unlink()
    corpus = formats.load(arrays)
    assert (len(corpus.train), len(corpus.test)) == (22, 2)


# ------------------------------------------------------------------ files that are wrong


class Trap:
    """Unpickling this would run a command; the test would see the file it makes."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (str(self.path),)


def pickled_npy(trap: Trap) -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.array([trap], dtype=object), allow_pickle=True)
    return stream.getvalue()


def pickled_npz(trap: Trap) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in ("data", "indices", "indptr", "format", "shape"):
            archive.writestr(f"{name}.npy", pickled_npy(trap))
    return stream.getvalue()


@pytest.mark.parametrize("name", ["X_train.npy", "y_train.npz"])
@pytest.mark.parametrize("make", [pickled_npy, pickled_npz, lambda trap: pickle.dumps([trap])])
def test_pickles_are_never_loaded(arrays: Path, name: str, make: Any) -> None:
    trap = Trap(arrays.parent / "sprung")
    (arrays / name).write_bytes(make(trap))
    told = errors(arrays)
    assert not trap.path.exists()
    assert told[0].startswith(f"{name}: ")
    if make is not (pickled_npz if name == "X_train.npy" else pickled_npy):
        assert "contains pickled objects, which are never loaded" in told[0]


def test_the_trap_would_spring(tmp_path: Path) -> None:
    trap = Trap(tmp_path / "sprung")
    pickle.loads(pickle.dumps(trap))
    assert trap.path.exists()


def npz(**members: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **members)
    return stream.getvalue()


def csr(**changes: Any) -> bytes:
    matrix = sparse.csr_matrix(COLUMNS)
    members = {
        "data": matrix.data,
        "indices": matrix.indices,
        "indptr": matrix.indptr,
        "shape": matrix.shape,
        "format": b"csr",
    }
    return npz(**(members | changes))


def npy(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("y_train.npz", b"", "y_train.npz: the file is empty (expected a .npz file"),
        ("X_train.npy", b"", "X_train.npy: the file is empty (expected a .npy file"),
        ("X_train.npy", b"once upon a time", "X_train.npy: not a numpy file"),
        ("X_train.npy", npy(np.zeros((24, 4), int))[:200], "X_train.npy: the file is damaged"),
        ("X_train.npy", npy(np.zeros((24, 4))), "not a table of word numbers (expected whole"),
        ("X_train.npy", npy(np.zeros(24, int)), "found int64 in the shape (24,)"),
        ("X_train.npy", npy(np.full((24, 4), -1)), "not a table of word numbers"),
        ("y_train.npz", csr()[:-40], "y_train.npz: the file is damaged"),
        ("y_train.npz", npz(data=[1]), "y_train.npz: the file is damaged"),
        ("y_train.npz", csr(indices=np.full(36, 99, np.int32)), "y_train.npz: the file is damaged"),
        ("y_train.npz", csr(format=b"???"), "y_train.npz: the file is damaged"),
        (
            "X_train.npy",
            npy(np.zeros((23, 4), int)),
            "y_train.npz: X_train.npy and y_train.npz differ in documents (expected 23 rows; "
            "found 24)",
        ),
    ],
)
def test_a_wrong_array_is_told(arrays: Path, name: str, content: bytes, message: str) -> None:
    (arrays / name).write_bytes(content)
    assert message in errors(arrays)[0]


def test_an_array_that_claims_to_be_enormous(arrays: Path) -> None:
    header = npy(np.zeros((24, 4), int)).replace(b"(24, 4)", b"(2**9)")  # not a shape at all
    (arrays / "X_train.npy").write_bytes(header)
    assert "the file is damaged" in errors(arrays)[0]
    lying = npy(np.zeros((24, 4), np.int64)).replace(b"(24, 4), }  ", b"(24, 9**9), }")
    (arrays / "X_train.npy").write_bytes(lying)
    assert "the file is damaged" in errors(arrays)[0]
    huge = npy(np.zeros((24, 4), np.int64)).replace(
        b"(24, 4), }               ", b"(10000000000000, 999), }"
    )
    (arrays / "X_train.npy").write_bytes(huge)
    assert "the file is damaged" in errors(arrays)[0]


def test_missing_arrays(arrays: Path) -> None:
    (arrays / "y_train.npz").unlink()
    assert "y_train.npz: cannot be read (expected a .npz file" in errors(arrays)[0]
    assert "No such file" in errors(arrays)[0]


def test_splits_with_different_labels(arrays: Path) -> None:
    sparse.save_npz(arrays / "y_test.npz", sparse.csr_matrix(COLUMNS[:4, :3]))
    assert (
        "training and test labels differ in number (expected 4 columns; found 3)"
        in (errors(arrays)[0])
    )


def test_a_wrong_hierarchy_beside_the_arrays_is_told(arrays: Path) -> None:
    name_columns(arrays)
    (arrays / "hierarchy.tsv").write_text("nothing\n")
    assert "hierarchy.tsv, line 1: not an edge" in errors(arrays)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"shape": np.array([24, 10**9])},
        {"shape": np.array([10**9, 4])},
        {
            "indices": np.full(36, 99, np.int32),
            "format": b"csc",
            "indptr": np.array([0, 9, 9, 9, 36]),
        },
        {"indptr": np.arange(10**7)},
    ],
)
def test_a_matrix_is_no_larger_than_what_is_there(arrays: Path, changes: Any) -> None:
    (arrays / "y_train.npz").write_bytes(csr(**changes))
    assert "y_train.npz: the file is damaged" in errors(arrays)[0]


def test_documents_without_words_are_not_believed_in_any_number(arrays: Path) -> None:
    (arrays / "X_train.npy").write_bytes(npy(np.zeros((6_000_000, 0), int)))
    assert (
        "X_train.npy: there are too many documents (expected at most 5,000,000"
        in (errors(arrays)[0])
    )


def test_columns_stored_by_columns_or_as_places_are_the_same_matrix(arrays: Path) -> None:
    expected = formats.load(arrays)
    for layout in ("csc", "coo", "bsr", "dia"):
        sparse.save_npz(arrays / "y_train.npz", sparse.csr_matrix(COLUMNS).asformat(layout))
        assert formats.load(arrays) == expected
