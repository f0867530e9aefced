"""What names in edges stand for: missing parents, numbers that became floats; never in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmlc_core.data import formats
from hmlc_core.data.edges import load_graph, read_graph
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.problems import Problems
from tests.data.corpusfiles import jsonl

TREE = {("plant", "tree"), ("tree", "oak")}


def named(graph: LabelGraph) -> set[tuple[str, str]]:
    return {(graph.names[parent], graph.names[child]) for parent, child in graph.edges}


def notes(path: Path) -> str:
    problems = Problems()
    read_graph(path, problems)
    return " ".join((*problems.sentences(), *problems.assumed))


@pytest.mark.parametrize("nothing", ["nan", "NaN", "NULL", "None", "null", "<NA>", r"\N"])
@pytest.mark.parametrize("head", ["parent,child\n", ""])
def test_a_parent_that_is_missing_makes_a_top_label(
    tmp_path: Path, head: str, nothing: str
) -> None:
    path = tmp_path / "e.csv"
    path.write_text(f"{head}{nothing},plant\nplant,tree\ntree,oak\n")
    graph = load_graph(path)
    assert named(graph) == TREE
    assert set(graph.names) == {"plant", "tree", "oak"}
    assert f"{nothing} stands for a parent that is missing" in notes(path)


def test_a_name_like_a_missing_value_that_has_a_parent_is_a_label_and_said(tmp_path: Path) -> None:
    path = tmp_path / "e.tsv"
    path.write_text("bread\tnan\nbread\trye\nnan\tgarlic nan\n")
    assert named(load_graph(path)) == {("bread", "nan"), ("bread", "rye"), ("nan", "garlic nan")}
    assert "'nan' is read as a label, although it may stand for a value" in notes(path)


@pytest.mark.parametrize("name", ["-", "N/A", "none", "NA"])
def test_other_spellings_of_nothing_are_labels_and_said(tmp_path: Path, name: str) -> None:
    path = tmp_path / "e.csv"
    path.write_text(f"parent,child\n{name},plant\nplant,tree\n")
    assert named(load_graph(path)) == {(name, "plant"), ("plant", "tree")}
    assert f"'{name}' is read as a label" in notes(path)


@pytest.mark.parametrize("head", ["parent,child\n", ""])
def test_whole_numbers_that_became_floats_are_whole_again(tmp_path: Path, head: str) -> None:
    path = tmp_path / "e.csv"
    path.write_text(f"{head}1.0,2\n1.0,3\n2.0,4\n")
    assert named(load_graph(path)) == {("1", "2"), ("1", "3"), ("2", "4")}
    assert "e.csv holds whole numbers; 1.0 is read as 1." in notes(path)


def test_versions_are_no_floats(tmp_path: Path) -> None:
    path = tmp_path / "e.csv"
    path.write_text("1.0,1.0.1\n2.0,2.0.1\n1.0,1.0.2\n")
    assert named(load_graph(path)) == {("1.0", "1.0.1"), ("2.0", "2.0.1"), ("1.0", "1.0.2")}


def test_what_documents_say_is_a_label_as_it_is_written(tmp_path: Path) -> None:
    documents = [
        {"id": "1", "text": "a word", "labels": ["1.0", "2"]},
        {"id": "2", "text": "another", "labels": ["nan", "2"]},
    ]
    (tmp_path / "train.jsonl").write_text(jsonl(*documents))
    (tmp_path / "test.jsonl").write_text(jsonl({"id": "3", "text": "more", "labels": ["2"]}))
    (tmp_path / "hierarchy.tsv").write_text("ROOT\t1.0\nnan\t2\n")
    corpus = formats.load(tmp_path)
    assert set(corpus.graph.names) == {"1.0", "2", "nan"}
    assert named(corpus.graph) == {("nan", "2")}
