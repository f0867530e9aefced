"""The report of everything that is wrong with a file or folder."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS
from tests.data.corpusfiles import DOCUMENTS, good_files, jsonl

Write = Callable[..., Path]


def test_a_good_corpus_is_reported_with_its_counts(write: Write) -> None:
    report = check(write())
    assert report.ok
    assert report.corpus is not None
    values = report.to_dict()
    assert (values["ok"], values["documents"], values["labels"]) == (True, 5, 4)
    assert values["problems"] == []
    assert sorted(values["label_names"]) == sorted(report.corpus.graph.names)
    amounts = [len(item.labels) for split in SPLITS for item in report.corpus.split(split)]
    assert values["cardinality"] == np.mean(amounts)


def test_every_problem_is_there_with_file_and_line_errors_first(write: Write) -> None:
    odd = {"id": "8", "text": "", "labels": []}
    path = write(
        {
            "train.jsonl": jsonl(*DOCUMENTS, odd) + "{\n",
            "hierarchy.tsv": "ROOT\tsport\nsport\tsport\nnonsense\n",
        }
    )
    report = check(path)
    assert not report.ok
    places = [(item.severity, item.file, item.line) for item in report.problems]
    assert ("error", "train.jsonl", 6) in places
    assert ("error", "hierarchy.tsv", 3) in places
    assert ("error", "train.jsonl", 1) not in places  # football may be what could not be read
    assert ("note", "hierarchy.tsv", 2) in places
    assert [severity for severity, _, _ in places] == sorted(item[0] for item in places)
    assert report.errors == sum(severity == "error" for severity, _, _ in places)
    values = json.loads(json.dumps(report.to_dict()))
    assert values["problems"][0].keys() >= {"file", "line", "what", "expected", "found", "remedy"}
    assert values["documents"] is None


def test_labels_that_a_hierarchy_with_a_cycle_lacks_are_named_with_it(write: Write) -> None:
    stray = {"id": "8", "text": "A stray story.", "labels": ["sport", "tenis"]}
    cycle = "sport\ttennis\ntennis\tsport\nsport\tfootball\nROOT\tmarkets\n"
    report = check(write({"train.jsonl": jsonl(*DOCUMENTS, stray), "hierarchy.tsv": cycle}))
    assert [(item.file, item.line) for item in report.problems if item.severity == "error"] == [
        ("hierarchy.tsv", 2),
        ("train.jsonl", 5),
    ]
    assert report.problems[1].found == "'tenis'"
    assert report.problems[1].remedy == "Did you mean 'tennis'?"


def test_edge_files_are_checked_as_such(tmp_path: Path) -> None:
    for name, content in (("a.csv", "id1,id2,weight\ndog,animal,1\n"), ("a.tsv", "animal\tdog\n")):
        (tmp_path / name).write_text(content)
        report = check(tmp_path / name)
        assert (report.ok, report.labels, report.corpus) == (True, 2, None)
        assert (report.names, report.to_dict()["cardinality"]) == (("animal", "dog"), None)
    (tmp_path / "b.tsv").write_text("a\tb\nb\ta\n")
    assert "has a cycle" in str(check(tmp_path / "b.tsv").problems[0])


def test_tables_are_checked_with_their_hierarchy(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("text\tlabels\nplay\ttennis\nmatch\ttennis\n")
    (tmp_path / "h.tsv").write_text("sport\ttennis\n")
    assert check(tmp_path / "a.tsv").labels == 1
    assert check(tmp_path / "a.tsv", tmp_path / "h.tsv").labels == 2


def test_a_path_that_is_not_there(tmp_path: Path) -> None:
    report = check(tmp_path / "nowhere")
    assert "there is no such file or folder" in str(report.problems[0])


def test_a_corpus_that_nothing_can_learn_from_is_said_to_be_one(tmp_path: Path) -> None:
    for name, text, labels, missing in (
        ("words.csv", "...", "a", "word"),
        ("labels.csv", "some words", "", "label"),
    ):
        rows = [f"{number},train,{text},{labels}" for number in range(5)]
        path = tmp_path / name
        path.write_text("\n".join(["id,split,text,labels", *rows, "9,test,two words,b;c", ""]))
        said = [str(problem) for problem in check(path).problems]
        expected = f"no method can be trained on this corpus: no training document has a {missing}"
        assert any(expected in sentence for sentence in said)


def test_control_characters_in_texts_and_labels_are_noted(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"text,labels\nplant\x00 tree,a\x07b\nherb,c\noak,c\n")
    said = [str(problem) for problem in check(path).problems]
    assert any("line 2: the text has control characters" in sentence for sentence in said)
    assert any("a label's name has control characters: 'a\\x07b'" in sentence for sentence in said)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.csv", b"\n\n"),
        ("a.csv", b"text\nplant\n"),
        ("a.tsv", b"text\tlabels\nplant\ta\nherb\tb\n"),
        ("a.csv.gz", b"\x1f\x8b\x08\x00damaged"),
    ],
)
def test_no_separator_is_claimed_that_was_not_looked_for_and_found(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    assert not [said for said in check(tmp_path / name).assumed if "separated" in said]


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("hierarchy.tsv", "nonsense\n", "hierarchy.tsv, line 1: not an edge"),
        ("hierarchy.json", '{"sport": {"tennis": }}', "hierarchy.json, line 1: not a hierarchy as"),
        ("hierarchy.csv", "a,b\nb,a\n", "hierarchy.csv, line 2: the hierarchy has a cycle"),
    ],
)
def test_of_a_broken_hierarchy_only_the_cause_is_told(
    write: Write, name: str, content: str, error: str
) -> None:
    report = check(write({"hierarchy.tsv": None, name: content}))
    assert report.errors == 1
    assert str(report.problems[0]).startswith(error)


def test_a_broken_hierarchy_beside_a_table_is_the_only_cause(tmp_path: Path) -> None:
    table, edges = tmp_path / "a.csv", tmp_path / "edges.csv"
    table.write_text("text,labels\nball,tennis\nbank,markets\n")
    edges.write_text("sport,tennis\ntennis\n")
    (error,) = (item for item in check(table, edges).problems if item.severity == "error")
    assert (error.file, error.line) == ("edges.csv", 2)


ITEMS = (
    {"id": 1, "text": "ball", "labels": ["sport"]},
    {"id": 2, "text": ["no text"], "labels": ["sport"]},
    {"id": 1, "text": "bank", "labels": ["markets"]},
    "no object",
    {"id": 4, "text": "", "labels": []},
    {"id": 5, "text": "", "labels": []},
)


def test_what_is_wrong_in_a_list_on_one_line_is_told_by_its_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ITEMS))
    told = [str(problem) for problem in check(path).problems]
    assert told == [
        'a.json, item 4: not a JSON object (expected {"text": …, "labels": […]}; found "no '
        'object")',
        'a.json, item 2: the field "text" has the wrong type (expected a text; found ["no text"])',
        "a.json, item 3: the id is used twice (expected a different id for each document; found "
        "'1', already in a.json, item 1). Remove the repeated document, or number the documents.",
        "a.json, item 5: the text is missing; the document is read as empty; 2 such items, this is "
        "the first",
    ]
    path.write_text(json.dumps(ITEMS, indent=1))
    assert {problem.unit for problem in check(path).problems} == {"line"}


def test_a_list_that_breaks_off_is_told_by_its_item(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(ITEMS[:2])[:-10])
    error = check(path).problems[0]
    assert error.where == "a.json, item 2"


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def test_a_zip_is_checked_as_the_folder_in_it(tmp_path: Path) -> None:
    files = good_files()
    report = check(packed(tmp_path / "a.zip", {f"desk/{name}": files[name] for name in files}))
    values = report.to_dict()
    assert (values["path"], values["format"]) == (str(tmp_path / "a.zip"), "folder")
    assert (values["ok"], values["documents"], values["labels"]) == (True, 5, 4)
    broken = check(packed(tmp_path / "b.zip", {**files, "hierarchy.tsv": "nonsense\n"}))
    assert (broken.problems[0].file, broken.problems[0].line) == ("hierarchy.tsv", 1)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"photo.jpg": b"x"}, "a.zip: the archive holds no corpus"),
        ({"../train.jsonl": b"x"}, "train.jsonl: the archive leads outside itself"),
        (None, "a.zip: not a zip file that can be read"),
    ],
)
def test_a_zip_without_a_corpus_is_refused(
    tmp_path: Path, files: dict[str, str | bytes] | None, message: str
) -> None:
    path = tmp_path / "a.zip"
    if files is None:
        path.write_bytes(b"<html>")
    else:
        packed(path, files)
    (error,) = check(path).problems
    assert str(error).startswith(message)
    assert len(str(error)) < 250


def test_a_folder_with_one_table_is_told_that_the_table_is_read(tmp_path: Path) -> None:
    (tmp_path / "stories.csv").write_text("text,labels\nA story.,sport\nAnother.,markets\n")
    (tmp_path / "README.md").write_text("Stories.")
    (problem,) = check(tmp_path).problems
    assert problem.remedy == "stories.csv is read by itself: name it instead of the folder."
    assert check(tmp_path / "stories.csv").ok
    (tmp_path / "more.csv").write_text("text,labels\nA third.,sport\n")
    (problem,) = check(tmp_path).problems
    assert problem.remedy is not None
    assert problem.remedy.startswith("Add what is missing")
