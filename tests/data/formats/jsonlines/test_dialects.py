"""JSON lines of released code: which fields are read, what paths say, and every bad line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.problems import InvalidData
from tests.data.corpusfiles import Files, errors, jsonl
from tests.data.formats.jsonlines.dialectfiles import (
    EURLEX,
    HIAGM,
    NEURAL,
    eurlex,
    hiagm,
    neural,
    neuralclassifier,
)

Write = Callable[..., Path]

TREE = {("Business", "Companies"), ("Business", "Labour")}


def documents(corpus: Corpus) -> dict[str, set[str]]:
    """Text -> names of its labels."""
    names = corpus.graph.names
    return {
        item.text: {names[label] for label in item.labels}
        for split in SPLITS
        for item in corpus.split(split)
    }


def tree(corpus: Corpus) -> set[tuple[str, str]]:
    names = corpus.graph.names
    return {(names[parent], names[child]) for parent, child in corpus.graph.edges}


@pytest.mark.parametrize("taxonomy", [True, False])
def test_a_path_gives_a_document_all_labels_on_it(write: Write, taxonomy: bool) -> None:
    files = neuralclassifier()
    if not taxonomy:
        del files["desk.taxonomy"]
    corpus = formats.load(write(files=files))
    assert documents(corpus) == {
        "the mill closed": {"Business", "Companies", "Labour"},
        "profits rose": {"Business", "Companies"},
        "the river froze": {"Weather"},
        "ice again": {"Weather"},
        "more ice": {"Weather"},
    }
    assert tree(corpus) == TREE
    assert [len(corpus.split(split)) for split in SPLITS] == [4, 0, 1]


def test_without_a_taxonomy_each_place_in_the_tree_is_a_label(write: Write) -> None:
    train = jsonl(neural("a", "Arts--Other"), neural("b", "Sport--Other"))
    corpus = formats.load(write(files={"desk_train.json": train, "desk_test.json": train}))
    assert set(corpus.graph.names) == {"Arts", "Arts > Other", "Sport", "Sport > Other"}


def test_tokens_and_labels_of_hiagm_with_its_taxonomy(write: Write) -> None:
    corpus = formats.load(write(files=hiagm()))
    assert documents(corpus)["the mill closed"] == {"C1", "C15"}
    assert tree(corpus) == {("C1", "C15")}
    assert "Root" not in corpus.graph.names
    assert [len(corpus.split(split)) for split in SPLITS] == [3, 1, 1]


def test_texts_stand_for_tokens_as_hgclr_writes_them(write: Write) -> None:
    train = jsonl({"doc_token": "CNN is a network", "doc_label": ["CS", "Vision"]}, NEURAL[2])
    files: Files = {"wos_train.json": train.splitlines()[0], "wos_test.json": train.splitlines()[0]}
    corpus = formats.load(write(files=files))
    assert documents(corpus) == {"CNN is a network": {"CS", "Vision"}}
    assert corpus.tokenizer != "spaces"


@pytest.mark.parametrize(
    "value",
    [
        {"celex_id": "1", "text": "Milk.", "eurovoc_concepts": ["7", "9"]},
        {"celex_id": "1", "text": {"de": "Milch.", "en": "Milk."}, "concepts": [7, 9]},
        {"celex_id": "1", "header": "Milk.", "concepts": ["7", "9"], "title": "never read"},
        {"celex_id": "1", "text": "Milk.", "eurovoc_concepts": {"level_1": ["7"], "all": ["9"]}},
    ],
)
def test_shapes_of_eurlex(tmp_path: Path, value: dict[str, object]) -> None:
    path = tmp_path / "desk.jsonl"
    path.write_text(jsonl(value, {**value, "celex_id": "2"}))
    corpus = formats.load(path)
    assert documents(corpus) == {"Milk.": {"7", "9"}}
    assert {item.id for split in SPLITS for item in corpus.split(split)} == {"1", "2"}


def test_paragraphs_of_a_law_are_one_text(tmp_path: Path) -> None:
    path = tmp_path / "desk.json"
    law = {"header": "H", "recitals": "R", "main_body": ["one", "two"], "concepts": ["7"]}
    path.write_text(jsonl(law, law))
    assert set(documents(formats.load(path))) == {"H R one\ntwo"}


@pytest.mark.parametrize(
    ("files", "name"),
    [(neuralclassifier(), "neuralclassifier"), (hiagm(), "hiagm"), (eurlex(), "eurlex")],
)
def test_a_check_says_format_and_fields(write: Write, files: Files, name: str) -> None:
    told = check(write(files=files)).to_dict()
    assert told["format"] == name
    assert any(sentence.startswith("The text of a document is its") for sentence in told["assumed"])


@pytest.mark.parametrize(
    ("documents", "name"),
    [(NEURAL, "neuralclassifier-file"), (HIAGM, "hiagm-file"), (EURLEX, "eurlex-file")],
)
@pytest.mark.parametrize("ending", [".json", ".jsonl"])
def test_a_single_file(
    tmp_path: Path, documents: tuple[object, ...], name: str, ending: str
) -> None:
    path = tmp_path / f"desk{ending}"
    path.write_text(jsonl(*documents))
    report = check(path)
    assert (report.ok, report.format) == (True, name)


def test_a_hierarchy_given_beside_a_file_has_the_last_word(tmp_path: Path) -> None:
    path, edges = tmp_path / "desk.json", tmp_path / "h.tsv"
    path.write_text(jsonl(*NEURAL))
    edges.write_text("Business\tCompanies\nCompanies\tLabour\nROOT\tWeather\n")
    corpus = formats.load(path, edges)
    assert tree(corpus) == {("Business", "Companies"), ("Companies", "Labour")}


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"doc_token": ["a"]}, "a field is missing"),
        ({"doc_token": 3, "doc_label": ["a"]}, 'the field "doc_token" has the wrong type'),
        ({"doc_token": ["a"], "doc_label": 3.5}, 'the field "doc_label" has the wrong type'),
        ({"doc_token": ["a"], "doc_label": ["a----b"]}, "a level is missing in the middle"),
    ],
)
def test_bad_lines_are_refused_with_their_line(write: Write, bad: object, message: str) -> None:
    (first, *_) = errors(write(files={"desk_train.json": jsonl(*NEURAL, bad)}))
    assert first.startswith(f"desk_train.json, line 5: {message}")


def test_a_missing_training_file_is_named(write: Write) -> None:
    files: Files = {"desk_test.json": jsonl(*NEURAL)}
    assert errors(write(files=files))[0].startswith("desk: train.json is missing")


def test_columns_can_be_chosen_for_json_lines_and_no_order_of_edges(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    path.write_text(jsonl({"token": "a", "label": ["x"]}, {"token": "b", "label": ["y"]}))
    corpus = formats.load(path, layout=Layout(text="token"))
    assert len(corpus) == 2
    assert any("Texts of desk.jsonl stand in the column 'token'" in note for note in corpus.notes)
    with pytest.raises(InvalidData, match="tables only"):
        formats.load(path, layout=Layout(child_first=True))


def test_a_table_with_text_and_labels_stays_a_table(tmp_path: Path) -> None:
    path = tmp_path / "desk.jsonl"
    path.write_text(jsonl(*({"text": "a", "labels": ["x"], "concepts": ["7"]} for _ in "ab")))
    assert check(path).format == "table"
