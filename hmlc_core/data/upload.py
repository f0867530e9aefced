"""Uploads: a stranger's file becomes a corpus of this machine, wholly or not at all.

The file is unpacked into a hidden folder, read and checked there, written in our own format,
and put in its place (`keeping`).
"""

from __future__ import annotations

import contextlib
import errno
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from hmlc_core.data import formats, limits
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats.base import stem
from hmlc_core.data.formats.document_vectors import with_vectors
from hmlc_core.data.formats.hierarchy import HIERARCHY
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.formats.rows import named_like_table
from hmlc_core.data.formats.unread import unread
from hmlc_core.data.home import check_writable
from hmlc_core.data.keeping import Kept, keep
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.data.registry import load_corpus, uploads_dir
from hmlc_core.data.unpack import copy, limit_compressed, unzip
from hmlc_core.errors import DataError, shorten

NAMES = "labels.txt"
"""What a file of names is called by default."""

_INCOMING = ".incoming-"
_DAY = 24 * 60 * 60


def install(
    filename: str,
    content: IO[bytes],
    *,
    name: str | None = None,
    hierarchy: IO[bytes] | None = None,
    hierarchy_name: str = HIERARCHY,
    names: IO[bytes] | None = None,
    names_name: str = NAMES,
    layout: Layout = FOUND_OUT,
) -> Kept:
    """Check an uploaded corpus and keep it among the uploads.

    filename: what the person's file is called: a `.zip` of a corpus folder, or one file that is
        a corpus, such as a table.
    name: what the corpus shall be called; by default after the file.
    hierarchy: an edge file for a corpus that brings none; hierarchy_name: what it is called.
    names: a file that names labels which are numbers; names_name: what it is called.
    layout: columns and separators of a table, and the order of edges.

    Raises `InvalidData` when the corpus has errors, and `DataError` when the archive is unsafe
    or too large or there is no room; nothing is left behind then. Raises `ReadOnlyError` where
    HMLC_READ_ONLY is set.
    """
    with _incoming() as work:
        layout = _with_names(layout, names, names_name, work)
        corpus = _read(_base(filename), content, hierarchy, hierarchy_name, layout, work)
        return keep(corpus, name or stem(_base(filename)), work)


def add(
    path: Path,
    *,
    name: str | None = None,
    hierarchy: Path | None = None,
    layout: Layout = FOUND_OUT,
    vectors: Path | None = None,
) -> Kept:
    """Check a corpus of this machine, a folder, a file or a `.zip`, and keep it among the uploads.

    vectors: a file of vectors for its documents; a copy of a corpus that is known by name may get
        some, too. The other arguments and what is raised are those of `install`.
    """
    if vectors is not None:
        with _incoming() as work:
            known = formats.load(path, hierarchy, layout) if there(path) else load_corpus(str(path))
            return keep(with_vectors(known, vectors), name or stem(path.name), work)
    if _is_zip(path.name) and there(path) and path.is_file():
        with path.open("rb") as content, _incoming() as work:
            inside = _unzipped(content, work)
            return keep(_load(inside, hierarchy, layout), name or stem(path.name), work)
    with _incoming() as work:
        corpus = formats.load(path, hierarchy, layout)
        return keep(corpus, name or stem(path.resolve().name), work)


def read_upload(
    filename: str,
    content: IO[bytes],
    *,
    hierarchy: IO[bytes] | None = None,
    hierarchy_name: str = HIERARCHY,
    names: IO[bytes] | None = None,
    names_name: str = NAMES,
    layout: Layout = FOUND_OUT,
) -> Corpus:
    """The corpus that `install` would keep; nothing is kept. Raises what `install` does."""
    with _incoming() as work:
        layout = _with_names(layout, names, names_name, work)
        return _read(_base(filename), content, hierarchy, hierarchy_name, layout, work)


