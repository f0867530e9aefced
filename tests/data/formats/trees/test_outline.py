"""Outlines: what is farther in is below, and what fits nowhere is refused with its line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from hmlc_core.data.check import check
from hmlc_core.data.edges import load_graph
from hmlc_core.data.formats import load
from hmlc_core.data.formats.edges import holds_edges
from hmlc_core.data.formats.trees.places import DEEPEST
from hmlc_core.data.problems import InvalidData

TREE = {("plant", "tree"), ("plant", "herb"), ("tree", "oak"), ("tree", "pine")}


def edges(path: Path) -> set[tuple[str, str]]:
    graph = load_graph(path)
    return {(graph.names[above], graph.names[below]) for above, below in graph.edges}


@pytest.mark.parametrize(
    "text",
    [
        "plant\n\ttree\n\t\toak\n\t\tpine\n\therb\n",
        "plant\n  tree\n    oak\n    pine\n  herb\n",
        "- plant\n  - tree\n\n      - oak\n      - pine\n  - herb\n",
        "Root\n plant\n  tree\n   oak\n   pine\n  herb\n",
        "plant\r\n\ttree\r\n\t\toak\r\n\t\tpine\r\n\therb\r\n",
    ],
)
def test_one_tree_however_it_is_indented(text: str, tmp_path: Path) -> None:
    for name, body in (("a.txt", text.encode()), ("a.txt.gz", gzip.compress(text.encode()))):
        (tmp_path / name).write_bytes(body)
        assert edges(tmp_path / name) == TREE
        report = check(tmp_path / name)
        assert (report.format, report.labels, report.ok) == ("outline", 5, True)
        assert any("outline" in sentence for sentence in report.assumed)


def test_a_name_in_two_places_is_two_labels(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("sport\n  other\narts\n  other\n")
    assert edges(path) == {("sport", "sport > other"), ("arts", "arts > other")}


@pytest.mark.parametrize(
    "text", ["plant\n    tree\n        oak\n\therb\n", "a\n    b\n  c\n", "a\n b\n\tc\n"]
)
def test_an_indentation_that_fits_no_line_above_is_refused_with_its_line(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    with pytest.raises(InvalidData, match="the indentation fits no line above"):
        load_graph(path)


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        ("Sport:\n  - Tennis\nArts:\n  - Film\n", "lines end in a colon", 1),
        ("plant\n  tree:\n    oak\n", "lines end in a colon", 2),
        (
            "Dear all,\n  we met on Monday to talk.\n  It was a long day, and it rained.\n",
            "prose",
            2,
        ),
        ("plant\n  a tree that grows on the hill behind the house\n", "prose", 2),
    ],
)
def test_what_is_indented_and_no_outline_is_refused(
    text: str, what: str, line: int, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    (problem,) = check(path).problems
    assert what in problem.what
    assert (problem.severity, problem.line) == ("error", line)
    assert problem.expected == "a label a line, children farther in than their parent"


def test_an_outline_has_so_many_levels_at_most(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("".join(f"{' ' * depth}n{depth}\n" for depth in range(DEEPEST + 1)))
    with pytest.raises(InvalidData, match=f"line {DEEPEST + 1}"):
        load_graph(path)


@pytest.mark.parametrize(
    "text", ["plant\ttree\ntree\toak\n", "a\nb\n", "  a\nb\n", "a\tb\n c\td\n"]
)
def test_other_texts_are_no_outlines(text: str, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text)
    assert not holds_edges(path)


def test_an_outline_stands_beside_a_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("plant\n  tree\n")
    rows = "".join(f"an old tree {n},plant,tree\n" for n in range(30))
    (tmp_path / "a.csv").write_text(f"text,level1,level2\n{rows}")
    corpus = load(tmp_path / "a.csv", tmp_path / "a.txt")
    assert corpus.graph.names[corpus.graph.parents(corpus.graph.index("tree"))[0]] == "plant"
