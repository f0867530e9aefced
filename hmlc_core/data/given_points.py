"""Points that another program has placed: their names, a hierarchy and labelled documents beside.

Here: files, and what is wrong with them. Not here: what coordinates mean in a space
(`hmlc_core.runs.imported`).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data import formats, limits
from hmlc_core.data.corpus import SPLITS, Document
from hmlc_core.data.formats.edge_names import settled
from hmlc_core.data.formats.edges import holds_edges, read_edges
from hmlc_core.data.formats.hierarchy import Edges, build_graph
from hmlc_core.data.formats.names import one_form
from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.labels import ROOT, LabelGraph
from hmlc_core.data.problems import Problems
from hmlc_core.data.vectors import NamedVectors, read_vectors
from hmlc_core.data.vectors.gathering import Objection, no_objection
from hmlc_core.errors import shorten
from hmlc_core.wording import counted

LONGEST_NAME = 1_000
"""Characters of a name at most."""


@dataclass(frozen=True, slots=True)
class PointFiles:
    """Where points and what belongs to them are; each but the first may be missing.

    names: the file of the points' names, where they stand neither with them nor in a file that is
    called as such files are. edges: the true hierarchy, parent first. documents: a corpus whose
    documents' labels are counted.
    """

    points: Path
    names: Path | None = None
    edges: Path | None = None
    documents: Path | None = None


@dataclass(frozen=True, slots=True, eq=False)
class GivenPoints:
    """What the files hold.

    files: those that were read. points: (labels, coordinates) float32 as they are written, row i of
    label i. graph: their names, and the true hierarchy, without edges where none is given.
    documents: ids and labels; no texts. notes: what is unusual, and how files are read.
    """

    files: PointFiles
    points: NDArray[np.float32]
    graph: LabelGraph
    documents: tuple[Document, ...]
    notes: tuple[str, ...]


def read_points(files: PointFiles, objection: Objection = no_objection) -> GivenPoints:
    """Points by name, their hierarchy and documents.

    objection: what is wrong with coordinates beyond those that are not finite. Raises `InvalidData`
    with the line of the first error, where the file has lines.
    """
    problems = Problems()
    vectors = read_vectors(
        files.points, problems, names=files.names, objection=objection, labels=True
    )
    problems.raise_first(files.points)
    assert vectors is not None, "the reader gave neither vectors nor an error"
    names, rows = _labels(vectors, files.points, problems)
    problems.raise_first()
    graph: LabelGraph | None = LabelGraph(names)
    if files.edges is not None:
        graph = _hierarchy(names, files.edges, problems)
    documents: tuple[Document, ...] = ()
    if graph is not None and files.documents is not None:
        documents = _documents(graph, files.documents, problems)
    problems.close_tallies()
    problems.raise_first()
    assert graph is not None, "the hierarchy gave neither a graph nor an error"
    return GivenPoints(
        files=replace(files, names=files.names or vectors.beside),
        points=vectors.points[rows],
        graph=graph,
        documents=documents,
        notes=(*problems.assumed, *problems.sentences()),
    )


def checksum(path: Path) -> str:
    """SHA-256 of a file, or of those of the files in a folder, in the order of their names."""
    if path.is_dir():
        inside = [checksum(file) for file in sorted(path.iterdir()) if file.is_file()]
        return hashlib.sha256("".join(inside).encode()).hexdigest()
    with path.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _labels(
    vectors: NamedVectors, path: Path, problems: Problems
) -> tuple[tuple[str, ...], Sequence[int]]:
    """Names in one form, as edges and documents have theirs, and the rows of their points."""
    rows: dict[str, int] = {}
    for row, name in enumerate(vectors.names):
        label = one_form(name)
        if label == ROOT:
            what = f"a point is called {ROOT}, which stands above all labels: it is left out"
            problems.tally(what, path)
        elif len(label) > LONGEST_NAME:
            problems.repeated_error(
                "a name is too long",
                path,
                expected=f"at most {LONGEST_NAME:,} characters",
                found=shorten(repr(label)),
            )
        elif label in rows:
            problems.repeated_error(
                "two points have names that look alike, and would be one label",
                path,
                found=shorten(f"{vectors.names[rows[label]]!r} and {name!r}"),
                remedy="Rename one of them.",
            )
        else:
            rows[label] = row
    if len(rows) > limits.LABELS:
        expected = f"at most {limits.LABELS:,}"
        problems.error("there are too many points", path, expected=expected, found=f"{len(rows):,}")
    return tuple(rows), list(rows.values())


def _hierarchy(names: Sequence[str], path: Path, problems: Problems) -> LabelGraph | None:
    """The edges among the points; None after reporting why there are none."""
    edges = read_edges(path, problems)
    if problems.errors:
        return None
    known = set(names)
    edges = settled(edges, known, path, problems)
    meant = _without_blanks({name for edge in edges for name in edge}, known, path, problems)
    edges = {(meant.get(a, a), meant.get(b, b)): line for (a, b), line in edges.items()}
    joined = _among(edges, known, path, problems)
    if edges and not joined:
        problems.error(
            "no edge joins two of the points",
            path,
            expected=f"names of points, such as {shorten(repr(names[0]))}",
            found=shorten(", ".join(map(repr, next(iter(edges))))),
            remedy="Name labels as the file of points does.",
        )
    elif not joined:
        problems.error("there are no edges", path)
    return build_graph(names, joined, {}, path, problems) if joined else None


def _without_blanks(
    names: Iterable[str], known: Container[str], path: Path, problems: Problems
) -> dict[str, str]:
    """Names with blanks that are no points -> those of points that have `_` in place of each, as
    word2vec's formats write them."""
    spelt = {name: name.replace(" ", "_") for name in names if name not in known}
    meant = {name: other for name, other in spelt.items() if other in known}
    if meant:
        name, other = min(meant.items())
        what = f"{shorten(repr(name))} of {path.name} is the point {shorten(repr(other))}"
        also = f", and so on for {counted(len(meant), 'label')}" if len(meant) > 1 else ""
        problems.assume(f"{what}: word2vec's formats have _ for blanks{also}.")
    return meant


