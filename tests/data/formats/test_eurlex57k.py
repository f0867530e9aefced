"""EURLEX57K: a file for each document, in a folder for each split, beside its concepts."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.registry import load_corpus
from hmlc_core.data.upload import read_upload
from tests.data.corpusfiles import errors, notes
from tests.data.formats.jsonlines.dialectfiles import EUROVOC, LAW, eurlex57k, law

Write = Callable[..., Path]


def test_documents_concepts_and_their_parents_are_read(write: Write) -> None:
    path = write(files=eurlex57k())
    corpus = formats.load(path)
    read = {
        split: [
            (item.id, {corpus.graph.names[label] for label in item.labels})
            for item in corpus.split(split)
        ]
        for split in SPLITS
    }
    assert read == {
        "train": [
            ("32006D0213", {"192", "560"}),
            ("32006D0214", {"560"}),
            ("32006D0215", {"2841"}),
        ],
        "dev": [("32006D0216", {"192"})],
        "test": [("32006D0217", {"560"})],
    }
    assert corpus.train[0].text == (
        "COMMISSION DECISION ,\nHaving regard to milk, Article 1\nMilk is white."
    )
    graph = corpus.graph
    assert [(graph.names[a], graph.names[b]) for a, b in graph.edges] == [("2841", "192")]
    assert graph.display(graph.index("560")) == "milk"
    report = check(path)
    assert (report.ok, report.format) == (True, "eurlex57k")
    assert any("header, recitals and main_body" in sentence for sentence in report.assumed)


def test_the_concepts_may_be_called_as_they_are_published(write: Write) -> None:
    files = eurlex57k()
    files["eurovoc_en.json"] = files.pop("EURLEX57K.json")
    assert len(formats.load(write(files=files)).graph.edges) == 1


def test_without_its_concepts_labels_stand_side_by_side(write: Write) -> None:
    files = eurlex57k()
    del files["EURLEX57K.json"]
    path = write(files=files)
    assert formats.load(path).graph.edges == ()
    assert any("EURLEX57K.json is missing" in note for note in notes(path))


def test_a_concept_that_is_unknown_stands_at_the_top_and_is_told(write: Write) -> None:
    path = write(files={**eurlex57k(), "train/9.json": law("32006D0219", "777")})
    graph = formats.load(path).graph
    assert graph.index("777") in graph.roots()
    assert any("the concept is not in EURLEX57K.json" in note for note in notes(path))


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("train/2.json", "{", "2.json, line 1: not valid JSON"),
        ("train/2.json", "[1]", "2.json, line 1: not a JSON object"),
        ("train/2.json", "[" * 100_000, "2.json, line 1: not valid JSON"),
        ("train/2.json", '{\n"header": "x"}', "2.json, line 1: a field is missing"),
        (
            "train/2.json",
            json.dumps({**LAW, "concepts": 3}),
            '2.json, line 1: the field "concepts"',
        ),
        ("test/5.json", law("32006D0217", "560")[:-5], "5.json, line 15: not valid JSON"),
        ("dev/4.json", "", "4.json: the file is empty"),
        ("EURLEX57K.json", "[]", "EURLEX57K.json, line 1: not a JSON object"),
        ("EURLEX57K.json", '{"1": []}', 'EURLEX57K.json, line 1: the field "1" has the wrong type'),
        ("EURLEX57K.json", '{"1": {"label": "a"}}', "EURLEX57K.json, line 1: a field is missing"),
        (
            "EURLEX57K.json",
            json.dumps({**EUROVOC, "560": {"label": "milk", "parents": "192"}}),
            'EURLEX57K.json, line 1: the field "parents" has the wrong type',
        ),
        (
            "EURLEX57K.json",
            json.dumps({**EUROVOC, "2841": {"label": "health", "parents": ["192"]}}),
            "EURLEX57K.json, line 1: the hierarchy has a cycle",
        ),
    ],
)
def test_damage_is_refused_with_file_and_line(
    write: Write, file: str, content: str, message: str
) -> None:
    assert errors(write(files={**eurlex57k(), file: content}))[0].startswith(message)


def test_an_archive_keeps_the_folders_of_splits(write: Write) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in eurlex57k().items():
            archive.writestr(f"EURLEX57K/{name}", content)
    uploaded, read = read_upload("laws.zip", stream), formats.load(write(files=eurlex57k()))
    assert [uploaded.split(split) for split in SPLITS] == [read.split(split) for split in SPLITS]


def test_a_document_that_comes_to_a_split_is_seen(write: Write) -> None:
    path = write(files=eurlex57k())
    before = len(load_corpus(path))
    (path / "train" / "8.json").write_text(law("32006D0218", "560"))
    os.utime(path / "train", ns=(1, 1))  # a clock may stand still between two writings
    assert len(load_corpus(path)) == before + 1


def test_the_concepts_alone_are_told_what_is_missing(write: Write) -> None:
    told = errors(write(files={"EURLEX57K.json": json.dumps(EUROVOC)}))
    assert "missing: train/ with a .json file for each document" in told[0]
