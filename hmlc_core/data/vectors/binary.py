"""Vectors as word2vec writes them in binary: a header line, then a name, a blank and float32s."""

from __future__ import annotations

import gzip
import zlib
from io import BufferedReader
from pathlib import Path

import numpy as np

from hmlc_core.data import limits
from hmlc_core.data.formats.vectors import BINARY
from hmlc_core.data.vectors.gathering import Gathering
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.errors import shorten

_FASTTEXT = (793712314).to_bytes(4, "little")
_NAME = 4_096
"""Bytes of a name at most."""


def read_binary(path: Path, gathering: Gathering) -> NamedVectors | None:
    """The vectors of word2vec's `.bin`; other binary files are refused by name where known."""
    try:
        room = limits.unpacked(path.stat().st_size)
        compressed = path.suffix.lower() == ".gz"
        with gzip.open(path, "rb") if compressed else path.open("rb") as stream:
            return _read(path, stream, gathering, room)
    except (OSError, EOFError, zlib.error) as error:
        gathering.problems.error("cannot be read", path, found=shorten(error))
        return None


def _read(
    path: Path, stream: BufferedReader | gzip.GzipFile, gathering: Gathering, room: int
) -> NamedVectors | None:
    head = stream.readline(80)
    if head.startswith(_FASTTEXT):
        gathering.problems.error(
            "a fastText model, which has more than vectors in it",
            path,
            expected="vectors as text (.vec), or word2vec's binary format",
            remedy="Save its vectors as text: fastText writes them beside the model.",
        )
        return None
    try:
        total, dim = map(int, head.split())
    except ValueError:
        gathering.problems.error(
            "not vectors in word2vec's binary format",
            path,
            expected="a first line with two numbers: of vectors, and of coordinates",
            found=shorten(head.decode(errors="replace"), 40)
            if head.isascii()
            else "bytes that are no text",
        )
        return None
    if not gathering.fits(dim):
        return None
    gathering.problems.assume(f"{path.name} is word2vec's binary format: {total:,} × {dim:,}.")
    for _ in range(max(total, 0)):
        name, content = _name(stream), stream.read(4 * dim)
        if name is None or len(content) < 4 * dim:
            gathering.problems.error(
                "the file ends in the middle of a vector, or is damaged",
                path,
                expected=f"{total:,} vectors, as the header says",
                found=f"{gathering.seen:,}",
                remedy="Copy or download it again.",
            )
            return None
        if gathering.seen and not (name.startswith(b"\n") or _is_text(name)):
            _shifted(path, gathering)
            return None
        gathering.seen += 1
        if stream.tell() > room:
            gathering.problems.error(
                "the compressed file holds more than is read of one of its size", path
            )
            return None
        called = name.lstrip(b"\n").decode("utf-8", "replace")
        if called in gathering.wanted:
            gathering.row(called, np.frombuffer(content, dtype="<f4"))
    if stream.read(2).strip(b"\n"):
        _shifted(path, gathering)
        return None
    return gathering.finished(BINARY, dim)


def _name(stream: BufferedReader | gzip.GzipFile) -> bytes | None:
    """The bytes before the next blank; a line break may stand before a name."""
    name = bytearray()
    while (byte := stream.read(1)) != b" ":
        if not byte or len(name) == _NAME:
            return None
        name += byte
    return bytes(name)


def _is_text(name: bytes) -> bool:
    """Whether a name may be one that gensim wrote, in UTF-8: text without control characters."""
    try:
        return min(name.decode(), default=" ") >= " "
    except UnicodeDecodeError:
        return False


def _shifted(path: Path, gathering: Gathering) -> None:
    """What follows a vector is no name: one before it had a blank, and was taken for two."""
    gathering.problems.error(
        "what follows a vector is no name",
        path,
        expected="names without blanks, which end them in word2vec's binary format",
        found=f"other bytes after vector {gathering.seen:,}",
        remedy="Save the vectors as text (.txt), where names may have blanks.",
    )
