"""`hierarchy.tsv` (parent TAB child) and `label_names.tsv` (label TAB text)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from hmlc_core.data.labels import ROOT, LabelGraph, find_cycle
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten

HIERARCHY, LABEL_NAMES = "hierarchy.tsv", "label_names.tsv"

Edges = dict[tuple[str, str], int]
"""(parent, child) -> line, in file order."""


def read_edges(path: Path, problems: Problems) -> Edges:
    """The edges of a hierarchy file; self-loops and repeated edges are noted and dropped."""
    edges: Edges = {}
    for number, text in lines(path, problems):
        cells = text.split("\t")
        if len(cells) != 2 or not all(cell.strip() for cell in cells):
            problems.error(
                "not an edge",
                path,
                number,
                expected="two labels with a tab between them: parent, child",
                found=shorten(repr(text)),
            )
            continue
        add_edge(edges, cells[0], cells[1], path, number, problems)
    return edges


def add_edge(
    edges: Edges, parent: str, child: str, path: Path, number: int, problems: Problems
) -> None:
    """Add an edge to `edges`, unless it is one that no hierarchy can have or repeats another."""
    if child == ROOT:
        problems.error(
            f"{ROOT} stands above all labels and cannot be a child",
            path,
            number,
            found=shorten(repr(f"{parent}\t{child}")),
            remedy="Turn the edge round, or give that label another name.",
        )
    elif parent == child:
        problems.note(f"{shorten(child)} is its own parent; that edge is left out", path, number)
    elif (parent, child) in edges:
        problems.note(f"repeats line {edges[parent, child]}", path, number)
    else:
        edges[parent, child] = number


def read_texts(path: Path, problems: Problems) -> dict[str, str]:
    """label -> what a person reads, in file order."""
    texts: dict[str, str] = {}
    for number, line in lines(path, problems):
        label, tab, text = line.partition("\t")
        if not tab or not label.strip():
            problems.error(
                "not a label and its text",
                path,
                number,
                expected="a label and its text with a tab between them",
                found=shorten(repr(line)),
            )
        elif label in texts:
            problems.error("the label is named twice", path, number, found=shorten(repr(label)))
        else:
            texts[label] = text.strip() or label
    return texts


def build_graph(
    names: Iterable[str],
    edges: Edges,
    texts: dict[str, str],
    path: Path,
    problems: Problems,
) -> LabelGraph | None:
    """The label graph, or None after reporting a cycle with the line of each of its edges.

    names: labels whose rows come first; path: the hierarchy's file.
    """
    labels = {label: row for row, label in enumerate(dict.fromkeys(chain.from_iterable(edges)))}
    inner = [(labels[parent], labels[child]) for parent, child in edges if parent != ROOT]
    if cycle := find_cycle(inner):
        circle = [list(labels)[node] for node in cycle]
        steps = zip(circle, [*circle[1:], circle[0]])
        numbers = [edges[step] for step in steps]
        problems.error(
            "the hierarchy has a cycle",
            path,
            max(numbers),
            expected="parents above children, never in a circle",
            found=" → ".join(shorten(name) for name in [*circle, circle[0]]),
            remedy="Remove one of the lines " + ", ".join(map(str, sorted(numbers))) + ".",
        )
        return None
    differs = any(label != text for label, text in texts.items())
    return LabelGraph.from_edges(names, edges, texts=texts if differs else None)


def hierarchy_text(graph: LabelGraph) -> str:
    """What a `hierarchy.tsv` says; raises `DataError` for a label that no line can hold."""
    edges = [(ROOT, graph.names[label]) for label in graph.roots()]
    edges += [(graph.names[parent], graph.names[child]) for parent, child in graph.edges]
    return _table(edges)


def write_hierarchy(graph: LabelGraph, folder: Path) -> None:
    """Write the graph's two files; `label_names.tsv` keeps the order of the labels."""
    texts = _table((name, graph.display(row)) for row, name in enumerate(graph.names))
    for file, body in ((HIERARCHY, hierarchy_text(graph)), (LABEL_NAMES, texts)):
        (folder / file).write_text(body, encoding="utf-8", newline="")


def _table(rows: Iterable[tuple[str, str]]) -> str:
    lines = []
    for cells in rows:
        for cell in cells:
            if not cell.strip() or any(mark in cell for mark in "\t\n\r"):
                raise DataError(
                    "a label cannot be written to a table",
                    where=HIERARCHY,
                    expected="no tab and no line break",
                    received=shorten(ascii(cell)),
                )
        lines.append("\t".join(cells) + "\n")
    return "".join(lines)
