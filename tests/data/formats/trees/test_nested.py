"""Nested JSON: a tree in either spelling, and nothing else that is JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats.edges import holds_edges, read_edges
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
