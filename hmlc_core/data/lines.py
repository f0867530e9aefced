"""Lines of a text file that may be compressed, too long, or not text at all."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from io import BufferedReader
from pathlib import Path

from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

LONGEST_LINE = 64 * 2**20
"""Bytes of the longest line that is read; a longer one is surely not a document."""


def lines(path: Path, problems: Problems) -> Iterator[tuple[int, str]]:
    """(line number, text without its end) of the lines that are not blank; see `raw_lines`."""
    for number, text in enumerate(raw_lines(path, problems), 1):
        if not text.isspace():
            yield number, text.rstrip("\r\n")


def raw_lines(path: Path, problems: Problems) -> Iterator[str]:
    """Every line of a UTF-8 file, plain or `.gz`, with its end; streamed.

    A line that is not UTF-8 is reported and comes out blank. A file that cannot be read, a
    corrupt archive or an endless line is reported and ends the stream. A file with nothing
    but blanks is reported as empty.
    """
    number, empty = 0, True
    try:
        with _open(path) as stream:
            for number, raw in enumerate(iter(lambda: stream.readline(LONGEST_LINE), b""), 1):
                if len(raw) == LONGEST_LINE:
                    problems.error(
                        "the line is too long",
                        path,
                        number,
                        expected=f"at most {LONGEST_LINE // 2**20} MB",
                        remedy="Put one document on each line.",
                    )
                    return
                empty = empty and raw.isspace()
                yield _decode(raw, path, number, problems)
    except (OSError, EOFError, zlib.error) as error:
        _unreadable(path, number, error, problems)
        return
    if empty:
        problems.error("the file is empty", path, remedy="Export it again, or remove it.")


def _open(path: Path) -> gzip.GzipFile | BufferedReader:
    return gzip.open(path, "rb") if path.suffix == ".gz" else path.open("rb")


def _decode(raw: bytes, path: Path, number: int, problems: Problems) -> str:
    try:
        # A byte-order mark, as Windows editors write it, is no part of the first word.
        return raw.decode("utf-8-sig" if number == 1 else "utf-8") or "\n"
    except UnicodeDecodeError as error:
        problems.error(
            "not UTF-8 text",
            path,
            number,
            expected="UTF-8",
            found=f"byte 0x{raw[error.start]:02x} at position {error.start + 1}",
            remedy="Save the file again with UTF-8 encoding.",
        )
        return "\n"


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
    else:
        problems.error(
            "cannot be read", path, found=error.strerror if isinstance(error, OSError) else None
        )
