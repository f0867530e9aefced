"""Hierarchies given to runs: kept once, read with line numbers, never by a path."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given

from hmlc_core.data.formats.hierarchy import hierarchy_text
from hmlc_core.data.hierarchies import given_hierarchy, hierarchy_name, keep_hierarchy
from hmlc_core.data.labels import LabelGraph
from hmlc_core.errors import DataError
from tests.data.nastynames import graphs

OWN = LabelGraph(("a", "b", "c", "d"), ((0, 1), (1, 2)), ("A", "B", "C", "D"))
TURNED = LabelGraph(OWN.names, ((2, 1), (1, 0)), OWN.texts)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HMLC_HOME", str(tmp_path))
    return tmp_path


def written(home: Path, text: str) -> str:
    (home / "hierarchies").mkdir()
    (home / "hierarchies" / "mine.tsv").write_text(text, encoding="utf-8")
    return "mine"


def test_a_kept_hierarchy_comes_back_with_the_labels_of_the_corpus() -> None:
    name = keep_hierarchy(TURNED, "run-greedy")
    assert name == hierarchy_name(TURNED, "run-greedy")
    found = given_hierarchy(name, OWN)
    assert found.names == OWN.names
    assert found.texts == OWN.texts
    assert set(found.edges) == set(TURNED.edges)
    assert found.roots() == (2, 3)


def test_another_hierarchy_of_the_same_name_overwrites_nothing(home: Path) -> None:
    first, again = keep_hierarchy(TURNED, "x"), keep_hierarchy(TURNED, "x")
    second = keep_hierarchy(OWN, "x")
    assert first == again != second
    assert set(given_hierarchy(first, OWN).edges) == set(TURNED.edges)
    assert sorted(path.name for path in (home / "hierarchies").iterdir()) == sorted(
        [f"{first}.tsv", f"{second}.tsv"]
    )


def test_a_place_that_cannot_be_written_is_told(home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "hierarchies").write_text("a file in the folder's place")
    with pytest.raises(DataError, match=r"hierarchies: the hierarchy cannot be kept .*HMLC_HOME"):
        keep_hierarchy(LabelGraph(("a", "b"), [(0, 1)]), "own")


def test_without_a_name_it_is_the_corpus_own() -> None:
    assert given_hierarchy("", OWN) is OWN


def test_labels_that_are_not_mentioned_are_top_labels(home: Path) -> None:
    found = given_hierarchy(written(home, "ROOT\ta\na\tb\n"), OWN)
    assert found.edges == ((0, 1),)
    assert found.roots() == (0, 2, 3)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ROOT\ta\na\tbb\n", "mine.tsv, line 2: not a label of the corpus (found 'bb')"),
        ("a\tb\nb\tc\nc\ta\n", "mine.tsv, line 3: the hierarchy has a cycle"),
        ("a b\n", "mine.tsv, line 1: not an edge"),
        ("a\tROOT\n", "mine.tsv, line 1: ROOT stands above all labels"),
        ("", "mine.tsv: the file is empty"),
    ],
)
def test_what_is_no_hierarchy_of_these_labels_is_refused_with_its_line(
    home: Path, text: str, message: str
) -> None:
    with pytest.raises(DataError) as refused:
        given_hierarchy(written(home, text), OWN)
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("name", ["../secret", "/etc/passwd", "a.b", "x" * 200, "a\n"])
def test_a_path_is_no_name(name: str) -> None:
    with pytest.raises(DataError, match="not a name of a hierarchy"):
        given_hierarchy(name, OWN)


def test_a_hierarchy_that_is_gone_is_told_with_its_folder(home: Path) -> None:
    with pytest.raises(DataError, match="there is no such hierarchy") as refused:
        given_hierarchy("gone", OWN)
    assert str(home / "hierarchies") in str(refused.value)


@pytest.mark.parametrize("name", ["a\tb", "a\nb", "a\rb", " "])
def test_a_label_that_no_line_can_hold_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="a label cannot be written to a table"):
        hierarchy_text(LabelGraph((name, "b"), ((0, 1),)))


@pytest.mark.slow
@given(graphs())
def test_what_is_kept_comes_back_whatever_the_names(graph: LabelGraph) -> None:
    with tempfile.TemporaryDirectory() as home, pytest.MonkeyPatch.context() as patch:
        patch.setenv("HMLC_HOME", home)
        found = given_hierarchy(keep_hierarchy(graph, "x"), LabelGraph(graph.names))
    assert found.names == graph.names
    assert set(found.edges) == set(graph.edges)
