"""Hierarchies that a model is given instead of the corpus' own, in `$HMLC_HOME/hierarchies`.

Settings name them, and never a path: settings travel in addresses of pages, and must not be able
to make a run read any file of the machine.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from hmlc_core.data.formats.edge_names import settled
from hmlc_core.data.formats.edges import read_edges
from hmlc_core.data.formats.hierarchy import build_graph, hierarchy_text
from hmlc_core.data.home import check_writable, home
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.problems import Problems
from hmlc_core.errors import DataError, shorten

NAME = re.compile(r"[A-Za-z0-9_-]{1,100}")


def hierarchy_name(graph: LabelGraph, name: str) -> str:
    """What settings call a hierarchy: `name` and a fingerprint of its edges.

    With the fingerprint no hierarchy that a run was given is ever overwritten by another one.
    Raises `DataError` for a label that no `hierarchy.tsv` can hold.
    """
    return f"{name}-{hashlib.sha256(hierarchy_text(graph).encode()).hexdigest()[:6]}"


def keep_hierarchy(graph: LabelGraph, name: str) -> str:
    """Keep a hierarchy for runs to come, and return its `hierarchy_name`.

    Raises `ReadOnlyError` where HMLC_READ_ONLY is set, and `DataError` where the system does not
    let it be written.
    """
    check_writable()
    kept = hierarchy_name(graph, name)
    path, text = _path(kept), hierarchy_text(graph)
    try:
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_suffix(".new")
            new.write_text(text, encoding="utf-8", newline="")
            new.replace(path)
    except OSError as error:
        raise DataError(
            "the hierarchy cannot be kept",
            where=str(path.parent),
            expected="a folder that can be written",
            received=error.strerror or str(error),
            remedy="Make it one, or set HMLC_HOME to a folder of your own.",
        ) from error
    return kept


def given_hierarchy(name: str, graph: LabelGraph) -> LabelGraph:
    """The labels of `graph` in the hierarchy kept as `name`; `graph` itself without a name.

    Labels that it does not mention are top labels. Raises `DataError` when there is no such
    hierarchy, and `InvalidData` naming the line where it is none, has a cycle, or has a label
    that is not in `graph`.
    """
    if not name:
        return graph
    path, problems = _path(name), Problems()
    if not path.is_file():
        raise DataError(
            "there is no such hierarchy",
            where="labels.hierarchy",
            expected=f"the name of a .tsv file in {path.parent}",
            received=repr(name),
            remedy="Keep one from the page Label hierarchy, or put a hierarchy.tsv there.",
        )
    known = {*graph.names, ROOT}
    edges = settled(read_edges(path, problems), known, path, problems)
    for (parent, child), number in edges.items():
        for label in {parent, child} - known:
            problems.error(
                "not a label of the corpus",
                path,
                number,
                found=shorten(repr(label)),
                remedy="Only labels of the corpus can be placed: correct the name, or remove it.",
            )
    texts = dict(zip(graph.names, graph.texts))
    found = None if problems.errors else build_graph(graph.names, edges, texts, path, problems)
    problems.raise_first()
    assert found is not None, "the reader gave neither a graph nor an error"
    return found


def _path(name: str) -> Path:
    if not NAME.fullmatch(name):
        raise DataError(
            "not a name of a hierarchy",
            where="labels.hierarchy",
            expected="letters, digits, - and _",
            received=shorten(repr(name)),
        )
    return home() / "hierarchies" / f"{name}.tsv"
