"""Lists of rows for training and for the test, of which the first column counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.corpusfiles import errors, notes
from tests.data.formats.xmc.xmcfiles import random_splits

Write = Callable[..., Path]


def test_the_first_random_split_is_used_and_said(write: Write) -> None:
    path = write(files=random_splits())
    corpus = formats.load(path)
    read = {split: [item.text for item in corpus.split(split)] for split in SPLITS}
    assert read == {"train": ["1", "0 3 3", "1 1 1"], "dev": [], "test": ["0 2 2"]}
    assert [corpus.graph.names[label] for label in corpus.train[1].labels] == ["0", "1"]
    assert corpus.bags
    report = check(path)
    assert report.format == "xmc-splits"
    assert "Of 2 random splits in desk_trSplit.txt the first is used." in report.assumed


def test_names_may_be_spelled_as_they_are_published(write: Write) -> None:
    names = ("Bibtex_data.txt", "bibtex_trSplit.txt", "bibtex_tstSplit.txt")
    path = write(files=dict(zip(names, random_splits().values())))
    assert check(path).format == "xmc-splits"
    assert len(formats.load(path)) == 4


def test_documents_in_no_split_are_left_out_and_told(write: Write) -> None:
    path = write(files={**random_splits(), "desk_trSplit.txt": "1 2\n4 1\n"})
    assert len(formats.load(path)) == 3
    assert any("in no split, which are left out: 1" in note for note in notes(path))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("desk_trSplit.txt", "0\n1\n", "desk_trSplit.txt, line 1: not the number of a document"),
        ("desk_trSplit.txt", "5\n", "desk_trSplit.txt, line 1: not the number of a document"),
        ("desk_trSplit.txt", "1 2\n2\n", "desk_trSplit.txt, line 2: not the number of a document"),
        ("desk_trSplit.txt", "1\nx\n", "desk_trSplit.txt, line 2: not the number of a document"),
        ("desk_trSplit.txt", "1\n1\n", "desk_trSplit.txt, line 2: a document is there twice"),
        ("desk_trSplit.txt", "9" * 5_000, "desk_trSplit.txt, line 1: not the number of a document"),
        ("desk_tstSplit.txt", "3 1\n4 1\n", "desk_tstSplit.txt, line 2: a document is for train"),
        ("desk_tstSplit.txt", "3\n", "desk_tstSplit.txt: the lists have different numbers of"),
        ("more_data.txt", "1 0:1\n", "desk: several files of one kind stand in the folder"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    write: Write, file: str, content: str, message: str
) -> None:
    told = errors(write(files={**random_splits(), file: content}))
    assert told[0].startswith(message)


def test_without_the_list_for_training_it_is_told_what_is_missing(write: Write) -> None:
    files = random_splits()
    del files["desk_trSplit.txt"]
    assert "missing: NAME_trSplit.txt" in errors(write(files=files))[0]
