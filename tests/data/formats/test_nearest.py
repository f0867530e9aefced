"""What nobody reads is told with the nearest format and with what is missing for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.formats.nearest import Need, nearest
from tests.contracts.readersamples import TABLE, WOS
from tests.data.corpusfiles import DOCUMENTS, HIERARCHY, Files, errors, jsonl

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("files", "title", "missing"),
    [
        (
            {name: WOS[name] for name in ("YL1.txt", "YL2.txt")},
            "a folder with X.txt, YL1.txt and YL2.txt (Web of Science)",
            "X.txt",
        ),
        (
            {"documents.jsonl": jsonl(*DOCUMENTS), "hierarchy.tsv": HIERARCHY},
            "a folder with train.jsonl",
            'train.jsonl with {"id", "text", "labels"} on each line',
        ),
        (
            {"news.csv": TABLE},
            "a folder with train.csv",
            "train.csv with the columns text and labels",
        ),
        (
            {"train.txt": "The court was wet.\n"},
            "a folder with train.txt (fastText)",
            "__label__NAME at the beginning of lines",
        ),
        (
            {"X_test.npy": "", "y_test.npz": ""},
            "a folder with X_train.npy (HyperIM)",
            "X_train.npy, y_train.npz",
        ),
    ],
)
def test_folders(write: Write, files: Files, title: str, missing: str) -> None:
    (told, *_) = errors(write(files=files))
    assert told.startswith(f"desk: not a corpus (expected {title}, the nearest format; there: ")
    assert f"missing: {missing}; found" in told


@pytest.mark.parametrize(
    ("name", "content", "missing"),
    [
        ("a.txt", "The court was wet.\n", "__label__NAME at the beginning of lines"),
        ("a.dat", "text,labels\na,x\n", "the ending .csv, .tsv, .jsonl or .json"),
        ("a.log", "__label__a text\n", "the ending .txt"),
    ],
)
def test_files(tmp_path: Path, name: str, content: str, missing: str) -> None:
    (tmp_path / name).write_text(content)
    assert f"missing: {missing}; found" in errors(tmp_path / name)[0]


def test_what_has_nothing_of_any_format_is_told_what_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.qqq").write_text("x")
    assert nearest(tmp_path / "a.qqq", formats.readers()) is None
    assert errors(tmp_path / "a.qqq") == [
        "a.qqq: not a corpus (expected a .csv, .tsv, .jsonl or .json table, a folder with "
        "train.csv or train.jsonl, or another of the formats in docs/formats.md; found a.qqq)"
    ]


@pytest.mark.parametrize("name", formats.OURS)
def test_needs_of_a_format_are_told_once_each(name: str) -> None:
    needs: tuple[Need, ...] = tuple(getattr(formats.OURS[name], "needs", ()))
    assert len({need.what for need in needs}) == len(needs)
