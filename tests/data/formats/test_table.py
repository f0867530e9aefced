"""CSV, TSV and JSON lines as people export them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.base import stem
from tests.data.corpusfiles import errors, jsonl, notes

Write = Callable[..., Path]


@pytest.fixture
def table(tmp_path: Path) -> Callable[[str, str], Path]:
    def table(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return table


def labels(corpus: Corpus) -> dict[str, list[str]]:
    """Document id -> names of its labels."""
    names = corpus.graph.names
    return {
        document.id: [names[label] for label in document.labels]
        for split in SPLITS
        for document in corpus.split(split)
    }


LABELS = {"1": ["sport", "tennis"], "2": ["markets"], "3": []}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", "id,text,labels\n1,ball,sport|tennis\n2,bank,markets\n3,none,\n"),
        ("a.csv", 'ID,Text,Labels\n1,ball,"sport, tennis"\n2,bank,markets\n3,none,\n'),
        ("a.csv", "labels;text;id\nsport,tennis;ball;1\nmarkets;bank;2\n;none;3\n"),
        ("a.csv", "\ufeffid,content,label\r\n1,ball,sport;tennis\r\n2,bank,markets\r\n3,none,\r\n"),
        ("a.csv", "id,text,labels\n1,ball,\"['sport', 'tennis']\"\n2,bank,[]\n2b,x,y\n3,none,\n"),
        ("a.tsv", "id\ttext\tlabels\n1\tball\tsport; tennis\n2\tbank\tmarkets\n3\tnone\t\n"),
        (
            "a.jsonl",
            jsonl(
                {"id": 1, "text": "ball", "labels": ["sport", "tennis"]},
                {"id": 2, "text": "bank", "labels": "markets"},
                {"id": 3, "text": "none", "labels": None},
            ),
        ),
    ],
)
def test_labels_in_one_column(table: Callable[..., Path], name: str, content: str) -> None:
    found = labels(formats.load(table(name, content)))
    if "2b" in found:
        assert found.pop("2b") == ["y"]
        assert found.pop("2") == []
        assert {**found, "2": ["markets"]} == LABELS
    else:
        assert found == LABELS


def test_commas_belong_to_names_when_another_separator_is_used(table: Callable[..., Path]) -> None:
    path = table("a.csv", 'text,labels\na,"crime, law|sport"\nb,"war, civil war"\n')
    assert set(formats.load(path).graph.names) == {"crime, law", "sport", "war, civil war"}


def test_quoted_cells_hold_line_breaks_and_quotes(table: Callable[..., Path]) -> None:
    path = table("a.csv", 'text,labels\n"one\ntwo, ""three""",x\nfour,y\n')
    corpus = formats.load(path)
    texts = {document.text for split in SPLITS for document in corpus.split(split)}
    assert texts == {'one\ntwo, "three"', "four"}


def test_a_cell_of_a_million_characters(table: Callable[..., Path]) -> None:
    path = table("a.csv", "text,labels\n" + "spam " * 200_000 + ",x\nshort,y\n")
    assert errors(path) == []


def test_levels_form_a_tree(table: Callable[..., Path]) -> None:
    path = table(
        "a.csv",
        "text,level2,level1,level3\n"
        "a,Tennis,Sport,Clay\nb,Tennis,Sport,\nc,Other,Sport,\nd,Other,Science,\ne,,Science,\n",
    )
    corpus = formats.load(path)
    graph = corpus.graph
    assert {(graph.names[parent], graph.names[child]) for parent, child in graph.edges} == {
        ("Sport", "Tennis"),
        ("Tennis", "Clay"),
        ("Sport", "Sport > Other"),
        ("Science", "Science > Other"),
    }
    assert labels(corpus)["row 1"] == ["Sport", "Tennis", "Clay"]
    assert labels(corpus)["row 4"] == ["Science", "Science > Other"]
    assert "told apart by their paths: Other" in notes(path)[0]