@contextlib.contextmanager
def received(files: Mapping[str, tuple[str, IO[bytes]]]) -> Iterator[dict[str, Path]]:
    """Other uploads than corpora: kind -> name and content becomes kind -> file, in a folder that
    is gone afterwards. They may be as large as corpora. Raises what `install` does."""
    with _incoming() as work:
        yield {kind: _beside(work / kind, content, name) for kind, (name, content) in files.items()}


def columns(filename: str, content: IO[bytes]) -> tuple[str, ...] | None:
    """The columns of an upload, a table or a `.zip` of tables, among which one can choose; None
    for any other one. Raises `DataError` for an archive that cannot be unpacked."""
    base = _base(filename)
    if not (_is_zip(base) or named_like_table(base)):
        return None
    with _incoming() as work:
        if _is_zip(base):
            return formats.columns(_unzipped(content, work))
        return formats.columns(_beside(work / "upload", content, base))


def _is_zip(name: str) -> bool:
    return name.lower().endswith(".zip")


def _base(filename: str) -> str:
    return PurePosixPath(filename.replace("\\", "/")).name


@contextlib.contextmanager
def _incoming() -> Iterator[Path]:
    """A hidden folder beside the uploads that is gone afterwards."""
    check_writable()
    parent = uploads_dir()
    try:
        parent.mkdir(parents=True, exist_ok=True)
        _clear_leftovers(parent)
        with tempfile.TemporaryDirectory(prefix=_INCOMING, dir=parent) as work:
            yield Path(work)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise DataError(
            "there is no room left to keep the upload" if full else "the upload cannot be kept",
            where=str(parent),
            received=error.strerror,
            remedy="Free some space and upload again."
            if full
            else "Check that the folder can be written to, or set HMLC_HOME to another one.",
        ) from None


def _clear_leftovers(parent: Path) -> None:
    """Remove what uploads left that were interrupted more than a day ago."""
    for path in parent.glob(f"{_INCOMING}*"):
        with contextlib.suppress(OSError):  # another upload may be removing it too
            if time.time() - path.stat().st_mtime > _DAY:
                shutil.rmtree(path)


def _read(
    base: str,
    content: IO[bytes],
    hierarchy: IO[bytes] | None,
    hierarchy_name: str,
    layout: Layout,
    work: Path,
) -> Corpus:
    edges = None
    if hierarchy is not None:
        edges = _beside(work / "hierarchy", hierarchy, hierarchy_name)
    if _is_zip(base):
        return _load(_unzipped(content, work), edges, layout)
    name = _plain(base)
    if not formats.belongs(name, folders=False):
        kind = unread(Path(name))
        raise DataError(
            f"{kind.what}, which is not read" if kind else "this kind of file is not read",
            where=shorten(base),
            expected=None
            if kind
            else f"a .zip of a corpus folder or {formats.titles(folders=False)}",
            remedy=kind.remedy if kind else None,
        )
    path = _beside(work / "upload", content, base)
    return _load(path, edges, layout)


def _unzipped(content: IO[bytes], work: Path) -> Path:
    inside = work / "upload"
    inside.mkdir()
    unzip(content, inside)
    return inside


def _beside(folder: Path, content: IO[bytes], name: str) -> Path:
    """A file of an upload, in a folder of its own."""
    folder.mkdir()
    file = folder / _plain(_base(name))
    copy(content, file, limits.UPLOAD)
    limit_compressed(file)
    return file


def _with_names(layout: Layout, names: IO[bytes] | None, name: str, work: Path) -> Layout:
    return layout if names is None else replace(layout, names=_beside(work / "names", names, name))


def _plain(base: str) -> str:
    """The end of a file's name, which tells the format, in plain characters."""
    return re.sub(r"[^\w.-]+", "-", base)[-60:]


def _load(path: Path, hierarchy: Path | None, layout: Layout) -> Corpus:
    limit_compressed(path)
    problems = Problems()
    corpus = formats.read(path, problems, hierarchy, layout)
    problems.raise_first()
    assert corpus is not None, "a reader gave neither a corpus nor an error"
    return corpus
