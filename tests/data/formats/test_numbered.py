"""A file that names the numbers of labels, for any format, and where their counting begins."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.check import Report, check
from hmlc_core.data.corpus import SPLITS, Corpus
from hmlc_core.data.formats.layout import Layout
from hmlc_core.data.registry import load_corpus

Files = dict[str, str]
Write = Callable[..., Path]

LISTS = "text,labels\nball,0|2\nstage,1\nplay,0\n"


def read(path: Path, names: Path, hierarchy: Path | None = None) -> dict[str, set[str]]:
    """Text -> names of the labels of a document."""
    return named(formats.load(path, hierarchy, Layout(names=names)))


def named(corpus: Corpus) -> dict[str, set[str]]:
    return {
        item.text: {corpus.graph.names[label] for label in item.labels}
        for split in SPLITS
        for item in corpus.split(split)
    }


def told(path: Path, names: Path, hierarchy: Path | None = None) -> Report:
    return check(path, hierarchy, Layout(names=names))


@pytest.fixture
def put(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file with that name and content."""

    def put(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_bytes(
            gzip.compress(content.encode()) if name.endswith(".gz") else content.encode()
        )
        return path

    return put


Put = Callable[[str, str], Path]
EXPECTED = {"ball": {"sport", "golf"}, "stage": {"arts"}, "play": {"sport"}}


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("names.txt", "sport\narts\ngolf\n"),
        ("names.txt", "sport\narts\ngolf\n\n\n"),
        ("names.txt.gz", "0\tsport\n1\tarts\n2\tgolf\n"),
        ("names.tsv", "sport\t0\narts\t1\ngolf\t2\n"),
        ("names.csv", 'id,name\n2,"golf"\n0,sport\n1,arts\n'),
        ("names.csv", "name,id\nsport,0\narts,1\ngolf,2\n"),
        ("names.json", '["sport", "arts", "golf"]'),
        ("names.json", '{"sport": 0, "arts": 1, "golf": 2}'),
    ],
)
def test_a_table_gets_the_names_of_any_file(put: Put, file: str, content: str) -> None:
    path, names = put("desk.csv", LISTS), put(file, content)
    assert read(path, names) == EXPECTED
    assert any("Labels are numbers" in sentence for sentence in told(path, names).assumed)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("desk.csv", "id,text,label\n1,ball,0\n1,ball,2\n2,stage,1\n3,play,0\n"),
        ("desk.csv", "text,label\nball,[0. 2.]\nstage,[1.]\nplay,[0.]\n"),
        (
            "desk.jsonl",
            '{"text": "ball", "labels": [0, 2]}\n{"text": "stage", "labels": [1]}\n'
            '{"text": "play", "labels": [0]}\n',
        ),
        ("desk.txt", "__label__0 __label__2 ball\n__label__1 stage\n__label__0 play\n"),
    ],
)
def test_any_layout_of_numbers_gets_names(put: Put, name: str, content: str) -> None:
    names = put("names.txt", "sport\narts\ngolf\n")
    assert read(put(name, content), names) == EXPECTED


@pytest.mark.parametrize("line", ["a" + " ," * 500_000, "1" + " " * 500_000, "\t" * 500_000 + "x"])
def test_long_lines_are_read_once(put: Put, line: str) -> None:
    assert not told(put("desk.csv", LISTS), put("names.txt", f"{line}\n{line}b\n")).ok


def test_bags_get_names(put: Put) -> None:
    path, names = put("desk.svm", "0,2 1:1\n1 2:1\n0 3:1\n"), put("n.txt", "sport\narts\ngolf\n")
    assert read(path, names) == {"1": {"sport", "golf"}, "2": {"arts"}, "3": {"sport"}}
    corpus = formats.load(path, layout=Layout(names=names))
    assert any("0 is sport, the first of 3 names" in note for note in corpus.notes)


@pytest.mark.parametrize("edges", ["0\t2\n", "sport\tgolf\nROOT\tarts\n", "ROOT\t1\n0\t2\n"])
def test_a_hierarchy_may_have_the_numbers_or_the_names(put: Put, edges: str) -> None:
    edges = edges if "1" in edges or "s" in edges else edges + "ROOT\t1\n"
    names, hierarchy = put("names.txt", "sport\narts\ngolf\n"), put("edges.tsv", edges)
    graph = formats.load(put("desk.csv", LISTS), hierarchy, Layout(names=names)).graph
    assert [(graph.names[a], graph.names[b]) for a, b in graph.edges] == [("sport", "golf")]


