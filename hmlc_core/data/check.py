"""Everything that is wrong with a file or folder, in one go."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hmlc_core.data import formats
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.edges import holds_edges, read_graph
from hmlc_core.data.problems import Problem, Problems


@dataclass(frozen=True)
class Report:
    """What `check` found.

    problems: the first 200 errors and the first 200 notes; `errors` and `notes` count all.
    corpus: the corpus, when there is one and it has no errors.
    labels: its number of labels, or that of an edge file.
    """

    path: Path
    problems: tuple[Problem, ...]
    errors: int
    notes: int
    corpus: Corpus | None = None
    labels: int | None = None

    @property
    def ok(self) -> bool:
        return not self.errors

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "path": str(self.path),
            "ok": self.ok,
            "errors": self.errors,
            "notes": self.notes,
            "documents": len(self.corpus) if self.corpus else None,
            "labels": self.labels,
            "problems": [asdict(problem) for problem in self.problems],
        }


def check(path: Path, hierarchy: Path | None = None, *, child_first: bool | None = None) -> Report:
    """Read a corpus folder, a table or an edge file as training would, and report on it.

    hierarchy: an edge file that belongs to a table.
    child_first: whether the first column of an edge file is the child; see `read_edges`.
    """
    problems = Problems()
    corpus, labels = None, None
    if holds_edges(path):
        graph = read_graph(path, problems, child_first=child_first)
        labels = len(graph) if graph else None
    else:
        corpus = formats.read(path, problems, hierarchy)
        labels = len(corpus.graph) if corpus else None
    problems.close_tallies()
    shown = sorted(problems.shown, key=lambda problem: problem.severity)
    return Report(path, tuple(shown), problems.errors, problems.notes, corpus, labels)
