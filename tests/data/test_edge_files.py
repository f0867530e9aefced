"""Edge files without documents."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hmlc_core.data.edges import load_graph, read_graph
from hmlc_core.data.problems import InvalidData, Problems

Put = Callable[[str, str], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def put(name: str, content: str) -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return put


def named(path: Path, **options: bool) -> set[tuple[str, str]]:
    graph = load_graph(path, **options)
    return {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}


def test_parents_come_first(put: Put) -> None:
    path = put("a.tsv", "ROOT\tanimal\nanimal\tdog\nanimal\tcat\n")
    assert named(path) == {("animal", "dog"), ("animal", "cat")}
    assert named(put("a.csv", "animal,dog\nanimal,cat,1.0\n")) == named(path)


def test_the_header_of_poincare_embeddings_turns_edges_round(put: Put) -> None:
    path = put("a.csv", "id1,id2,weight\ndog.n.01,animal.n.01,1\ndog.n.01,entity.n.01,1\n")
    assert named(path) == {("animal.n.01", "dog.n.01"), ("entity.n.01", "dog.n.01")}
    assert named(path, child_first=False) == {
        ("dog.n.01", "animal.n.01"),
        ("dog.n.01", "entity.n.01"),
    }


def test_a_direction_can_be_given(put: Put) -> None:
    assert named(put("a.tsv", "dog\tanimal\n"), child_first=True) == {("animal", "dog")}


def test_quoted_names(put: Put) -> None:
    assert named(put("a.csv", '"war, civil war",battle\n')) == {("war, civil war", "battle")}


def test_self_loops_and_repeats_are_noted(put: Put) -> None:
    problems = Problems()
    graph = read_graph(put("a.tsv", "a\tb\na\ta\nb\tb\na\tb\n"), problems)
    assert graph is not None
    assert graph.edges == ((0, 1),)
    assert [str(problem) for problem in problems.shown] == [
        "a.tsv, line 2: a label is its own parent; such edges are left out; 2 such lines, "
        "this is the first",
        "a.tsv, line 4: the edge is repeated",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "a.tsv: the file is empty"),
        ("id1\tid2\n", "a.tsv: there are no edges"),
        ("a\tb\nc\n", "a.tsv, line 2: not an edge (expected two labels with a tab between them"),
        ("a\tb\tc\td\n", "a.tsv, line 1: not an edge"),
        ("a\t \n", "a.tsv, line 1: not an edge"),
        ("a\tROOT\n", "a.tsv, line 1: ROOT stands above all labels"),
        ("a\tb\nb\tc\nc\ta\n", "a.tsv, line 3: the hierarchy has a cycle"),
    ],
)
def test_a_wrong_edge_file_is_told(put: Put, content: str, message: str) -> None:
    with pytest.raises(InvalidData) as caught:
        load_graph(put("a.tsv", content))
    assert message in str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InvalidData, match=r"nothing\.tsv: there is no such file"):
        load_graph(tmp_path / "nothing.tsv")
