"""What the names in edges stand for: numbers that became floats, parents that are missing, the
root; a name that a document has is a label as it is written."""

from __future__ import annotations

from collections.abc import Container
from pathlib import Path

from hmlc_core.data.formats.cells import Number, doubtful, missing, restored
from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.formats.root import names, rooted
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems


def settled(edges: Edges, used: Container[str], path: Path, problems: Problems) -> Edges:
    """The edges between labels, and between `ROOT` and the top ones; what changed is said.

    used: labels of documents.
    """
    edges = _whole(edges, used, path, problems)
    edges = _without_missing(edges, used, path, problems)
    return rooted(edges, used, path, problems)


def _whole(edges: Edges, used: Container[str], path: Path, problems: Problems) -> Edges:
    """The edges with whole numbers as such, where all names are some, as tables of floats spell
    them once a value is missing; a column that has `ROOT` was none of floats."""
    if any(parent == ROOT for parent, _ in edges):
        return edges
    spelled = restored(Number(name) for name in names(edges) if not missing(name))
    changed = [name for name, whole in spelled.items() if name != whole]
    if not changed or any(name in used for name in changed):
        return edges
    first, whole = changed[0], spelled[changed[0]]
    problems.assume(f"{path.name} holds whole numbers; {first} is read as {whole}.")
    joined = {
        (spelled.get(parent, parent), spelled.get(child, child)): line
        for (parent, child), line in reversed(edges.items())
    }
    return dict(reversed(joined.items()))


def _without_missing(edges: Edges, used: Container[str], path: Path, problems: Problems) -> Edges:
    """The edges with `ROOT` for a parent that is missing: a spelling of nothing that is no label
    of a document and has no parent itself."""
    children = {child for _, child in edges}
    nothing = {name for name in names(edges) if missing(name) and name not in used} - children
    if nothing:
        listed = ", ".join(sorted(nothing))
        problems.note(f"{listed} stands for a parent that is missing: a top label", path)
    for name in sorted(set(names(edges)) - nothing):
        if doubtful(name) and name not in used:
            what = "is read as a label, although it may stand for a value that is missing"
            problems.note(f"{name!r} {what}", path)
    tops = {
        (ROOT if parent in nothing else parent, child): line
        for (parent, child), line in reversed(edges.items())
    }
    return dict(reversed(tops.items()))