def _among(edges: Edges, known: set[str], path: Path, problems: Problems) -> Edges:
    """The edges between known labels; which names have no point is noted."""
    without = Counter(name for edge in edges for name in edge if name != ROOT and name not in known)
    if without:
        line = next(line for edge, line in edges.items() if without.keys() & set(edge))
        first = ", ".join(shorten(repr(name), 40) for name, _ in without.most_common(3))
        problems.note(
            f"{counted(len(without), 'label')} of edges without a point, such as {first}: their "
            "edges are left out",
            path,
            line,
        )
    return {
        edge: line
        for edge, line in edges.items()
        if all(name == ROOT or name in known for name in edge)
    }


def _documents(graph: LabelGraph, path: Path, problems: Problems) -> tuple[Document, ...]:
    """Documents of all splits by their labels that have points, those without any among them."""
    held = "vectors" if holds_vectors(path) else "edges" if holds_edges(path) else None
    if held is not None:
        problems.error(
            f"the file has {held} and no documents",
            path,
            expected="a corpus, such as a table with columns text and labels",
            remedy="Give documents with their labels, or leave them out.",
        )
        return ()
    corpus = formats.read(path, problems)
    if corpus is None:
        return ()
    row: Mapping[str, int] = {name: number for number, name in enumerate(graph.names)}
    meant = _without_blanks(corpus.graph.names, row, path, problems)
    rows = [row.get(meant.get(name, name)) for name in corpus.graph.names]
    found = tuple(
        Document(one.id, "", tuple(kept for n in one.labels if (kept := rows[n]) is not None))
        for split in SPLITS
        for one in corpus.split(split)
    )
    if len(found) > len(corpus.train):
        problems.assume(f"All {len(found):,} documents are counted, whatever their split.")
    if not any(one.labels for one in found):
        problems.error(
            "no document has a label that is a point",
            path,
            expected=f"labels called as points are, such as {shorten(repr(graph.names[0]))}",
            found=shorten(", ".join(map(repr, corpus.graph.names[:3]))) or "no labels",
        )
    if lost := sum(number is None for number in rows):
        problems.note(f"{counted(lost, 'label')} of documents without a point left out", path)
    return found
