"""Nested JSON: a tree in either spelling, and nothing else that is JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats.edges import holds_edges, read_edges
from hmlc_core.data.formats.trees import FORMATS
from hmlc_core.data.formats.trees.places import DEEPEST
from hmlc_core.data.problems import Problems

TREE = {("plant", "tree"), ("plant", "herb"), ("tree", "oak"), ("tree", "pine")}


def leaf(name: str) -> dict[str, Any]:
    return {"name": name, "size": 3}


@pytest.mark.parametrize(
    "value",
    [
        {"plant": {"tree": {"oak": {}, "pine": None}, "herb": []}},
        {"plant": {"tree": ["oak", "pine"], "herb": {}}},
        [{"plant": [{"tree": ["oak", "pine"]}, "herb"]}],
        {
            "name": "plant",
            "children": [{"name": "tree", "children": [leaf("oak"), leaf("pine")]}, leaf("herb")],
        },
        [{"id": "plant", "children": [{"id": "tree", "children": ["oak", "pine"]}, "herb"]}],
        {"ROOT": {"plant": {"tree": ["oak", "pine"], "herb": None}}},
        {"root": {"plant": {"tree": ["oak", "pine"], "herb": None}}},
    ],
)
def test_one_tree_however_it_is_nested(value: object, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value, indent=1))
    graph = load_graph(path)
    assert {(graph.names[above], graph.names[below]) for above, below in graph.edges} == TREE
    report = check(path)
    assert (report.format, report.labels, report.ok) == ("nested-json", 5, True)
    assert any("nested JSON" in sentence for sentence in report.assumed)


DOCUMENT = {"id": "1", "text": "An old tree.", "labels": ["tree"]}


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(DOCUMENT),
        json.dumps([DOCUMENT, DOCUMENT]),
        f"{json.dumps(DOCUMENT)}\n{json.dumps(DOCUMENT)}\n",
        json.dumps({"title": ["old"], "section": [0], "labels": [0]}),
        json.dumps(["oak", "pine"]),
        json.dumps({"oak": {}, "pine": {}}),
        json.dumps({"a": {"b": 1}}),
        json.dumps({"children": ["a"]}),
        json.dumps({"name": "a", "children": {"b": []}}),
        "[" * 100_000,
        '{"a": {"b": ' + "1" * 10_000 + "}}",
        "{",
        "",
    ],
)
def test_other_json_is_no_hierarchy_and_no_crash(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    assert not holds_edges(path)


def test_a_tree_has_so_many_levels_at_most(tmp_path: Path) -> None:
    value: dict[str, Any] = {}
    for depth in range(DEEPEST + 2):
        value = {f"n{depth}": value}
    path, problems = tmp_path / "a.json", Problems()
    path.write_text(json.dumps(value))
    assert not holds_edges(path)
    assert not read_edges(path, problems)
    assert problems.errors


@pytest.mark.parametrize(
    "value",
    [
        {"data": [DOCUMENT, DOCUMENT]},
        {"version": "1.0", "data": {"train": [DOCUMENT]}},
        {"articles": [{"abstractText": "Old.", "meshMajor": ["Trees", "Age"], "title": "Old"}]},
        {"rows": [{"id": "1", "year": 2001, "topic": "oak", "author": "A"}] * 2},
        {"oak": ["The tree was old.", "It fell."], "pine": ["It grows on sand."]},
        {"oak": ["The tree was old", "The bark is thick"], "pine": ["It grows on sand"]},
        {"oak": ["A" * 80, "B" * 80]},
    ],
)
def test_documents_inside_an_object_are_no_hierarchy_and_that_is_said(
    value: object, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value))
    report = check(path)
    assert (report.ok, report.format) == (False, "table")
    (problem,) = report.problems
    assert "a list of records" in str(problem.expected)
    assert "as edges" in str(problem.remedy)
    problems = Problems()
    assert not FORMATS["nested-json"].read(path, problems)[0]
    assert problems.errors == 1


@pytest.mark.parametrize(
    "value",
    [
        {"plant": ["garden herb", "old oak tree"], "stone": ["chalk"]},
        {"name": "plant", "text": "What grows.", "children": [{"name": "oak", "text": "A tree."}]},
        {"plant": {"trees that are very old": ["oaks that bear no fruit"]}},
    ],
)
def test_names_of_several_words_and_remarks_are_still_a_hierarchy(
    value: object, tmp_path: Path
) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value))
    assert check(path).format == "nested-json"


@pytest.mark.parametrize(
    "value",
    [
        {"plant": ["tree", "herb"], "tree": ["oak", "pine"]},
        {"tree": ["oak", "pine"], "plant": ["tree", "herb"], "oak": []},
        {"Root": ["plant"], "plant": ["tree", "herb"], "tree": ["oak", "pine"]},
    ],
)
def test_a_key_in_the_list_of_another_is_one_label(value: object, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(value))
    graph = load_graph(path)
    assert {(graph.names[above], graph.names[below]) for above, below in graph.edges} == TREE
    assert len(graph) == 5


def test_in_lists_of_children_a_label_may_have_two_parents(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps({"a": ["b", "c"], "b": ["d"], "c": ["d"], "e": []}))
    graph = load_graph(path)
    assert sorted(graph.names) == ["a", "b", "c", "d", "e"]
    assert len(graph.parents(graph.index("d"))) == 2
