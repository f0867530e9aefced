"""Uploads: a stranger's file becomes a corpus of this machine, wholly or not at all.

The file is unpacked into a hidden folder, read and checked there, written in our own format,
and put in its place by a single rename. An existing corpus is never replaced.
"""

from __future__ import annotations

import contextlib
import errno
import gzip
import os
import re
import shutil
import stat
import tempfile
import time
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO

from hmlc_core.data import formats, limits
from hmlc_core.data.archives import BROKEN_ZIP, METHODS
from hmlc_core.data.corpus import Corpus
from hmlc_core.data.formats import folder
from hmlc_core.data.formats.base import stem
from hmlc_core.data.formats.document_vectors import with_vectors
from hmlc_core.data.formats.hierarchy import HIERARCHY
from hmlc_core.data.formats.layout import FOUND_OUT, Layout
from hmlc_core.data.home import check_writable
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems
from hmlc_core.data.registry import CorpusInfo, list_corpora, load_corpus, uploads_dir
from hmlc_core.errors import DataError, shorten, whole

_BLOCK = 2**20
_INCOMING = ".incoming-"
_DAY = 24 * 60 * 60


def install(
    filename: str,
    content: IO[bytes],
    *,
    name: str | None = None,
    hierarchy: IO[bytes] | None = None,
    hierarchy_name: str = HIERARCHY,
    layout: Layout = FOUND_OUT,
) -> CorpusInfo:
    """Check an uploaded corpus and keep it among the uploads.

    filename: what the person's file is called: a `.zip` of a corpus folder, or one file that is
        a corpus, such as a table.
    name: what the corpus shall be called; by default after the file.
    hierarchy: an edge file for a corpus in one file; hierarchy_name: what it is called.
    layout: columns and separators of a table, and the order of edges.

    Raises `InvalidData` when the corpus has errors, and `DataError` when the archive is unsafe
    or too large or there is no room; nothing is left behind then. Raises `ReadOnlyError` where
    HMLC_READ_ONLY is set.
    """
    with _incoming() as work:
        corpus = _read(_base(filename), content, hierarchy, hierarchy_name, layout, work)
        return _keep(corpus, name or stem(_base(filename)), work)


def add(
    path: Path,
    *,
    name: str | None = None,
    hierarchy: Path | None = None,
    layout: Layout = FOUND_OUT,
    vectors: Path | None = None,
) -> CorpusInfo:
    """Check a corpus of this machine, a folder, a file or a `.zip`, and keep it among the uploads.

    vectors: a file of vectors for its documents; a copy of a corpus that is known by name may get
        some, too. The other arguments and what is raised are those of `install`.
    """
    if vectors is not None:
        with _incoming() as work:
            known = formats.load(path, hierarchy, layout) if there(path) else load_corpus(str(path))
            return _keep(with_vectors(known, vectors), name or stem(path.name), work)
    if path.suffix.lower() == ".zip" and there(path) and path.is_file():
        with path.open("rb") as content:
            return install(path.name, content, name=name, layout=layout)
    with _incoming() as work:
        corpus = formats.load(path, hierarchy, layout)
        return _keep(corpus, name or stem(path.resolve().name), work)


def read_upload(
    filename: str,
    content: IO[bytes],
    *,
    hierarchy: IO[bytes] | None = None,
    hierarchy_name: str = HIERARCHY,
    layout: Layout = FOUND_OUT,
) -> Corpus:
    """The corpus that `install` would keep; nothing is kept. Raises what `install` does."""
    with _incoming() as work:
        return _read(_base(filename), content, hierarchy, hierarchy_name, layout, work)


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


def _keep(corpus: Corpus, name: str, work: Path) -> CorpusInfo:
    """Write the corpus in our own format, and put it in its place among the uploads."""
    title = whole(shorten(name, 200))
    written = work / "corpus"
    folder.write(replace(corpus, title=title), written, compress=True)
    _sync(written)
    path = _put(written, uploads_dir(), safe_name(title))
    return next(info for info in list_corpora() if info.path == path)


def safe_name(name: str) -> str:
    """`name` as a folder name: letters, digits, dots and dashes, at most 60 characters."""
    plain = unicodedata.normalize("NFKC", name)
    return re.sub(r"[^\w.-]+", "-", plain)[:60].strip("-._") or "corpus"


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
    inside = work / "upload"
    inside.mkdir()
    if base.lower().endswith(".zip"):
        _unzip(content, inside)
        return _load(inside, None, layout)
    name = _plain(base)
    if not formats.belongs(name, folders=False):
        raise DataError(
            "this kind of file is not read",
            where=shorten(base),
            expected=f"a .zip of a corpus folder or {formats.titles(folders=False)}",
        )
    path = inside / name
    _copy(content, path, limits.UPLOAD)
    if hierarchy is None:
        return _load(path, None, layout)
    beside = work / "hierarchy"
    beside.mkdir()
    edges = beside / _plain(_base(hierarchy_name))
    _copy(hierarchy, edges, limits.UPLOAD)
    _limit_compressed(edges)
    return _load(path, edges, layout)


