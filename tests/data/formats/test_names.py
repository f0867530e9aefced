"""Names of labels: what looks alike is one, in documents, edges and lists of names."""

from __future__ import annotations

import gzip
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.formats.names import one_form, written
from tests.data.corpusfiles import TEST, errors, jsonl, notes

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("New York", "New York"),
        ("New\u00a0York", "New York"),
        ("New\u202f \u3000York ", "New York"),
        (" tree", "tree"),
        ("Cafe\u0301", "Caf\u00e9"),
        ("\u1112\u1161\u11ab", "\ud55c"),
        ("\ufefftree\u200b", "tree"),
        ("co\u00adop", "coop"),
        ("\u0645\u06cc\u200c\u0634\u0648\u062f", "\u0645\u06cc\u200c\u0634\u0648\u062f"),
        ("a\tb", "a\tb"),
        ("fi\ufb01", "fi\ufb01"),  # a ligature looks different, and is another label
    ],
)
def test_one_form(name: str, form: str) -> None:
    assert one_form(name) == form


@given(st.text())
def test_a_form_is_its_own_form(name: str) -> None:
    form = one_form(name)
    assert one_form(form) == form == unicodedata.normalize("NFC", form)


def test_a_name_is_quoted_with_what_nobody_sees() -> None:
    assert written("New\u00a0York") == r"'New\xa0York'"
    assert written("Cafe\u0301") == r"'Cafe\u0301'"
    assert written("a  b ") == "'a  b '"
    assert len(written("x" * 1_000)) == 80


def test_documents_hierarchy_and_names_agree_whatever_the_blanks(write: Write) -> None:
    documents = [
        {"id": "1", "text": "a", "labels": ["New York", "plant "]},
        {"id": "2", "text": "b", "labels": ["New\u00a0York"]},
        {"id": "3", "text": "c", "labels": ["Cafe\u0301"]},
    ]
    path = write(
        files={
            "train.jsonl": jsonl(*documents),
            "test.jsonl": jsonl(TEST | {"labels": ["Caf\u00e9"]}),
            "hierarchy.tsv": "ROOT\tplant\nplant \tNew York\nplant\tCaf\u00e9\n",
            "label_names.tsv": "New\u202fYork\tThe city\n New York\tOther\nplant\tPlant\n",
        }
    )
    corpus = formats.load(path)
    assert corpus.graph.names == ("New York", "plant", "Caf\u00e9")
    assert corpus.graph.texts == ("The city", "Plant", "Caf\u00e9")
    assert [item.labels for item in corpus.train] == [(0, 1), (0,), (2,)]
    assert corpus.test[0].labels == (2,)
    told = [note for note in notes(path) if "nobody sees" in note]
    assert [note.partition(":")[0] for note in told] == [
        "hierarchy.tsv, line 2",
        "label_names.tsv, line 1",
        "train.jsonl, line 1",
    ]
    assert told[2].endswith("'plant ' is read as 'plant'; 3 such names, this is the first")


def test_a_label_in_two_forms_is_once_in_a_document(write: Write) -> None:
    document = {"id": "1", "text": "a", "labels": ["CS", "CS ", "Vision"]}
    path = write(files={"train.jsonl": jsonl(document, document | {"id": "2"})})
    corpus = formats.load(path)
    assert corpus.graph.names == ("CS", "Vision")
    assert {item.labels for item in corpus.train} == {(0, 1)}


