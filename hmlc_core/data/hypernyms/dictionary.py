"""The two files of WordNet's nouns, from a `dict/` folder or an archive as it is published.

Nothing is unpacked on a disk, and names within an archive are only compared, never used as paths.
"""

from __future__ import annotations

import bz2
import gzip
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, cast

from hmlc_core.data.archives import BROKEN_ZIP, METHODS
from hmlc_core.errors import DataError, shorten

INDEX, DATA = "index.noun", "data.noun"
TARS = (".tar.gz", ".tgz", ".tar.bz2", ".tar")
ARCHIVES = (*TARS, ".zip")

ROOM = 2**28
"""Unpacked bytes that are read of an archive, and of a file: several times those of WordNet."""


@dataclass(frozen=True)
class Dictionary:
    """The texts of `index.noun` and `data.noun`, and what was read, for messages."""

    index: str
    data: str
    path: Path


def holds_wordnet(path: Path) -> bool:
    """Whether a path is a folder with WordNet's nouns, or an archive as far as its name tells."""
    return _folder(path) is not None or (is_archive(path) and path.is_file())


def is_archive(path: Path) -> bool:
    """Whether a path has the name of an archive."""
    return path.name.lower().endswith(ARCHIVES)


def open_dictionary(path: Path) -> Dictionary:
    """Both files of a folder, or of its `dict/`, or of an archive.

    Raises `DataError` where one is missing, damaged, or larger than any WordNet.
    """
    folder = _folder(path)
    try:
        if folder is not None:
            found = {name: _read(folder / name) for name in (INDEX, DATA)}
        elif path.name.lower().endswith(".zip"):
            found = dict(_zipped(path))
        elif is_archive(path):
            found = dict(_tarred(path))
        else:
            found = {}
    except (*BROKEN_ZIP, tarfile.TarError, OSError) as error:
        raise DataError(
            "cannot be read: damaged, or not what its name says",
            where=path.name,
            received=shorten(error),
            remedy="Download it again.",
        ) from None
    missing = [name for name in (INDEX, DATA) if name not in found]
    if missing:
        raise DataError(
            "holds no WordNet",
            where=path.name or str(path),
            expected=f"a folder `dict` with {INDEX} and {DATA}, or an archive with one "
            f"({', '.join(ARCHIVES)})",
            received=f"no {' and no '.join(missing)}",
        )
    return Dictionary(index=_text(found[INDEX]), data=_text(found[DATA]), path=path)


def _folder(path: Path) -> Path | None:
    """The folder itself, or its `dict/`, where the nouns are."""
    try:
        return next((place for place in (path, path / "dict") if (place / DATA).is_file()), None)
    except OSError:  # nobody may look into it
        return None


def _read(path: Path) -> bytes:
    if not path.is_file():
        raise DataError("there is no such file", where=path.name, remedy=f"It belongs to {DATA}.")
    with path.open("rb") as stream:
        return _all(cast(IO[bytes], stream), path.name)


def _all(stream: IO[bytes], name: str) -> bytes:
    content = stream.read(ROOM + 1)
    if len(content) > ROOM:
        raise _too_large(name)
    return content


def _too_large(name: str) -> DataError:
    return DataError(
        "larger than any WordNet", where=name, expected=f"at most {ROOM // 2**20} MB unpacked"
    )


class _Bounded:
    """A stream of which at most `ROOM` bytes are read, whatever headers in it promise."""

    def __init__(self, stream: IO[bytes], name: str) -> None:
        self._stream, self._name, self._left = stream, name, ROOM

    def read(self, size: int) -> bytes:
        content = self._stream.read(size)
        self._left -= len(content)
        if self._left < 0:
            raise _too_large(self._name)
        return content


def _tarred(path: Path) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as packed:
        head = packed.read(3)
        packed.seek(0)
        stream: IO[bytes] = packed
        if head[:2] == b"\x1f\x8b":
            stream = cast(IO[bytes], gzip.GzipFile(fileobj=packed))
        elif head == b"BZh":
            stream = cast(IO[bytes], bz2.BZ2File(packed))
        bounded = cast(IO[bytes], _Bounded(stream, path.name))
        try:
            with tarfile.open(fileobj=bounded, mode="r|") as archive:
                for member in archive:
                    name = PurePosixPath(member.name).name
                    if name in (INDEX, DATA) and member.isfile():
                        content = archive.extractfile(member)
                        assert content is not None, "a regular file has content"
                        yield name, _all(content, name)
        except zlib.error as error:
            raise tarfile.ReadError(str(error)) from None


def _zipped(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = PurePosixPath(member.filename).name
            if name in (INDEX, DATA) and member.compress_type in METHODS:
                with archive.open(member) as content:
                    yield name, _all(content, name)


def _text(content: bytes) -> str:
    """WordNet is ASCII; its heirs are UTF-8, and older editions in other languages Latin-1."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