def _plain(base: str) -> str:
    """The end of a file's name, which tells the format, in plain characters."""
    return re.sub(r"[^\w.-]+", "-", base)[-60:]


def _load(path: Path, hierarchy: Path | None, layout: Layout) -> Corpus:
    _limit_compressed(path)
    problems = Problems()
    corpus = formats.read(path, problems, hierarchy, layout)
    problems.raise_first()
    assert corpus is not None, "a reader gave neither a corpus nor an error"
    return corpus


def _unzip(content: IO[bytes], target: Path) -> None:
    """Copy the files of a corpus out of an archive, by their own names and nowhere else."""
    try:
        with zipfile.ZipFile(content) as archive:
            members = archive.infolist()
            if len(members) > limits.MEMBERS:
                raise DataError(
                    "the archive holds too many files",
                    expected=f"at most {limits.MEMBERS:,}",
                    received=f"{len(members):,}",
                )
            room = limits.UPLOAD
            for member in members:
                name = _safe_member(member)
                if not formats.belongs(name, folders=True):
                    continue
                if (target / name).exists():
                    raise DataError(
                        "the archive holds a file twice",
                        where=shorten(name),
                        remedy="Pack one corpus folder only.",
                    )
                with archive.open(member) as stream:
                    room -= _copy(stream, target / name, room)
    except BROKEN_ZIP as error:
        raise DataError(
            "not a zip file that can be read",
            received=shorten(error),
            remedy="Pack the corpus folder again, without a password.",
        ) from None
    if not any(target.iterdir()):
        raise DataError(
            "the archive holds no corpus",
            expected=formats.titles(folders=True),
            received=", ".join(shorten(member.filename) for member in members[:8]) or "nothing",
        )


def _safe_member(member: zipfile.ZipInfo) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    link = stat.S_ISLNK(member.external_attr >> 16)
    if path.is_absolute() or ".." in path.parts or ":" in path.as_posix() or link:
        raise DataError(
            "the archive leads outside itself",
            where=shorten(member.filename),
            expected="plain files in a folder",
            remedy="Pack the corpus folder again.",
        )
    if member.compress_type not in METHODS:
        raise DataError(
            "the archive is packed by a method that is not read",
            where=shorten(member.filename),
            expected="deflate, as most programs use, or none",
            remedy="Pack the corpus folder again.",
        )
    hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
    return "" if hidden or member.is_dir() else path.name


def _copy(source: IO[bytes], target: Path, room: int) -> int:
    """Copy at most `room` bytes; sizes that an archive claims are not believed."""
    copied = 0
    with target.open("xb") as stream:
        while block := source.read(_BLOCK):
            copied += len(block)
            if copied > room:
                raise _too_large()
            stream.write(block)
    return copied


def _limit_compressed(path: Path) -> None:
    """Refuse compressed files that would fill the memory once they are read."""
    for file in path.iterdir() if path.is_dir() else [path]:
        if file.suffix == ".gz" and _unpacked(file) > limits.UPLOAD:
            raise _too_large()
        if file.suffix == ".npz" and _claimed(file) > limits.UPLOAD:
            raise _too_large()


def _claimed(path: Path) -> int:
    """Bytes that an archive says are in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return sum(member.file_size for member in archive.infolist())
    except BROKEN_ZIP:
        return 0  # damaged: the reader will say so


def _unpacked(path: Path) -> int:
    """Bytes in a gzip file, counted up to just above the limit."""
    total = 0
    try:
        with gzip.open(path) as stream:
            while total <= limits.UPLOAD and (block := stream.read(_BLOCK)):
                total += len(block)
    except (OSError, EOFError, zlib.error):
        pass  # damaged: the reader will say where
    return total


def _too_large() -> DataError:
    return DataError(
        "the upload is too large",
        expected=f"at most {limits.UPLOAD // 2**20:,} MB unpacked",
        remedy="Put the corpus into a folder of HMLC_DATA_DIR instead.",
    )


def _sync(path: Path) -> None:
    """Have the files on disk before the rename that announces them."""
    for file in path.iterdir():
        with file.open("rb") as stream:
            os.fsync(stream.fileno())


def _put(written: Path, parent: Path, name: str) -> Path:
    """Move the finished folder to a name nobody has; returns where it went."""
    taken = {info.name for info in list_corpora()}
    number = 1
    while True:
        path = parent / (name if number == 1 else f"{name}-{number}")
        if path.name not in taken and not path.exists():
            try:
                return written.rename(path)
            except OSError as error:
                if error.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                    raise  # else: another upload was faster
        number += 1
