"""Edge files to embed without any documents: taxonomies, WordNet closures, label trees."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.formats.columns import names_columns
from hmlc_core.data.formats.edge_names import settled
from hmlc_core.data.formats.edges import edge_format, read_labels
from hmlc_core.data.formats.hierarchy import build_graph
from hmlc_core.data.formats.rows import named_like_table
from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.paths import no_file, there
from hmlc_core.data.problems import Problems


def load_graph(path: Path, *, child_first: bool | None = None) -> LabelGraph:
    """The graph of an edge file; raises `InvalidData` when it has errors."""
    problems = Problems()
    graph = read_graph(path, problems, child_first=child_first)
    problems.raise_first(path)
    assert graph is not None, "the reader gave neither a graph nor an error"
    return graph


def read_graph(
    path: Path, problems: Problems, *, child_first: bool | None = None
) -> LabelGraph | None:
    """The graph of a file with edges (see `formats.edges`), or None after reporting.

    child_first: whether the first column is the child (or descendant); see `formats.edges`.
    """
    if not there(path) or not path.is_file():
        problems.error(no_file(path), path)
        return None
    if named_like_table(path.name) and edge_format(path) is None and names_columns(path):
        problems.error(
            "the first line names columns of documents: there are no edges in such a table",
            path,
            1,
            expected="two labels a line: parent, child",
            remedy="Take the hierarchy's file, or see what is in this one with `data show`. If the "
            "line is an edge, let a first line name the columns: parent, child.",
        )
        return None
    edges, texts = read_labels(path, problems, child_first=child_first)
    if not edges and not problems.errors:
        problems.error("there are no edges", path)
    problems.close_tallies()
    if problems.errors:
        return None
    return build_graph((), settled(edges, (), path, problems), texts, path, problems)
