"""Readers of corpus files, one file format each, and the one that picks among them."""

from __future__ import annotations

from pathlib import Path

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import folder, hidden, hyperim, lyrl2004, table
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

FOLDERS = f"train.jsonl, X_train.npy, train.json or {lyrl2004.TRAIN}"
"""What stands in a corpus folder, for messages."""

_FOLDERS = (hidden, lyrl2004, folder, hyperim)


def recognised(path: Path) -> bool:
    """Whether some reader takes `path` for a corpus; looks at file names only."""
    return any(reader.recognises(path) for reader in (*_FOLDERS, table))


def belongs(name: str) -> bool:
    """Whether a file of this name may be part of some corpus folder."""
    return any(reader.belongs(name) for reader in _FOLDERS)


def read(path: Path, problems: Problems, hierarchy: Path | None = None) -> Corpus | None:
    """The corpus at `path`, a folder or a table, or None after reporting what is wrong.

    hierarchy: an edge file for a table that has none of its own.
    """
    if hidden.recognises(path):
        return hidden.read(path, problems)
    if lyrl2004.recognises(path):
        return lyrl2004.read(path, problems)
    if folder.recognises(path):
        return folder.read(path, problems)
    if hyperim.recognises(path):
        return hyperim.read(path, problems)
    if table.recognises(path):
        return table.read(path, problems, hierarchy)
    problems.error(
        "not a corpus" if path.exists() else "there is no such file or folder",
        path,
        expected=f"a folder with {FOLDERS}, or a .csv, .tsv or .jsonl table",
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
