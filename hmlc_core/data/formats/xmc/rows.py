"""Lines of sparse features with labels, and the texts that they are read as."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from math import ceil, inf
from pathlib import Path
from typing import NamedTuple

from hmlc_core.data.formats.fields import TOKENS
from hmlc_core.data.formats.records import Record
from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

LONGEST = 2**29
"""Characters of all texts at most: a count of a million is seven digits, and a million words."""

_HEADER = re.compile(r"\s*(\d{1,12})\s+(\d{1,12})\s+(\d{1,12})\s*")
_SIZES = re.compile(r"\s*(\d{1,12})\s+(\d{1,12})\s*")
_LABELS = re.compile(r"[+-]?\d{1,18}(?:\s*,\s*[+-]?\d{1,18})*")
_FEATURE = re.compile(r"(\d{1,18}):([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?)")
_EXAMPLE = "3,17 12:2 40:1, which is labels, then features with their counts"


class Row(NamedTuple):
    """A document: the line where it stands, its labels, its terms and how much each weighs."""

    line: int
    labels: tuple[str, ...]
    terms: tuple[str, ...]
    weights: array[float]


class Header(NamedTuple):
    """How many there are of each, as the first line says."""

    documents: int
    features: int
    labels: int


def looks_sparse(path: Path) -> bool:
    """Whether a file begins as one of this format does."""
    quiet = Problems()
    rows = [line for line in islice(raw_lines(path, quiet), 20) if not _blank(line)]
    if not rows:
        return False
    body = rows[1:] if _HEADER.fullmatch(rows[0]) else rows
    cut = [_cut(row) for row in body]
    return any(features for _, features in cut) and all(
        (not labels or _LABELS.fullmatch(labels)) and all(map(_FEATURE.fullmatch, features))
        for labels, features in cut
    )


def rows_of(path: Path, problems: Problems) -> Iterator[Row]:
    """The documents of a file; a line that is none, or is not what the header says, is reported.

    Under a header a blank line is a document without labels and words.
    """
    return _rows(path, problems, None)


def matrix_of(path: Path, problems: Problems) -> tuple[list[Row], int]:
    """The rows of a matrix, whose first line says how many rows and columns there are, and the
    number of columns; a row has terms, and no labels."""
    before = problems.errors
    first = next(raw_lines(path, problems), "")
    if problems.errors > before:
        return [], 0
    if (match := _SIZES.fullmatch(first)) is None:
        expected = "two numbers, of rows and of columns"
        problems.error(
            "the first line says no sizes", path, 1, expected=expected, found=shorten(repr(first))
        )
        return [], 0
    sizes = Header(int(match[1]), int(match[2]), 0)
    return list(_rows(path, problems, sizes)), sizes.features


def _rows(path: Path, problems: Problems, header: Header | None) -> Iterator[Row]:
    """The rows below the header, which stands in the first line where one is given."""
    count, number, own, sizes = 0, 0, dict[str, str](), header is not None
    for number, line in enumerate(raw_lines(path, problems), 1):
        if number == 1 and sizes:
            continue
        if number == 1 and (match := _HEADER.fullmatch(line)):
            header = Header(*map(int, match.groups()))
            problems.assume(
                f"The first line of {path.name} says how many documents, features and labels "
                "there are."
            )
            continue
        if _blank(line) and (header is None or count == header.documents):
            continue
        count += 1
        if (row := _row(line, path, number, header, own, problems)) is not None:
            yield row
    if header is not None and count != header.documents:
        problems.error(
            "the file does not have the rows that its first line says"
            if sizes
            else "the file does not have the documents that its first line says",
            path,
            number,
            expected=f"{header.documents:,}",
            found=f"{count:,}",
            remedy="The file may be cut off: copy or download it again.",
        )


def records_of(
    splits: Mapping[str, tuple[Path, Sequence[Row]]], problems: Problems
) -> dict[str, list[Record]]:
    """The documents as texts that repeat each term as often as it is counted.

    splits: name -> the file and its rows. Where a weight is no whole number, weights are no counts,
    and each term of every document stands once.
    """
    rows = [row for _, items in splits.values() for row in items]
    counted = all(weight.is_integer() for row in rows for weight in row.weights)
    files = " and ".join(dict.fromkeys(file.name for file, _ in splits.values()))
    if counted:
        problems.assume(f"Documents of {files} are bags: terms with their counts, without order.")
    else:
        problems.assume(
            f"Weights in {files} are no whole numbers, and so no counts: each term stands once, "
            "and is weighed anew. Documents are bags, without order."
        )
    records: dict[str, list[Record]] = {}
    length = 0
    for split, (file, items) in splits.items():
        kept = records[split] = []
        for row in items:
            times = [int(weight) if counted else min(ceil(weight), 1) for weight in row.weights]
            words = sum(times)
            length += sum((len(term) + 1) * count for term, count in zip(row.terms, times))
            if words > TOKENS or length > LONGEST:
                problems.error(
                    "the counts are too large",
                    file,
                    row.line,
                    expected=f"at most {TOKENS:,} words in a document, {LONGEST:,} characters "
                    "in all",
                    found=f"{words:,} words",
                )
                return {}
            text = " ".join(term for term, count in zip(row.terms, times) for _ in range(count))
            kept.append(
                Record(f"{split} {row.line}", text, row.labels, file, row.line, tokens=True)
            )
    return records


def _blank(line: str) -> bool:
    return not line.strip() or line.startswith("#")


def _cut(line: str) -> tuple[str, list[str]]:
    """The labels of a line as it writes them, and its features, without a comment at its end."""
    parts = line.partition(" #")[0].split()
    first = next((place for place, part in enumerate(parts) if ":" in part), len(parts))
    return " ".join(parts[:first]), parts[first:]


def _row(
    line: str,
    path: Path,
    number: int,
    header: Header | None,
    own: dict[str, str],
    problems: Problems,
) -> Row | None:
    """The document on a line; `own` holds one text for each term and label of the file."""
    written, features = _cut(line)
    wrong = next((part for part in features if not _FEATURE.fullmatch(part)), None)
    if written and not (_LABELS.fullmatch(written) and (header is None or header.labels)):
        wrong = written
    if wrong is not None:
        found = shorten(repr(wrong))
        problems.error("not sparse features", path, number, expected=_EXAMPLE, found=found)
        return None
    pairs = [part.split(":") for part in features]
    names = [label.strip().removeprefix("+") for label in written.split(",") if label.strip()]
    row = Row(
        number,
        tuple(own.setdefault(name, name) for name in names),
        tuple(own.setdefault(term, term) for term, _ in pairs),
        array("d", [float(weight) for _, weight in pairs]),
    )
    for flaw, expected, found in _flaws(row, header):
        problems.error(flaw, path, number, expected=expected, found=found)
        return None
    return row


def _flaws(row: Row, header: Header | None) -> Iterator[tuple[str, str, str]]:
    """What is wrong with a line of the right form: what, what was expected, and what was found."""
    for term, weight in zip(row.terms, row.weights):
        if not 0 <= weight < inf:
            yield "the weight is no count", "a number from 0 on", f"{term}:{weight:g}"
    if header is None:
        return
    kind = "feature" if header.labels else "column"
    for term in row.terms:
        if int(term) >= header.features:
            yield f"there is no such {kind}", f"below {header.features:,}, by the first line", term
    for label in row.labels:
        if not 0 <= int(label) < header.labels:
            yield "there is no such label", f"below {header.labels:,}, by the first line", label