def test_a_level_that_repeats_its_parent_ends_the_path(table: Callable[..., Path]) -> None:
    path = table(
        "a.csv", "text,l1,l2,l3\na,Sport,Tennis,Tennis\nb,Sport,Tennis,Doubles\nc,Arts,Arts,\n"
    )
    graph = formats.load(path).graph
    assert set(graph.names) == {"Sport", "Tennis", "Doubles", "Arts"}
    assert len(graph.edges) == 2
    assert any("a level repeats the one above it" in note for note in notes(path))


def test_a_level_that_repeats_its_parent_and_goes_on_stays(table: Callable[..., Path]) -> None:
    path = table("a.csv", "text,l1,l2,l3\na,Sport,Sport,Tennis\nb,Arts,,\n")
    assert "Tennis" in formats.load(path).graph.names
    assert len(formats.load(path).graph) == 4


def test_a_hierarchy_can_come_along(table: Callable[..., Path]) -> None:
    path = table("a.csv", "text,labels\na,tennis|sport\nb,sport\n")
    edges = table("h.tsv", "ROOT\tsport\nsport\ttennis\n")
    assert formats.load(path, edges).graph.edges == ((0, 1),)
    edges.write_text("ROOT\tsport\nsport\tTennis\n")
    assert (
        "expected a label of h.tsv; found 'tennis'). Did you mean 'Tennis'?"
        in (errors(path, edges)[0])
    )


def test_splits_by_name(table: Callable[..., Path]) -> None:
    rows = "a,x,train\nb,y,Validation\nc,x,TEST\nd,y,training\n"
    corpus = formats.load(table("a.csv", "text,labels,split\n" + rows))
    assert [len(corpus.split(split)) for split in SPLITS] == [2, 1, 1]


def test_splits_by_id_do_not_depend_on_the_order(table: Callable[..., Path]) -> None:
    rows = [f"d{number},text,x" for number in range(200)]
    ids = []
    for name, order in (("a.csv", rows), ("b.csv", rows[::-1])):
        corpus = formats.load(table(name, "id,text,labels\n" + "\n".join(order)))
        assert [len(corpus.split(split)) for split in SPLITS] == [160, 20, 20]
        ids.append([{document.id for document in corpus.split(split)} for split in SPLITS])
    assert ids[0] == ids[1]


@pytest.mark.parametrize("header", ["text,label", "id,text,labels", "text,level1,level2"])
def test_texts_that_say_text_do_not_make_a_table_one_of_edges(
    table: Callable[..., Path], header: str
) -> None:
    values = {"id": "1 2", "text": "text text", "label": "a b", "labels": "a b"}
    columns = [values.get(name, "a b").split() for name in header.split(",")]
    path = table("a.csv", "\n".join([header, *map(",".join, zip(*columns))]))
    report = check(path)
    assert (report.ok, report.format) == (True, "table")


