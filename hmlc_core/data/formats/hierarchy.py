"""What a hierarchy says, from its edges to the graph, and how it is written: `hierarchy.tsv`
(parent TAB child) and `label_names.tsv` (label TAB text). Edges are read in `edges`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from hmlc_core.data import limits
from hmlc_core.data.formats.names import Changes, note_alike
from hmlc_core.data.formats.quotes import quoted
from hmlc_core.data.labels import ROOT, LabelGraph, find_cycle
from hmlc_core.data.lines import lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten

HIERARCHY, LABEL_NAMES = "hierarchy.tsv", "label_names.tsv"
HIERARCHIES = tuple(
    f"hierarchy.{kind}{end}"
    for kind in ("tsv", "csv", "taxonomy", "obo", "ttl", "json", "txt")
    for end in ("", ".gz")
)
"""Names under which a corpus folder may hold its hierarchy, which is read as `--hierarchy` is."""
TEXTS = (LABEL_NAMES, f"{LABEL_NAMES}.gz")
LABEL_FILES = (*HIERARCHIES, *TEXTS)

_SHOWN = 10
"""Labels of a circle that are named at either end."""

Edges = dict[tuple[str, str], int]
"""(parent, child) -> line, in file order."""


@dataclass
class EdgeList:
    """Edges as the lines of a file give them, names in one form; `finished` says what was odd.

    alone: labels that are their own parent, with the line that says so.
    """

    path: Path
    problems: Problems
    edges: Edges = field(default_factory=dict)
    alone: dict[str, int] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)

    def add(self, parent: str, child: str, number: int) -> None:
        """Add an edge, unless it is one that no hierarchy can have or repeats another."""
        parent = self.changes.read(parent, self.path, number)
        child = self.changes.read(child, self.path, number)
        if not parent or not child:
            self.problems.error("a label has no name", self.path, number)
        elif child == ROOT:
            self.problems.error(
                f"{ROOT} stands above all labels and cannot be a child",
                self.path,
                number,
                found=shorten(repr(f"{parent}\t{child}")),
                remedy="Turn the edge round, or give that label another name.",
            )
        elif parent == child:
            self.alone.setdefault(child, number)
            what = "a label is its own parent; such edges are left out"
            self.problems.tally(what, self.path, number)
        elif (parent, child) in self.edges:
            self.problems.tally("the edge is repeated", self.path, number)
        else:
            self.edges[parent, child] = number

    def finished(self) -> Edges:
        """The edges; a label that is in no other edge than one to itself is a top label."""
        self.changes.tell(self.problems)
        joined = {name for edge in self.edges for name in edge}
        tops = {(ROOT, name): line for name, line in self.alone.items() if name not in joined}
        return self.edges | tops


def read_texts(path: Path, problems: Problems) -> dict[str, str]:
    """label -> what a person reads, in file order.

    A label that is there in two spellings, which are one label, has the text of the first.
    """
    texts: dict[str, str] = {}
    changes, spelled = Changes(), set[str]()
    for number, line in lines(path, problems):
        name, tab, text = line.partition("\t")
        label = changes.read(name, path, number)
        if not tab or not label:
            problems.error(
                "not a label and its text",
                path,
                number,
                expected="a label and its text with a tab between them",
                found=shorten(repr(line)),
            )
        elif name in spelled:
            problems.error("the label is named twice", path, number, found=shorten(repr(label)))
        else:
            texts.setdefault(label, text.strip() or label)
        spelled.add(name)
    changes.tell(problems)
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
    if len(labels) > limits.LABELS:
        problems.error(
            "there are too many labels",
            path,
            expected=f"at most {limits.LABELS:,}",
            found=f"{len(labels):,}",
        )
        return None
    inner = [(labels[parent], labels[child]) for parent, child in edges if parent != ROOT]
    if cycle := find_cycle(inner):
        names_of = list(labels)
        circle = [names_of[node] for node in cycle]
        steps = zip(circle, [*circle[1:], circle[0]])
        numbers = [edges[step] for step in steps]
        problems.error(
            "the hierarchy has a cycle",
            path,
            max(numbers),
            expected="parents above children, never in a circle",
            found=" → ".join(map(shorten, _ends([*circle, circle[0]]))),
            remedy=f"Remove one of the lines {', '.join(_ends(list(map(str, sorted(numbers)))))}.",
        )
        return None
    differs = any(label != text for label, text in texts.items())
    graph = LabelGraph.from_edges(names, edges, texts=texts if differs else None)
    note_alike(graph.names, path, problems)
    return graph


def _ends(names: list[str]) -> list[str]:
    """The names, of very many the first and last ones."""
    return names if len(names) <= 2 * _SHOWN else [*names[:_SHOWN], "…", *names[-_SHOWN:]]


def hierarchy_text(graph: LabelGraph) -> str:
    """What a `hierarchy.tsv` says; raises `DataError` for a label that no line can hold."""
    edges = [(ROOT, graph.names[label]) for label in graph.roots()]
    edges += [(graph.names[parent], graph.names[child]) for parent, child in graph.edges]
    return _table((quoted(parent), quoted(child)) for parent, child in edges)


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