def test_levels_of_numbers_are_paths_of_names(put: Put) -> None:
    path = put("desk.csv", "text,level1,level2\nball,0,2\nstage,1,\n")
    corpus = formats.load(path, layout=Layout(names=put("n.txt", "sport\narts\ngolf\n")))
    graph = corpus.graph
    assert named(corpus) == {"ball": {"sport", "golf"}, "stage": {"arts"}}
    assert [(graph.names[a], graph.names[b]) for a, b in graph.edges] == [("sport", "golf")]


# ------------------------------------------------------------------ where counting begins


@pytest.mark.parametrize(
    ("numbers", "count", "first"),
    [((0, 1), 2, "a"), ((0, 1), 3, "a"), ((1, 2), 2, "a"), ((1, 3), 3, "a"), ((2, 1), 2, "b")],
)
def test_the_numbers_in_use_tell_where_counting_begins(
    put: Put, numbers: tuple[int, int], count: int, first: str
) -> None:
    path = put("desk.csv", "text,label\nx,{}\ny,{}\n".format(*numbers))
    names = put("names.txt", "".join(f"{name}\n" for name in "abc"[:count]))
    assert read(path, names)["x"] == {first}


def test_where_nothing_tells_zero_is_taken_and_said(put: Put) -> None:
    path, names = put("desk.csv", "text,label\nx,1\ny,2\n"), put("names.txt", "a\nb\nc\nd\n")
    assert read(path, names) == {"x": {"b"}, "y": {"c"}}
    problems = told(path, names).problems
    assert any("whether numbers count from 0 or from 1" in problem.what for problem in problems)


@pytest.mark.parametrize("numbers", [(0, 3), (1, 4), (0, 7)])
def test_where_neither_can_be_it_is_refused_with_the_numbers(
    put: Put, numbers: tuple[int, int]
) -> None:
    path = put("desk.csv", "text,label\nx,{}\ny,{}\n".format(*numbers))
    (problem,) = told(path, put("names.txt", "a\nb\nc\n")).problems[:1]
    assert (problem.file, problem.line, problem.found) == ("desk.csv", 3, str(numbers[1]))
    assert problem.expected == "0 to 2, or 1 to 3, as names.txt has 3 names"


# ------------------------------------------------------------------ refusals


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a\n\nb\n", "names.txt, line 2: the line is blank"),
        ("a\nb\na \n", "names.txt, line 3: two numbers have one name"),
        ("0 a\n1 b\n0 c\n", "names.txt, line 3: the number has two names"),
        ("0 a\n1 a\n", "names.txt, line 2: two numbers have one name"),
        ("a\nROOT\nc\n", "names.txt, line 2: ROOT stands above all labels"),
        ("a\nb\tc\nd\n", "names.txt, line 2: not a label"),
        ("", "names.txt: the file is empty"),
    ],
)
@pytest.mark.parametrize("name", ["desk.csv", "desk.txt"])
def test_a_file_that_cannot_name_labels_is_refused(
    put: Put, name: str, content: str, message: str
) -> None:
    rows = {"desk.csv": LISTS, "desk.txt": "__label__0 ball\n__label__1 __label__2 stage\n"}
    report = told(put(name, rows[name]), put("names.txt", content))
    assert str(report.problems[0]).startswith(message)
    assert not report.ok


@pytest.mark.parametrize(
    ("name", "content"),
    [("desk.csv", "text,label\nx,sport\n"), ("desk.txt", "__label__sport x\n")],
)
def test_labels_that_are_names_already_are_told(put: Put, name: str, content: str) -> None:
    report = told(put(name, content), put("names.txt", "a\nb\n"))
    assert "labels are no numbers, so that names.txt cannot name them" in str(report.problems[0])


def test_a_file_that_is_not_there_is_told(put: Put, tmp_path: Path) -> None:
    report = told(put("desk.csv", LISTS), tmp_path / "none.txt")
    assert str(report.problems[0]).startswith("none.txt: there is no such file")


def test_edges_take_no_names(put: Put) -> None:
    report = told(put("edges.tsv", "0\t1\n1\t2\n"), put("names.txt", "a\nb\nc\n"))
    assert "edges and no documents" in report.problems[0].what


def test_other_names_are_another_corpus(put: Put) -> None:
    path, names = put("desk.csv", LISTS), put("names.txt", "a\nb\nc\n")
    assert load_corpus(path, layout=Layout(names=names)).graph.names[0] == "a"
    names.write_text("first\nb\nc\n")
    assert "first" in load_corpus(path, layout=Layout(names=names)).graph.names


def test_a_long_run_of_tabs_is_no_name_with_its_number(put: Put) -> None:
    path = put("a.csv", "text,label\nA,0\nB,1\n")
    names = put("names.txt", "sport" + "\t" * 300_000 + "arts\nmusic\n")
    assert told(path, names).errors == 1
