"""A test split whose file names no labels is one without labels, in whatever JSON it is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.learnable import unscored
from hmlc_core.errors import DataError
from tests.contracts.readersamples import SAMPLES

LABELS = {
    "folder": ("labels",),
    "neuralclassifier": ("doc_label",),
    "hiagm": ("label",),
    "eurlex": ("eurovoc_concepts", "concepts"),
    "hidden": ("label",),
    "harnn": ("labels", "section", "subsection", "group", "subgroup"),
}
"""Format -> fields of labels."""


def without_labels(body: bytes, format: str, *, first: bool = True) -> bytes:
    """Lines without their fields of labels; those but the first one, if that keeps its own."""
    values = [json.loads(line) for line in body.decode().splitlines()]
    for value in values[0 if first else 1 :]:
        for field in LABELS[format]:
            value.pop(field, None)
    return "".join(json.dumps(value) + "\n" for value in values).encode()


def held_out(format: str) -> tuple[str, bytes]:
    """The test file of the sample: the one it has, or a copy of its training file."""
    sample = SAMPLES[format]
    train = sample.documents
    test = train.replace("train", "test").replace("Train", "Test")
    contents = sample.contents()
    return test, contents.get(test, contents[train])


@pytest.mark.parametrize("format", list(LABELS))
def test_no_line_has_labels(format: str, tmp_path: Path) -> None:
    test, body = held_out(format)
    path = SAMPLES[format].write(tmp_path)
    (path / test).write_bytes(without_labels(body, format))
    corpus = formats.load(path)
    assert formats.name(path) == format
    assert len(corpus.test) == len(body.splitlines())
    assert unscored(corpus)
    assert f"{test} names no labels: its documents have none." in corpus.assumed


@pytest.mark.parametrize("format", [name for name in LABELS if name != "harnn"])
def test_one_line_has_labels_and_another_lacks_them(format: str, tmp_path: Path) -> None:
    test, body = held_out(format)
    path = SAMPLES[format].write(tmp_path)
    lines = body + body
    (path / test).write_bytes(without_labels(lines, format, first=False))
    with pytest.raises(DataError, match="a field is missing"):
        formats.load(path)
