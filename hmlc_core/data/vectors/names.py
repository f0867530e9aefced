"""The names of vectors that stand in a file of their own, beside that of the coordinates.

A line a name; of a table with several columns, whose first line names them, the one that is
called word, name, label, token or title, else the first. So TensorBoard's projector has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from hmlc_core.data.lines import raw_lines
from hmlc_core.data.problems import Problems
from hmlc_core.errors import shorten

_COORDINATES = ("vectors", "tensors", "tensor", "embeddings")
_BESIDE = ("metadata.tsv", "names.txt", "words.txt", "vocab.txt", "labels.txt")
_CALLED = ("word", "name", "label", "token", "title")


def names_beside(path: Path) -> Path | None:
    """The file in the folder of `path` that is called as files of names are."""
    return next((file for file in _candidates(path) if file != path and file.is_file()), None)


def given_names(path: Path, file: Path | None, problems: Problems) -> list[str] | None:
    """The names of the vectors in `path`, in their order, or None after reporting why not."""
    if file is None:
        problems.error(
            "the vectors have no names",
            path,
            expected="a name at the beginning of each line, or a file of names",
            remedy="Give the names, one a line, in a file of their own: names.txt, metadata.tsv.",
        )
        return None
    before = problems.errors
    rows = [text.rstrip("\r\n").split("\t") for text in raw_lines(file, problems)]
    if problems.errors > before:
        return None
    while rows[-1] == [""]:
        rows.pop()
    problems.assume(f"Names of the vectors in {path.name} are in {file.name}.")
    if len(rows[0]) == 1:
        return [row[0].strip() for row in rows]
    head = [cell.strip().lower() for cell in rows[0]]
    column = next((head.index(name) for name in _CALLED if name in head), 0)
    problems.assume(f"Column {shorten(repr(rows[0][column]))} of {file.name} has the names.")
    for line, row in enumerate(rows, 1):
        if len(row) != len(head):
            problems.repeated_error(
                "a line has another number of columns than the first",
                file,
                line,
                expected=f"{len(head):,}",
                found=f"{len(row):,}",
            )
    return [row[column].strip() for row in rows[1:] if len(row) > column]


def check_counts(
    path: Path, file: Path | None, names: int, vectors: int, problems: Problems
) -> None:
    """Report names and vectors that are not equally many."""
    if names == vectors:
        return
    one_more = "A file with a single column has no header. " if names == vectors + 1 else ""
    problems.error(
        "names and vectors are not equally many",
        file or path,
        expected=f"{vectors:,}, as there are vectors in {path.name}",
        found=f"{names:,}",
        remedy=f"{one_more}Export both again.",
    )


def _candidates(path: Path) -> Iterator[Path]:
    lower = path.name.lower().removesuffix(".gz")
    stem = path.name[: len(Path(lower).stem)]
    for word in _COORDINATES:
        if word in stem.lower():
            start = stem.lower().index(word)
            other = stem[:start] + "metadata" + stem[start + len(word) :]
            yield from (path.with_name(other + ending) for ending in (".tsv", ".tsv.gz", ".txt"))
    yield from (path.with_name(stem + ending) for ending in ("_metadata.tsv", ".names", ".txt"))
    yield from (path.with_name(name) for name in _BESIDE)
