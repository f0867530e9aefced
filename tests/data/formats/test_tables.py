"""Folders of tables: one for each split, numbers with names, tables without column names."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from hmlc_core.data.formats.layout import Layout
from tests.data.corpusfiles import DOCUMENTS, Files, errors, jsonl, notes

Write = Callable[..., Path]

ROWS = "text,l1,l2,l3\nA tern.,Species,Animal,Bird\nAn oak.,Species,Plant,Tree\n"
DBPEDIA: Files = {
    "DBPEDIA_train.csv": ROWS,
    "DBPEDIA_val.csv": "text,l1,l2,l3\nA tit.,Species,Animal,Bird\n",
    "DBPEDIA_test.csv": "text,l1,l2,l3\nA fern.,Species,Plant,Fern\n",
}


def read(path: Path) -> dict[str, set[str]]:
    """Text -> names of the labels of a document."""
    corpus = formats.load(path)
    return {
        item.text: {corpus.graph.names[label] for label in item.labels}
        for split in SPLITS
        for item in corpus.split(split)
    }


def test_dbpedia_with_a_table_for_each_split(write: Write) -> None:
    path = write(files=DBPEDIA)
    corpus = formats.load(path)
    assert [len(corpus.split(split)) for split in SPLITS] == [2, 1, 1]
    assert read(path)["A fern."] == {"Species", "Plant", "Fern"}
    assert len(corpus.graph.roots()) == 1
    report = check(path)
    assert report.format == "tables"
    assert any("a path in l1, l2, l3" in sentence for sentence in report.assumed)


def test_all_tables_have_one_separator(write: Write) -> None:
    path = write(
        files={
            "train.csv": "text,labels\na,loans\nb,cards\nc,loans\n",
            "test.csv": 'text,labels\nd,"loans,cards"\n',
        }
    )
    assert read(path)["d"] == {"loans", "cards"}


def test_a_text_in_two_tables_is_two_documents(write: Write) -> None:
    path = write(files={"train.csv": "text,label\na,x\n", "test.csv": "text,label\na,y\n"})
    assert len(formats.load(path)) == 2


def test_columns_can_be_chosen(write: Write) -> None:
    path = write(files={"train.csv": "body,tags\na,x/y\n", "test.csv": "body,tags\nb,x/z\n"})
    layout = Layout(text="body", labels="tags", path_separator="/")
    corpus = formats.load(path, layout=layout)
    assert set(corpus.graph.names) == {"x", "y", "z"}


def test_errors_name_the_table_they_stand_in(write: Write) -> None:
    files: Files = {"train.csv": "text,labels\na,x\n", "test.csv": "text,labels\nb,[x\n"}
    assert errors(write(files=files))[0].startswith('test.csv, line 2: the field "labels"')


# ------------------------------------------------------------------ numbers with names

TABLE = "text,label\nball,{0}\nstage,{1}\n"


@pytest.mark.parametrize(
    ("numbers", "names", "content"),
    [
        ((0, 1), "classes.txt", "sport\narts\n"),
        ((1, 2), "classes.txt", "sport\narts\n"),
        ((4, 9), "labels.txt", "9\tarts\n4\tsport\n"),
        ((4, 9), "labels.txt", "4: sport\n9: arts\n"),
        ((4, 9), "labels.csv", "4,sport\n9,arts\n"),
        ((0, 1), "labels.json", '["sport", "arts"]'),
        ((0, 1), "id2label.json", '{"0": "sport", "1": "arts"}'),
        ((0, 1), "label2id.json", '{\n "sport": 0,\n "arts": 1\n}'),
    ],
)
def test_numbers_have_the_names_of_their_file(
    write: Write, numbers: tuple[int, int], names: str, content: str
) -> None:
    path = write(files={"train.csv": TABLE.format(*numbers), names: content})
    assert read(path) == {"ball": {"sport"}, "stage": {"arts"}}
    assert any(sentence.startswith("Labels are numbers") for sentence in check(path).assumed)


def test_where_counting_begins_is_doubted_if_nothing_tells(write: Write) -> None:
    path = write(files={"train.csv": TABLE.format(1, 2), "classes.txt": "a\nb\nc\nd\n"})
    assert read(path) == {"ball": {"b"}, "stage": {"c"}}
    assert any("whether numbers count from 0 or from 1" in note for note in notes(path))


def test_a_number_without_a_name_is_refused_with_its_line(write: Write) -> None:
    path = write(files={"train.csv": TABLE.format(0, 7), "classes.txt": "a\nb\n"})
    assert errors(path)[0].startswith("train.csv, line 3: the number of a label has no name")


@pytest.mark.parametrize("content", ['{"a": ["b"]}', "3", "{", '{"a": "b"}'])
def test_what_names_no_labels_is_refused(write: Write, content: str) -> None:
    path = write(files={"train.csv": TABLE.format(0, 1), "labels.json": content})
    assert errors(path)[0].startswith("labels.json, line 1: not names of labels")


def test_names_are_not_used_where_labels_are_names(write: Write) -> None:
    path = write(files={"train.csv": TABLE.format("x", "y"), "classes.txt": "a\nb\n"})
    assert read(path) == {"ball": {"x"}, "stage": {"y"}}
    assert any(note.startswith("classes.txt: not used") for note in notes(path))


def test_a_first_line_that_is_none_of_a_table_is_refused(write: Write) -> None:
    path = write(files={"train.csv": "1,a\rb,c\nx,y,z\n", "classes.txt": "a\nb\n"})
    assert errors(path)[0].startswith("train.csv, line 1: ")


def test_a_table_without_column_names_has_its_label_first(write: Write) -> None:
    rows = '"1","Wall St. falls","Stocks, again."\n"2","Tennis","Set, match."\n'
    path = write(files={"train.csv": rows, "test.csv": rows, "classes.txt": "Business\nSport\n"})
    assert read(path) == {
        "Wall St. falls Stocks, again.": {"Business"},
        "Tennis Set, match.": {"Sport"},
    }
    told = check(path).assumed
    assert "test.csv has no column names: the first cell is the label, the others the text." in told


# ------------------------------------------------------------------ JSON

OBJECTS = [{"text": "ball", "labels": ["sport"]}, {"text": "stage", "labels": ["arts"]}]


@pytest.mark.parametrize("name", ["{}.json", "news_{}.jsonl.gz", "news_{}.json", "{}.json.gz"])
@pytest.mark.parametrize("spelled", [json.dumps, lambda rows: jsonl(*rows)])
def test_json_with_labels_is_a_table_for_each_split(
    write: Write, name: str, spelled: Callable[[list[dict[str, object]]], str]
) -> None:
    content = {"train": spelled(OBJECTS), "test": spelled([{"text": "net", "labels": ["sport"]}])}
    packed = gzip.compress if name.endswith(".gz") else bytes
    path = write(files={name.format(s): packed(text.encode()) for s, text in content.items()})
    assert read(path) == {"ball": {"sport"}, "stage": {"arts"}, "net": {"sport"}}
    assert check(path).format == "tables"
    assert len(formats.load(path).test) == 1


@pytest.mark.parametrize("content", ["[1, 2]", '[{"title": "x", "tags": ["t"]}]', '{"a": ["b"]}'])
def test_json_that_is_none_of_harnn_is_not_told_to_be_such(write: Write, content: str) -> None:
    path = write(files={"Train.json": content})
    assert check(path).format is None
    assert errors(path)[0].startswith("desk: not a corpus")


UNDEFINED = "no test document has a label, so that no score on them is defined"


@pytest.mark.parametrize(
    ("train", "test"),
    [
        ("text,labels\nball,sport\nbank,markets\n", "text\ngoal\n"),
        ("id,text,sport,markets\n1,ball,1,0\n2,bank,0,1\n", "id,text\n3,goal\n"),
        ("text,level1,level2\nball,sport,tennis\nbank,markets,\n", "text\ngoal\n"),
    ],
)
def test_a_test_table_may_name_no_labels(tmp_path: Path, train: str, test: str) -> None:
    (tmp_path / "train.csv").write_text(train)
    (tmp_path / "test.csv").write_text(test)
    corpus = formats.load(tmp_path)
    assert {"sport", "markets"} <= set(corpus.graph.names)
    assert [(item.text, item.labels) for item in corpus.test] == [("goal", ())]
    assert "test.csv names no labels: its documents have none." in corpus.notes
    assert f"test.csv: {UNDEFINED}" in corpus.notes
    assert not any("read as 0" in note for note in corpus.notes)


def test_test_lines_may_name_no_labels(tmp_path: Path) -> None:
    (tmp_path / "train.jsonl").write_text(jsonl(*DOCUMENTS))
    (tmp_path / "test.jsonl").write_text(jsonl({"id": "9", "text": "goal"}))
    corpus = formats.load(tmp_path)
    assert [(item.id, item.labels) for item in corpus.test] == [("9", ())]
    assert "test.jsonl names no labels: its documents have none." in corpus.notes
    assert f"test.jsonl: {UNDEFINED}" in corpus.notes


@pytest.mark.parametrize("split", ["train", "dev", "test"])
def test_labels_that_some_lines_lack_are_an_error(tmp_path: Path, split: str) -> None:
    (tmp_path / "train.jsonl").write_text(jsonl(*DOCUMENTS))
    lacking = jsonl({"id": "9", "text": "goal"}, {"id": "8", "text": "goal", "labels": []})
    (tmp_path / f"{split}.jsonl").write_text(lacking)
    assert errors(tmp_path)[0].startswith(f"{split}.jsonl, line 1: a field is missing")


@pytest.mark.parametrize(("bare", "line"), [("train", 1), ("dev", 2)])
def test_other_tables_need_labels(tmp_path: Path, bare: str, line: int) -> None:
    (tmp_path / "train.csv").write_text("text,labels\nball,sport\nbank,markets\n")
    (tmp_path / f"{bare}.csv").write_text("text\ngoal\n")
    (error,) = errors(tmp_path)
    assert error.startswith(f"{bare}.csv, line {line}: a")
