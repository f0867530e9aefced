"""Edge files to embed without any documents: taxonomies, WordNet closures, label trees."""

from __future__ import annotations

import csv
from pathlib import Path

from hmlc_core.data.formats.hierarchy import Edges, build_graph
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_UPWARD_HEADER = ["id1", "id2"]


def load_graph(path: Path, *, parent_first: bool | None = None) -> LabelGraph:
    """The graph of an edge file; raises `InvalidData` when it has errors."""
    problems = Problems()
    graph = read_graph(path, problems, parent_first=parent_first)
    problems.raise_first(path)
    assert graph is not None, "the reader gave neither a graph nor an error"
    return graph


def read_graph(
    path: Path, problems: Problems, *, parent_first: bool | None = None
) -> LabelGraph | None:
    """The graph of a TSV or CSV file with one edge a line, or None after reporting.

    parent_first: whether the first column is the parent (or ancestor). By default it is,
    unless a header `id1,id2` announces the convention of facebookresearch/poincare-embeddings,
    where the first column is the descendant. A third column, a weight, is not used.
    """
    if not path.is_file():
        problems.error("there is no such file", path)
        return None
    edges: Edges = {}
    mark = "," if path.suffix.lower() == ".csv" else "\t"
    reader = csv.reader(raw_lines(path, problems), delimiter=mark)
    upward = parent_first is False
    for cells in reader:
        number = reader.line_num
        if not any(cell.strip() for cell in cells):
            continue
        if number == 1 and cells[:2] == _UPWARD_HEADER:
            upward = not parent_first
            continue
        if len(cells) not in (2, 3) or not (cells[0].strip() and cells[1].strip()):
            problems.error(
                "not an edge",
                path,
                number,
                expected=f"two labels with {'a comma' if mark == ',' else 'a tab'} between them",
                found=shorten(repr(mark.join(cells))),
            )
            continue
        parent, child = cells[1::-1] if upward else cells[:2]
        if child == ROOT:
            problems.error(f"{ROOT} stands above all labels and cannot be a child", path, number)
        elif parent == child:
            problems.tally("a label is its own parent; such edges are left out", path, number)
        elif (parent, child) in edges:
            problems.tally("the edge is repeated", path, number)
        else:
            edges[parent, child] = number
    if not edges and not problems.errors:
        problems.error("there are no edges", path)
    problems.close_tallies()
    return None if problems.errors else build_graph((), edges, {}, path, problems)
