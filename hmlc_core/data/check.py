"""Everything that is wrong with a file or folder, in one go."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hmlc_core.data import formats
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.edges import read_graph
from hmlc_core.data.formats.base import stem
from hmlc_core.data.formats.edges import TABLE, edge_format
from hmlc_core.data.formats.joints import note_joints
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.unread import unread
from hmlc_core.data.formats.vectors import vector_format
from hmlc_core.data.paths import there
from hmlc_core.data.preview import cardinality
from hmlc_core.data.problems import Problem, Problems
from hmlc_core.data.unpack import limit_compressed, unzip
from hmlc_core.data.vectors import read_vectors
from hmlc_core.errors import DataError

NAMES = 1_000
"""Labels whose names are told."""


@dataclass(frozen=True)
class Report:
    """What `check` found.

    problems: the first 200 errors and the first 200 notes; `errors` and `notes` count all.
    corpus: the corpus, when there is one and it has no errors.
    labels: its number of labels, or that of an edge file; names: of the first `NAMES` of them.
    vectors, dimensions: how many named vectors a file of them has, or documents of the corpus have
        one, and their coordinates.
    format: the name of what it was read as; None for what nothing reads.
    assumed: how it was read where it could be read otherwise, in sentences.
    """

    path: Path
    problems: tuple[Problem, ...]
    errors: int
    notes: int
    corpus: Corpus | None = None
    labels: int | None = None
    names: tuple[str, ...] = ()
    vectors: int | None = None
    dimensions: int | None = None
    format: str | None = None
    assumed: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "path": str(self.path),
            "ok": self.ok,
            "format": self.format,
            "assumed": list(self.assumed),
            "errors": self.errors,
            "notes": self.notes,
            "documents": len(self.corpus) if self.corpus else None,
            "labels": self.labels,
            "label_names": list(self.names),
            "cardinality": cardinality(self.corpus) if self.corpus else None,
            "texts": self.corpus.texts if self.corpus else None,
            "vectors": self.vectors,
            "dimensions": self.dimensions,
            "problems": [asdict(problem) for problem in self.problems],
        }


def check(path: Path, hierarchy: Path | None = None, layout: Layout = FOUND_OUT) -> Report:
    """Read a corpus folder, a table, an edge file or a file of vectors as training would, or a
    `.zip` of a corpus folder as an upload is, and report on it.

    hierarchy: an edge file for a corpus that brings none.
    layout: columns and separators of a table, and the order of edges.
    """
    if path.suffix.lower() == ".zip" and there(path) and path.is_file():
        return _check_archive(path, hierarchy, layout)
    problems = Problems()
    corpus, graph, vectors = None, None, None
    kind = None if layout.of_documents else edge_format(path)
    if kind is not None:
        graph = read_graph(path, problems, child_first=layout.child_first)
        if kind == TABLE:
            problems.assume(f"{path.name} is read as edges, two labels a line, not as documents.")
    elif not layout.of_documents and (kind := vector_format(path)) is not None:
        vectors = read_vectors(path, problems)
        problems.assume(f"{path.name} is read as named vectors, not as documents.")
    else:
        kind = formats.name(path)
        corpus = formats.read(path, problems, hierarchy, layout)
        graph = corpus.graph if corpus else None
        if corpus is None and there(path) and path.is_file() and unread(path) is None:
            note_joints(path, problems)
    problems.close_tallies()
    found = None if vectors is None else (len(vectors.names), vectors.dim)
    if corpus is not None and corpus.vectors:
        found = len(corpus), corpus.vectors
    shown = sorted(problems.shown, key=lambda problem: problem.severity)
    return Report(
        path,
        tuple(shown),
        problems.errors,
        problems.notes,
        corpus,
        len(graph) if graph else None,
        graph.names[:NAMES] if graph else (),
        found and found[0],
        found and found[1],
        vectors.format if vectors else kind,
        tuple(problems.assumed),
    )


def _check_archive(path: Path, hierarchy: Path | None, layout: Layout) -> Report:
    """The report on what a `.zip` holds, which is unpacked for as long as that takes."""
    with TemporaryDirectory() as work:
        inside = Path(work) / stem(path.name)
        inside.mkdir()
        try:
            with path.open("rb") as content:
                unzip(content, inside)
            limit_compressed(inside)
        except DataError as error:
            problems = Problems()
            problems.error(
                error.what,
                error.where or path,
                expected=error.expected,
                found=error.received,
                remedy=error.remedy,
            )
            return Report(path, tuple(problems.shown), problems.errors, problems.notes)
        return replace(check(inside, hierarchy, layout), path=path)