@pytest.mark.parametrize("name", ["hierarchy.tsv.gz", "hierarchy.csv", "hierarchy.csv.gz"])
def test_a_folder_may_hold_its_hierarchy_otherwise(write: Write, name: str) -> None:
    body = b"child,parent\ntennis,sport\nfootball,sport\nmarkets,markets\n"
    body = body if "csv" in name else body.replace(b",", b"\t")
    packed = gzip.compress(body) if name.endswith(".gz") else body
    path = write({"hierarchy.tsv": None, name: packed})
    graph = formats.load(path).graph
    assert {graph.names[row] for row in graph.roots()} == {"sport", "markets"}
    (path / "hierarchy.tsv").write_text("ROOT\tsport\n")
    assert any("a file is there twice" in error for error in errors(path))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Sport", "sport"),
        ("AI", "\uff21\uff29"),
        ("finance", "\ufb01nance"),
        ("don't", "don\u2019t"),
        ("R&D", "R&amp;D"),
        ("a\u200db", "ab"),
    ],
)
def test_labels_that_hardly_differ_are_different_ones_and_said(
    write: Write, one: str, other: str
) -> None:
    path = write(
        files={
            "train.jsonl": jsonl(
                {"id": "1", "text": "a word", "labels": [one]},
                {"id": "2", "text": "another", "labels": [other]},
            ),
            "test.jsonl": jsonl({"id": "3", "text": "more", "labels": [one]}),
        }
    )
    assert set(formats.load(path).graph.names) == {one, other}
    assert sum("differ only in case or in how a character" in note for note in notes(path)) == 1


def test_half_characters_of_many_labels_are_told_once_with_their_number(write: Write) -> None:
    path = write(
        files={
            "train.jsonl": jsonl(
                *({"id": str(i), "text": "a word", "labels": [f"\ud800{i}"]} for i in range(300))
            )
        }
    )
    [told] = errors(path)
    assert "not valid Unicode; 300 such lines, this is the first" in told


@pytest.mark.parametrize(
    ("file", "content", "line"),
    [
        ("a.csv", "text,labels\nx,tennis\ny,sport\u00a0\nz,sport\n", 3),
        ("a.csv", "text,labels\nx,sport\u00a0;tennis\ny,tennis\nz,sport\n", 2),
        ("a.csv", "text,labels\nx,\"['sport\u00a0', 'tennis']\"\nz,['sport']\n", 2),
        ("a.csv", 'text,labels\nx,"[sport\u00a0, tennis]"\nz,[sport]\n', 2),
        ("a.csv", "text,level1,level2\nx,sport\u00a0,tennis\nz,sport,\n", 2),
        ("a.csv", "text,labels\nx,sport\u00a0 > tennis\ny,sport > golf\nz,sport\n", 2),
        ("a.jsonl", jsonl({"text": "x", "labels": ["tennis", "sport\u00a0"]}), 1),
        ("a.jsonl", jsonl({"doc_label": ["sport\u00a0--tennis"], "doc_token": ["x"]}), 1),
        ("a.jsonl", jsonl({"label": ["sport\u00a0", "tennis"], "token": ["x"]}), 1),
    ],
)
def test_a_no_break_blank_at_the_end_of_a_name_is_noted(
    tmp_path: Path, file: str, content: str, line: int | None
) -> None:
    path = tmp_path / file
    path.write_text(content, encoding="utf-8")
    place = file if line is None else f"{file}, line {line}"
    assert [note for note in notes(path) if "nobody sees" in note] == [
        f"{place}: a label's name has blanks or characters that nobody sees, or another Unicode "
        r"form: 'sport\xa0' is read as 'sport'"
    ]
    assert {"sport", "tennis"} <= set(formats.load(path).graph.names)


@pytest.mark.parametrize(
    ("name", "content", "line"),
    [
        ("hierarchy.tsv", "ROOT\tsport\u00a0\nROOT\tmarkets\nsport\ttennis\n", 1),
        ("hierarchy.taxonomy", "Root\tmarkets\tsport\u00a0\nsport\ttennis\n", 1),
        ("hierarchy.txt", "markets\nsport\u00a0\n  tennis\n", 2),
        ("hierarchy.json", '{"name": "sport\u00a0", "children": ["tennis"]}', 1),
    ],
)
def test_a_no_break_blank_in_a_hierarchy_is_noted(
    tmp_path: Path, name: str, content: str, line: int
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    report = check(path)
    (note,) = (str(item) for item in report.problems if "nobody sees" in item.what)
    assert note.startswith(f"{name}, line {line}: ")
    assert r"'sport\xa0' is read as 'sport'" in note