@pytest.mark.parametrize("count", range(2, 6))
def test_few_rows_leave_something_to_train_and_to_test(
    table: Callable[..., Path], count: int
) -> None:
    rows = "\n".join(f"text {row},x" for row in range(count))
    corpus = formats.load(table("a.csv", f"text,labels\n{rows}"))
    assert corpus.train
    assert corpus.test


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "a.csv",
            "id,body,topic\n1,a,b\n",
            "a.csv, line 1: a column is missing (expected text and labels (or level1, level2, …, "
            "or several columns of 0 and 1); "
            "found id, body, topic). Rename the column that holds it, or name it with "
            "--text-column or --labels-column.",
        ),
        ("a.csv", "text,topic\na,b\n", "a.csv, line 1: a column is missing (expected labels"),
        ("a.jsonl", '{"body": "a"}\n', "a.jsonl, line 1: a column is missing"),
        (
            "a.csv",
            "text,labels\na,x\nb,y,z\n",
            "a.csv, line 3: the row has the wrong number of cells (expected 2, as in the line of "
            "column names; found 3). Put cells that hold ',' in quotes.",
        ),
        ("a.csv", "text,labels,text\na,x,b\n", "a.csv, line 1: a column is there twice"),
        ("a.csv", 'text,labels\n"a" b,x\n', "a.csv, line 2: not a valid row (found "),
        ("a.csv", 'text,labels\n"never closed,x\n', "a.csv, line 2: not a valid row"),
        ("a.csv", "", "a.csv: the file is empty"),
        ("a.csv", "text,labels\n", "a.csv, line 1: there are no rows below the column names"),
        ("a.csv", b"text,labels\ncaf\xe9,x\n", "a.csv, line 2: not UTF-8 text"),
        (
            "a.csv",
            "text,labels,split\na,x,train\nb,x,later\n",
            "a.csv, line 3: unknown split (expected train, dev or test; found 'later')",
        ),
        ("a.csv", "text,labels,split\na,x,test\n", "a.csv: there are no training documents"),
        (
            "a.csv",
            "text,level1,level2\na,,Tennis\n",
            "a.csv, line 2: a level is missing in the middle of the path (expected levels filled "
            "from the first on; found (empty) > Tennis)",
        ),
        ("a.csv", "id,text,labels\n1,a,x\n1,b,x\n", "a.csv, line 3: the id is used twice"),
        ("a.csv", "text,level1\na,ROOT\n", "a.csv, line 2: ROOT stands above all labels"),
        (
            "a.jsonl",
            jsonl({"text": "a", "labels": ["x"]}, {"text": "a"}),
            "a.jsonl, line 2: a field is missing (expected labels; found text)",
        ),
        (
            "a.jsonl",
            jsonl({"text": ["a"], "labels": ["x"]}),
            'a.jsonl, line 1: the field "text" has the wrong type (expected a text; found ["a"])',
        ),
        (
            "a.jsonl",
            jsonl({"text": "a", "labels": {"x": 1}}),
            'a.jsonl, line 1: the field "labels" cannot be read (expected a list such as '
            '["a", "b"] or [a, b], or names with a separator between them that do not begin with '
            'a bracket; found {"x": 1})',
        ),
        ("a.jsonl", '{"text": "a"\n', "a.jsonl, line 1: not valid JSON"),
        ("a.csv", "text,labels\na,[{1}]\n", 'a.csv, line 2: the field "labels" cannot be read'),
    ],
)
def test_a_wrong_table_is_told(
    table: Callable[..., Path], name: str, content: str | bytes, message: str
) -> None:
    told = errors(table(name, content))
    assert message in told[0]


def test_labels_win_over_levels(table: Callable[..., Path]) -> None:
    path = table("a.csv", "text,labels,level1\na,x,y\nb,x,y\n")
    assert formats.load(path).graph.names == ("x",)
    assert "labels is used, level1 are not" in notes(path)[0]


def test_what_is_no_corpus(tmp_path: Path, write: Write) -> None:
    (tmp_path / "a.docx").write_text("x")
    told = errors(tmp_path / "a.docx")[0]
    assert told.startswith("a.docx: a document of a word processor, which is not read. ")
    assert "there is no such file or folder" in errors(tmp_path / "nowhere")[0]
    assert "found readme.txt)" in errors(write(files={"readme.txt": "x"}))[0]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("my.news.jsonl.gz", "my.news"),
        ("Desk.CSV", "Desk"),
        ("desk.tsv.GZ", "desk"),
        ("plain", "plain"),
        (".csv", ".csv"),
        (".gz", ".gz"),
    ],
)
def test_the_ending_of_a_file_is_no_part_of_its_name(name: str, expected: str) -> None:
    assert stem(name) == expected


def test_a_path_joined_never_takes_the_name_of_another_place(
    table: Callable[..., Path],
) -> None:
    rows = ["Sport,Other", "Arts,Other", "Sport > Other,x", "Sport  >> Other,y"]
    path = table("a.csv", "text,level1,level2\n" + "".join(f"t,{row}\n" for row in rows))
    graph = formats.load(path).graph
    given = {"Sport", "Arts", "Sport > Other", "Sport >> Other"}
    assert {graph.names[row] for row in graph.roots()} == given
    assert set(graph.names) - given == {"Sport >>> Other", "Arts >>> Other", "x", "y"}
    assert "'Sport  >> Other' is read as 'Sport >> Other'" in notes(path)[0]
