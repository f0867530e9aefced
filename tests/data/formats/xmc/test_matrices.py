"""Features and labels in matrices of their own: rows that belong together, names, refusals."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.corpusfiles import Files, errors, notes
from tests.data.formats.xmc.xmcfiles import matrices

Write = Callable[..., Path]


def read(path: Path) -> dict[str, list[tuple[str, list[str]]]]:
    """Split -> text and names of labels of each document."""
    corpus = formats.load(path)
    return {
        split: [
            (item.text, [corpus.graph.names[label] for label in item.labels])
            for item in corpus.split(split)
        ]
        for split in SPLITS
    }


def test_rows_of_both_matrices_are_one_document(write: Write) -> None:
    path = write(files=matrices())
    assert read(path) == {
        "train": [("0 3 3", ["Sport", "Football"]), ("1 1 1", ["Arts"]), ("0 2 2", ["Sport"])],
        "dev": [],
        "test": [("1", ["Arts"])],
    }
    assert formats.load(path).bags
    report = check(path)
    assert report.format == "xmc-matrices"
    assert "Labels are numbers: 0 is Sport, the first of 3 names in Y.txt." in report.assumed


def test_compressed_matrices_are_the_same(write: Write) -> None:
    plain = write(files=matrices())
    expected = read(plain)
    for file in list(plain.iterdir()):
        (plain / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes()))
        file.unlink()
    assert read(plain) == expected


@pytest.mark.parametrize("names", ["Sport\nArts\nArts\n", "Sport\n\nArts\n", "Sport\nROOT\nArts\n"])
def test_names_that_do_not_tell_labels_apart_are_only_read(write: Write, names: str) -> None:
    path = write(files={**matrices(), "Y.txt": names})
    corpus = formats.load(path)
    assert corpus.graph.names == ("0", "1", "2")
    assert [corpus.graph.display(label) for label in (0, 2)] == ["Sport", "Arts"]
    assert any("called by their numbers" in sentence for sentence in check(path).assumed)


def test_without_names_labels_are_numbers(write: Write) -> None:
    files = matrices()
    del files["Y.txt"]
    assert formats.load(write(files=files)).graph.names == ("0", "1", "2")


def test_a_row_without_entries_is_a_document_and_a_weight_of_0_no_label(write: Write) -> None:
    files: Files = {"trn_X_Xf.txt": "2 4\n\n0:1\n", "trn_X_Y.txt": "2 3\n1:0.5\n\n"}
    path = write(files={**matrices(), **files})
    assert read(path)["train"] == [("", ["Football"]), ("0", [])]
    assert any("another weight than 1" in note for note in notes(path))
    (path / "trn_X_Y.txt").write_text("2 3\n1:0 0:1\n\n")
    assert read(path)["train"][0] == ("", ["Sport"])


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("trn_X_Xf.txt", "0:1\n", "trn_X_Xf.txt, line 1: the first line says no sizes"),
        ("trn_X_Xf.txt", "3 4 5\n", "trn_X_Xf.txt, line 1: the first line says no sizes"),
        ("trn_X_Xf.txt", "3 4\n0:1\n", "trn_X_Xf.txt, line 2: the file does not have the rows"),
        ("trn_X_Xf.txt", "3 4\n1 0:1\n\n\n", "trn_X_Xf.txt, line 2: not sparse features"),
        ("trn_X_Y.txt", "3 3\n3:1\n\n\n", "trn_X_Y.txt, line 2: there is no such column"),
        ("trn_X_Y.txt", "2 3\n0:1\n\n", "trn_X_Y.txt: the matrices have different numbers of rows"),
        (
            "tst_X_Y.txt",
            "1 9\n2:1\n",
            "tst_X_Y.txt, line 1: the matrices have different numbers of",
        ),
        ("tst_X_Xf.txt", None, "desk: tst_X_Xf.txt is missing"),
        ("Y.txt", "a\nb\n", "Y.txt: not as many names as labels (expected 3 lines"),
    ],
)
def test_what_does_not_fit_is_refused(
    write: Write, file: str, content: str | None, message: str
) -> None:
    files = matrices()
    del files[file]
    told = errors(write(files=files | ({} if content is None else {file: content})))
    assert told[0].startswith(message)


def test_one_matrix_alone_is_told_what_is_missing(write: Write) -> None:
    told = errors(write(files={"trn_X_Y.txt": "1 1\n0:1\n"}))
    assert "missing: trn_X_Xf.txt" in told[0]


@pytest.mark.slow
@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dictionaries(st.integers(0, 5), st.integers(1, 3)), st.sets(st.integers(0, 4))
        ),
        min_size=2,
        max_size=6,
    ).filter(lambda rows: any(labels for _, labels in rows))
)
def test_any_matrices_are_read_row_by_row(rows: list[tuple[dict[int, int], set[int]]]) -> None:
    features = [" ".join(f"{term}:{count}" for term, count in bag.items()) for bag, _ in rows]
    labels = [" ".join(f"{label}:1.0" for label in own) for _, own in rows]
    with TemporaryDirectory() as place:
        for split in ("trn", "tst"):
            for name, width, lines in (("Xf", 6, features), ("Y", 5, labels)):
                text = "".join(f"{line}\n" for line in (f"{len(rows)} {width}", *lines))
                (Path(place) / f"{split}_X_{name}.txt").write_text(text)
        found = read(Path(place))
    expected = [
        ([str(term) for term, count in bag.items() for _ in range(count)], {*map(str, own)})
        for bag, own in rows
    ]
    for split in ("train", "test"):
        assert [(text.split(), set(names)) for text, names in found[split]] == expected
