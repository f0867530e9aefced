"""Vectors in text, one a line: word2vec's with its header, GloVe's without, tables, and lines of
coordinates whose names stand in another file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from hmlc_core.data.formats.vectors import (
    PAIR,
    SAMPLE,
    Shape,
    all_numbers,
    format_of,
    is_metadata,
    number,
    other_dim,
    shape_of,
)
from hmlc_core.data.lines import lines
from hmlc_core.data.vectors.gathering import Gathering
from hmlc_core.data.vectors.names import check_counts, given_names, names_beside
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.errors import shorten
from hmlc_core.spreadsheets import restored
from hmlc_core.wording import counted

Lines = Iterator[tuple[int, str]]
_ESCAPE = re.compile(r"\\(.)")
_MEANT = {"t": "\t", "n": "\n", "r": "\r"}


def read_text(path: Path, gathering: Gathering, names: Path | None) -> NamedVectors | None:
    """The vectors of a text file; names: the file of their names, where it is another one."""
    problems = gathering.problems
    stream = lines(path, problems)
    sample = list(islice(stream, SAMPLE))
    texts = [text for _, text in sample]
    shape = shape_of(texts, path, named=None if names is None else False)
    beside = names_beside(path)
    if shape and names is None and beside and is_metadata(beside) and all_numbers(texts, shape):
        shape = shape_of(texts, path, named=False)
    if shape is None:
        if sample:
            problems.error(
                "the lines have no coordinates",
                path,
                sample[0][0],
                expected="a name and its numbers on each line",
                found=shorten(repr(sample[0][1])),
            )
        return None
    if not gathering.fits(shape.dim):
        return None
    if (dim := other_dim(texts, shape)) is not None:
        problems.error(
            "the header tells of another number of coordinates than the lines have",
            path,
            1,
            expected=f"{dim:,}, as below",
            found=f"{shape.dim:,}",
            remedy=f"Let the first line be {shape.total} {dim}.",
        )
        return None
    _say(shape, path, gathering)
    everything = chain(sample, stream)
    if shape.headed:
        next(everything)
    if not shape.named:
        return _unnamed(path, everything, shape, gathering, names or beside)
    _named(path, everything, shape, gathering)
    _check_total(path, shape, gathering)
    return gathering.finished(format_of(shape), shape.dim)


def _named(path: Path, rows: Lines, shape: Shape, gathering: Gathering) -> None:
    """Lines that begin with a name. Of those that nobody wants the rest is not looked at."""
    quick = gathering.wanted.one_piece and shape.mark is None
    for line, text in rows:
        gathering.seen += 1
        if quick and text.partition(" ")[0] not in gathering.wanted:
            continue
        name, *cells = shape.cut(text)
        if len(cells) < shape.dim and text[:1].isspace():
            name, cells = "", [name, *cells]
        more = name.split()[1:] if shape.mark is None else []
        if len(cells) != shape.dim or (more and all(map(number, more))):
            found = len(cells) + len(more)
            _report_cells(path, line, shape, found, gathering)
            continue
        if shape.ours:
            name = _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[1]), restored(name))
        elif shape.mark == ",":
            name = _unquoted(name)
        if name in gathering.wanted:
            gathering.text(name, cells, line)


def _unnamed(
    path: Path, rows: Lines, shape: Shape, gathering: Gathering, file: Path | None
) -> NamedVectors | None:
    """Lines of coordinates alone."""
    names = given_names(path, file, gathering.problems)
    if names is None:
        return None
    for line, text in rows:
        gathering.seen += 1
        cells = shape.cut(text)
        if len(cells) != shape.dim:
            _report_cells(path, line, shape, len(cells), gathering)
        elif gathering.seen <= len(names) and names[gathering.seen - 1] in gathering.wanted:
            gathering.text(names[gathering.seen - 1], cells, line)
    check_counts(path, file, len(names), gathering.seen, gathering.problems)
    gathering.beside = file
    return gathering.finished(PAIR, shape.dim)


def _say(shape: Shape, path: Path, gathering: Gathering) -> None:
    assume, coordinates = gathering.problems.assume, counted(shape.dim, "coordinate")
    if shape.total is not None:
        assume(
            f"The first line of {path.name} is a header: {counted(shape.total, 'vector')} of "
            f"{coordinates}."
        )
    elif shape.columns:
        assume(f"The first line of {path.name} names its columns.")
    elif shape.named:
        assume(f"{path.name} has no header: each line is a name and {coordinates}.")


def _check_total(path: Path, shape: Shape, gathering: Gathering) -> None:
    """Fewer vectors than the header tells of are a file cut off; more are only said."""
    total, seen = shape.total, gathering.seen
    if total is None or total == seen or gathering.failed:
        return
    if seen < total:
        gathering.problems.error(
            "there are fewer vectors than the header tells of",
            path,
            1,
            expected=f"{total:,}",
            found=f"{seen:,}",
            remedy="Copy or download it again, or correct the first line.",
        )
    else:
        gathering.problems.note(f"the header tells of {total:,} vectors, and {seen:,} follow", path)


def _report_cells(path: Path, line: int, shape: Shape, found: int, gathering: Gathering) -> None:
    gathering.problems.repeated_error(
        "a vector has another number of coordinates than the others",
        path,
        line,
        expected=f"{shape.dim:,}",
        found=f"{found:,}",
    )


def _unquoted(name: str) -> str:
    quoted = len(name) > 1 and name[0] == name[-1] == '"'
    return name[1:-1].replace('""', '"') if quoted else name
