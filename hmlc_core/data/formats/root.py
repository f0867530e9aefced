"""The virtual root, whatever a file calls it.

`ROOT` is it always. `Root`, in any case of letters, is it where it alone stands above all other
labels, no document has it, and the file does not say `ROOT` itself. In corpora of which it is known
that they call it so, `Top` is it, too.
"""

from __future__ import annotations

from collections.abc import Container
from itertools import chain
from pathlib import Path

from hmlc_core.data.formats.hierarchy import Edges
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

_ROOTS = frozenset({"root"})
_TOPS = _ROOTS | {"top"}


def rooted(edges: Edges, used: Container[str], path: Path, problems: Problems) -> Edges:
    """The edges of a file that may say `ROOT` itself: where it does, nothing else is meant by it.

    used: labels of documents. What is taken for the root is noted.
    """
    if any(parent == ROOT for parent, _ in edges):
        return edges
    top = topmost(edges, _ROOTS)
    if top is None or top in used:
        return edges
    problems.note(f"{top} stands above all labels: it is read as {ROOT}, and is no label", path)
    return below_root(edges, used, _ROOTS)


def below_root(edges: Edges, used: Container[str], called: Container[str] = _TOPS) -> Edges:
    """The edges, with names that only stand for `ROOT` replaced by it.

    Such a name is one of `called`, alone above all others, and no document's label (`used`).
    """
    while (top := topmost(edges, called)) and top not in used:
        edges = {
            (ROOT if parent == top else parent, child): line
            for (parent, child), line in edges.items()
            if child != top
        }
    return edges


def topmost(edges: Edges, called: Container[str] = _TOPS) -> str | None:
    """The label called Root or Top, if there is one and it alone stands above all others.

    called: those names in lower case.
    """
    inner = {child for parent, child in edges if parent != ROOT}
    tops = [name for name in names(edges) if name not in inner]
    return tops[0] if len(tops) == 1 and tops[0].lower() in called else None


def called_root(name: str) -> bool:
    """Whether a name may be that of the virtual root."""
    return name.lower() in _ROOTS


def names(edges: Edges) -> list[str]:
    """The labels that edges join, in order of appearance."""
    return [name for name in dict.fromkeys(chain.from_iterable(edges)) if name != ROOT]
