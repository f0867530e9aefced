"""The report of everything that is wrong with a file or folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from hmlc_core.data.check import check
from tests.data.corpusfiles import DOCUMENTS, jsonl

Write = Callable[..., Path]


def test_a_good_corpus_is_reported_with_its_counts(write: Write) -> None:
    report = check(write())
    assert report.ok
    assert report.corpus is not None
    values = report.to_dict()
    assert (values["ok"], values["documents"], values["labels"]) == (True, 5, 4)
    assert values["problems"] == []


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
    assert ("error", "train.jsonl", 1) in places  # football is in no hierarchy
    assert ("note", "hierarchy.tsv", 2) in places
    assert [severity for severity, _, _ in places] == sorted(item[0] for item in places)
    assert report.errors == sum(severity == "error" for severity, _, _ in places)
    values = json.loads(json.dumps(report.to_dict()))
    assert values["problems"][0].keys() >= {"file", "line", "what", "expected", "found", "remedy"}
    assert values["documents"] is None


def test_edge_files_are_checked_as_such(tmp_path: Path) -> None:
    for name, content in (("a.csv", "id1,id2,weight\ndog,animal,1\n"), ("a.tsv", "animal\tdog\n")):
        (tmp_path / name).write_text(content)
        report = check(tmp_path / name)
        assert (report.ok, report.labels, report.corpus) == (True, 2, None)
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
