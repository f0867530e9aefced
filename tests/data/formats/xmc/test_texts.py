"""Texts with lists of labels by number, and titles of the labels."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from tests.data.corpusfiles import errors, jsonl, notes
from tests.data.formats.xmc.xmcfiles import DOCUMENTS, matrices, texts

Write = Callable[..., Path]


@pytest.mark.parametrize("packed", [False, True])
def test_documents_and_labels_are_read(write: Write, packed: bool) -> None:
    files = texts()
    if packed:
        files = {f"{name}.gz": gzip.compress(str(text).encode()) for name, text in files.items()}
    path = write(files=files)
    corpus = formats.load(path)
    assert [
        (item.id, item.text, [corpus.graph.names[label] for label in item.labels])
        for item in (*corpus.train, *corpus.test)
    ] == [
        ("a", "Ball The keeper saved.", ["Sport", "Football"]),
        ("b", "Stage", ["Arts"]),
        ("c", "Net Wet court.", ["Sport"]),
        ("d", "Play", ["Arts"]),
    ]
    report = check(path)
    assert report.format == "xmc-texts"
    assert any("0 is Sport, the first of 3 names" in sentence for sentence in report.assumed)


def test_titles_that_labels_share_do_not_make_them_one(write: Write) -> None:
    labels = jsonl({"title": "Sport"}, {"title": "Sport "}, {"title": "Arts"})
    corpus = formats.load(write(files={**texts(), "lbl.json": labels}))
    assert corpus.graph.names == ("0", "1", "2")
    assert [corpus.graph.display(label) for label in range(3)] == ["Sport", "Sport", "Arts"]


def test_weights_of_labels_are_noted(write: Write) -> None:
    weighed = {**DOCUMENTS[0], "target_rel": [0.5, 1]}
    told = notes(write(files={**texts(), "trn.json": jsonl(weighed)}))
    assert any("target_rel has other numbers than 1" in note for note in told)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"target_ind": [3]}, "there is no such label (expected 0 to 2, as lbl.json has 3 labels"),
        ({"target_ind": [-1]}, "there is no such label"),
        ({"target_ind": ["1"]}, 'the field "target_ind" has the wrong type'),
        ({"target_ind": [True]}, 'the field "target_ind" has the wrong type'),
        ({"target_ind": 3}, 'the field "target_ind" has the wrong type'),
        ({"target_rel": [1.0]}, 'the field "target_rel" has the wrong type'),
        ({"title": 3}, 'the field "title" has the wrong type'),
    ],
)
def test_a_bad_document_is_refused(write: Write, changes: dict[str, object], message: str) -> None:
    lines = jsonl(DOCUMENTS[1], {**DOCUMENTS[0], **changes})
    assert errors(write(files={**texts(), "trn.json": lines}))[0].startswith(
        f"trn.json, line 2: {message}"
    )


def test_a_label_without_a_title_is_refused(write: Write) -> None:
    told = errors(write(files={**texts(), "lbl.json": jsonl({"title": "a"}, {"uid": "b"})}))
    assert told[0].startswith("lbl.json, line 2: a field is missing")


def test_without_labels_it_is_told_what_is_missing(write: Write) -> None:
    files = texts()
    del files["lbl.json"]
    assert errors(write(files=files))[0].startswith("desk: lbl.json is missing")


def test_texts_are_read_where_there_are_matrices_too_and_it_is_said(write: Write) -> None:
    path = write(files={**matrices(), **texts(), "filter_labels_test.txt": "0 1\n"})
    assert check(path).format == "xmc-texts"
    assert not formats.load(path).bags
    unused = {note.partition(":")[0] for note in notes(path) if "there are texts" in note}
    assert unused == {*matrices(), "filter_labels_test.txt"}
