"""Lines of a text file that may be compressed, too long, or not text at all."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator
from io import BufferedReader, TextIOWrapper
from pathlib import Path
from typing import Protocol

from hmlc_core.data import limits
from hmlc_core.data.encodings import marked, unmarked
from hmlc_core.data.paths import no_file
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_HEAD = 2**16
"""Bytes of a file's beginning that tell how its lines end, where so many can be had."""


_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)


_POINTER = b"version https://git-lfs.github.com/spec/"


def lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """(line number, text without its end) of the lines that are not blank; see `raw_lines`."""
    for number, text in enumerate(raw_lines(path, problems), 1):
        if not text.isspace():
            yield number, text.rstrip("\r\n")


def raw_lines(path: Path, problems: Problems, *, cut: int | None = None) -> Iterator[str]:
    """Every line of a UTF-8 file, plain or `.gz`, with its end; streamed.

    cut: longer lines come in pieces of about so many bytes, cut behind blanks; only the last piece
    has an end. Without it they are refused beyond `limits.LINE`.

    UTF-16 and UTF-32 with their byte-order marks, and lines that end in CR alone, as old Macintosh
    programs write them, are read as well, and said. A line that is not UTF-8 is reported and is
    blank. A file that cannot be read, a corrupt archive or an endless line is reported and ends
    the stream. A file with nothing but blanks is reported as empty.
    """
    number, ended, empty, size = 0, True, True, 0
    try:
        if is_page(path):
            _page(path, problems)
            return
        if _is_pointer(path):
            _pointer(path, problems)
            return
        room = limits.unpacked(path.stat().st_size)
        with _open(path) as opened:
            if (looks := unmarked(opened.peek(_HEAD)[:_HEAD])) is not None:
                _no_mark(path, looks, problems)
                return
            stream = _as_utf8(opened, path, problems)
            if cut is not None:
                stream = _Pieces(stream, cut)
            for raw in iter(lambda: stream.readline(limits.LINE), b""):
                number, ended = number + ended, raw.endswith(b"\n")
                if len(raw) >= limits.LINE:
                    problems.error(
                        "the line is too long",
                        path,
                        number,
                        expected=f"at most {limits.LINE // 2**20} MB",
                        remedy="Put one document on each line.",
                    )
                    return
                size += len(raw)
                if size > room and isinstance(opened, gzip.GzipFile):
                    _too_much(path, number, room, problems)
                    return
                empty = empty and raw.isspace()
                yield _decode(raw, path, number, problems)
                if problems.errors > limits.ERRORS:
                    problems.error("more errors than are counted: the rest is not read", path)
                    return
    except UnicodeDecodeError as error:  # of a wider encoding; UTF-8 is decoded line by line
        problems.error(
            f"not {error.encoding[:6].upper()} text, as its byte-order mark says",
            path,
            number + 1,
            found=shorten(error.reason),
            remedy="Save the file again with UTF-8 encoding.",
        )
        return
    except (OSError, EOFError, zlib.error) as error:
        _unreadable(path, number, error, problems)
        return
    if empty:
        problems.error("the file is empty", path, remedy="Export it again, or remove it.")


def is_page(path: Path) -> bool:
    """Whether a file is an HTML page, as browsers save instead of what a link leads to; a `.txt`
    may be one document that is."""
    if path.suffix.lower() == ".txt" or not path.is_file():
        return False
    with path.open("rb") as stream:
        return _PAGE.match(stream.read(_HEAD)) is not None


def _is_pointer(path: Path) -> bool:
    """Whether a file is what Git LFS keeps in place of one."""
    if not path.is_file():
        return False
    with path.open("rb") as stream:
        return stream.read(len(_POINTER)) == _POINTER


