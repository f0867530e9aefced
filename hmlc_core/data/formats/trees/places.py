"""From the places of labels in a tree, as paths from the top, to edges."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from hmlc_core.data.formats.hierarchy import EdgeList, Edges
from hmlc_core.data.formats.paths import path_labels
from hmlc_core.data.labels import ROOT
from hmlc_core.data.problems import Problems

DEEPEST, MOST = 30, 100_000
"""Levels and places of a tree at most."""

Place = tuple[str, ...]


def place_edges(
    path: Path, lines: Sequence[int], places: Sequence[Place], problems: Problems
) -> Edges:
    """The edges of a tree given by the place of every label, each with its line.

    A name that stands in several places is called by its path in each. A single top label called
    `Root` is the root.
    """
    tops = {place[0] for place in places}
    if len(tops) == 1 and (top := min(tops)).casefold() == ROOT.casefold():
        if top != ROOT:
            problems.note(
                f"{top} stands above all labels: it is read as {ROOT}, and is no label", path
            )
        places = [place[1:] for place in places]
    positions = [(path, line) for line in lines]
    found = EdgeList(path, problems)
    for (parent, child), line in path_labels(positions, places, problems)[1].items():
        found.add(parent, child, line)
    return found.finished()
