"""Readers of corpus files, one file format each, and the one that picks among them."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import folder, hyperim, table
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten


def recognised(path: Path) -> bool:
    """Whether some reader takes `path` for a corpus; looks at file names only."""
    return any(reader.recognises(path) for reader in (folder, hyperim, table))


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus at `path`, a folder or a table, or None after reporting what is wrong.

    hierarchy: an edge file for a table that has none of its own.
    """
    if folder.recognises(path):
        return folder.read(path, problems)
    if hyperim.recognises(path):
        return hyperim.read(path, problems)
    if table.recognises(path):
        return table.read(path, problems, hierarchy)
    problems.error(
        "not a corpus" if path.exists() else "there is no such file or folder",
        path,
        expected="a folder with train.jsonl or X_train.npy, or a .csv, .tsv or .jsonl table",
        found=_listing(path),
    )
    return None


def load(path: Path, hierarchy: Path | None = None) -> Corpus:
    """The corpus at `path`; raises `InvalidData` when it has errors."""
    problems = Problems()
    corpus = read(path, problems, hierarchy)
    problems.raise_first(path)
    assert corpus is not None, "a reader gave neither a corpus nor an error"
    return corpus


def _listing(path: Path) -> str | None:
    if not path.is_dir():
        return path.name if path.exists() else None
    names = sorted(item.name for item in path.iterdir())
    listed = ", ".join(map(shorten, names[:8])) + (", …" if len(names) > 8 else "")
    return listed or "an empty folder"