def _open(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")


class _Stream(Protocol):
    """What gives a line at a time, or the first `size` bytes of it, or somewhat more."""

    def readline(self, size: int, /) -> bytes: ...


class _Recoded:
    """Lines of a text in another encoding, or with other ends, as UTF-8 bytes that end in LF."""

    def __init__(self, stream: BufferedReader | gzip.GzipFile, encoding: str, end: str) -> None:
        self._text, self._end = TextIOWrapper(stream, encoding, "surrogateescape", end), end

    def readline(self, size: int) -> bytes:
        line = self._text.readline(size)
        if self._end == "\r" and line.endswith("\r"):
            line = line[:-1] + "\n"
        # What was no text is again the bytes that it was, to be refused with its line.
        return line.encode("utf-8", "surrogateescape")


class _Pieces:
    """Lines of a stream, those of more than `size` bytes in pieces.

    Each but a line's last ends behind a blank; in a piece without one, behind a whole character.
    """

    def __init__(self, stream: _Stream, size: int) -> None:
        self._stream, self._size, self._rest = stream, size, b""

    def readline(self, _: int) -> bytes:
        piece = self._rest + self._stream.readline(self._size)
        self._rest = b""
        if len(piece) < self._size or piece.endswith(b"\n"):
            return piece
        end = max(piece.rfind(b" "), piece.rfind(b"\t")) + 1 or _whole_characters(piece)
        self._rest = piece[end:]
        return piece[:end]


def _whole_characters(piece: bytes) -> int:
    """Bytes of a piece of UTF-8 without its last character, which may go on."""
    end = len(piece) - 1
    while end > len(piece) - 4 and piece[end] & 0xC0 == 0x80:
        end -= 1
    return end


def _as_utf8(stream: BufferedReader | gzip.GzipFile, path: Path, problems: Problems) -> _Stream:
    """The stream, or one that spells what is in it as UTF-8 with LF at the ends of lines."""
    head = stream.peek(_HEAD)
    wide = marked(head)
    encoding = wide or "utf-8"
    start = head.decode(encoding, "replace")
    bare = "\r" in start and "\n" not in start
    if wide:
        problems.assume(f"{path.name} is {wide.upper()}, as its byte-order mark says.")
    if bare:
        problems.assume(f"Lines of {path.name} end in CR alone.")
    return _Recoded(stream, encoding, "\r" if bare else "\n") if wide or bare else stream


def _decode(raw: bytes, path: Path, number: int, problems: Problems) -> str:
    try:
        # A byte-order mark, as Windows editors write it, is no part of the first word.
        return raw.decode("utf-8-sig" if number == 1 else "utf-8") or "\n"
    except UnicodeDecodeError as error:
        problems.repeated_error(
            "not UTF-8 text",
            path,
            number,
            expected="UTF-8",
            found=f"byte 0x{raw[error.start]:02x} at position {error.start + 1}",
            remedy="Save the file again with UTF-8 encoding.",
        )
        return "\n"


def _page(path: Path, problems: Problems) -> None:
    problems.error(
        "an HTML page, and not the file that its name tells of",
        path,
        1,
        remedy="Download the file itself: on GitHub with Raw, elsewhere with a link that needs no "
        "consent and no password.",
    )


def _pointer(path: Path, problems: Problems) -> None:
    problems.error(
        "a pointer of Git LFS, and not the file itself",
        path,
        1,
        remedy="Fetch the file with `git lfs pull`, or download it where it is published.",
    )


def _no_mark(path: Path, looks: str, problems: Problems) -> None:
    problems.error(
        f"looks like {looks} text without its byte-order mark",
        path,
        expected="UTF-8",
        remedy="Save the file again with UTF-8 encoding.",
    )


def _too_much(path: Path, number: int, room: int, problems: Problems) -> None:
    problems.error(
        "the compressed file holds more than is read of one of its size",
        path,
        number,
        expected=f"at most {room // 2**20:,} MB unpacked",
        remedy="Unpack it, if you trust it.",
    )


def _unreadable(path: Path, number: int, error: Exception, problems: Problems) -> None:
    if isinstance(error, (EOFError, zlib.error, gzip.BadGzipFile)):
        problems.error(
            "the compressed file is damaged",
            path,
            number + 1,
            expected="a complete gzip file",
            found=shorten(error),
            remedy="Copy or download it again.",
        )
    elif isinstance(error, (FileNotFoundError, IsADirectoryError)):
        problems.error(no_file(path), path)
    else:
        problems.error(
            "cannot be read", path, found=error.strerror if isinstance(error, OSError) else None
        )
