"""What files of named vectors look like: those that hold vectors, and the shape of their lines.

Here: what the first lines or the ending tell. Not here: reading them (`hmlc_core.data.vectors`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from hmlc_core.data.lines import lines
from hmlc_core.data.paths import there
from hmlc_core.data.problems import Problems

WORD2VEC, HEADLESS, TABLE, PAIR = "word2vec", "glove", "vectors-table", "projector"
BINARY, NPZ, NPY, SAFETENSORS = "word2vec-binary", "npz", "npy", "safetensors"

BY_ENDING = {".bin": BINARY, ".npz": NPZ, ".npy": NPY, ".safetensors": SAFETENSORS}
TEXTS = (".txt", ".vec", ".tsv", ".csv")
NAMED = frozenset({"", "name", "names", "word", "words", "token", "term", "label", "id"})
"""What the column of names may be called."""

SAMPLE = 100
"""Lines that tell the shape of a file."""

_HEADER = re.compile(r"\s*(\d{1,15})\s+(\d{1,9})\s*")


@dataclass(frozen=True, slots=True)
class Shape:
    """How the lines of a text file hold vectors.

    dim: coordinates of a vector. mark: what stands between cells; None for blanks of any kind.
    named: each line begins with a name. total: how many vectors a header of two numbers tells of.
    columns: names of the columns, where the first line has them.
    """

    dim: int
    mark: str | None
    named: bool = True
    total: int | None = None
    columns: tuple[str, ...] = ()

    @property
    def headed(self) -> bool:
        """Whether the first line is no vector."""
        return self.total is not None or bool(self.columns)

    @property
    def ours(self) -> bool:
        """Whether the columns are called as in our own exports, which write `\\t` for a tab."""
        return self.columns == ("name", *(f"x{n}" for n in range(1, self.dim + 1)))

    def cut(self, text: str) -> list[str]:
        """The name, which may have blanks in it, and as many cells as there are coordinates."""
        if self.mark is None:
            text = text.rstrip()
        return text.rsplit(self.mark, self.dim if self.named else self.dim - 1)


def vector_format(path: Path) -> str | None:
    """What a file of vectors is called among formats; None for any other file."""
    if not there(path) or not path.is_file():
        return None
    ending = Path(_base(path)).suffix
    if ending not in TEXTS:
        return BY_ENDING.get(ending)
    sample = [text for _, text in islice(lines(path, Problems()), SAMPLE)]
    shape = shape_of(sample, path)
    if shape is None or shape.dim < 2:
        return None
    if not _vectors(sample[shape.headed :], shape) and not other_dim(sample, shape):
        return None
    if shape.columns and shape.columns[0].lower() not in NAMED:
        return None
    return format_of(shape) if shape.named else PAIR


def holds_vectors(path: Path) -> bool:
    """Whether a file has vectors and no documents."""
    return vector_format(path) is not None


def is_metadata(names: Path) -> bool:
    """Whether a file is called as TensorBoard's projector calls that of the names."""
    return "metadata" in names.name.lower()


def format_of(shape: Shape) -> str:
    """The name of the text format whose lines have names and this shape."""
    if shape.total is not None:
        return WORD2VEC
    return TABLE if shape.mark else HEADLESS


def shape_of(sample: Sequence[str], path: Path, *, named: bool | None = None) -> Shape | None:
    """The shape of a file with these first lines; None where its lines have no coordinates.

    A first line of two whole numbers is a header where the second one is the number of
    coordinates of the lines below (with a single coordinate, where the first one may also be
    their number), otherwise a word and its coordinate. named: None to find out.
    """
    if not sample:
        return None
    mark = _mark(sample, path)
    if (told := _told(sample, mark)) is not None:
        total, dim = told
        return Shape(dim, mark, named is not False, total=total)
    head = _cells(sample[0], mark)
    columns = tuple(head) if _names_columns(head) else ()
    rows = [_cells(text, mark) for text in sample[bool(columns) :]]
    if not rows:
        return None
    if named is None:
        firsts = [row[0] for row in rows]
        numbers = all(map(number, firsts)) and not all(map(str.isdigit, firsts))
        named = len(columns) > 1 or not numbers
    dim = (len(columns) or _usual(rows)) - named
    return Shape(dim, mark, named, columns=columns) if dim > 0 else None


def other_dim(sample: Sequence[str], shape: Shape) -> int | None:
    """How many coordinates lines have below a header that tells of another number; None where it
    tells the right one, or where they are no vectors."""
    rows = sample[1:]
    if shape.total is None or not rows or _vectors(rows, shape):
        return None
    dim = _usual([_cells(text, shape.mark) for text in rows]) - shape.named
    return dim if dim > 1 and _vectors(rows, replace(shape, dim=dim)) else None


def all_numbers(sample: Sequence[str], shape: Shape) -> bool:
    """Whether every line of a file of that shape begins with a number, too."""
    return all(number(_cells(text, shape.mark)[0]) for text in sample[shape.headed :])


def number(cell: str) -> bool:
    """Whether a cell holds a number, NaN and infinity among them."""
    try:
        float(cell)
    except ValueError:
        return False
    return "_" not in cell


def _base(path: Path) -> str:
    return path.name.lower().removesuffix(".gz")


def _mark(sample: Sequence[str], path: Path) -> str | None:
    mark = "," if _base(path).endswith(".csv") else "\t"
    return mark if all(mark in text for text in sample) else None


def _cells(text: str, mark: str | None) -> list[str]:
    return (text if mark else text.strip()).split(mark) or [""]


def _usual(rows: Sequence[Sequence[str]]) -> int:
    """How many cells most lines have: names with blanks in them have more."""
    return Counter(map(len, rows)).most_common(1)[0][0]


def _told(sample: Sequence[str], mark: str | None) -> tuple[int, int] | None:
    """How many vectors and coordinates a header tells of; None where the first line is none."""
    found, below = _HEADER.fullmatch(sample[0]), sample[1:]
    if found is None:
        return None
    total, dim = int(found[1]), int(found[2])
    if dim == 1:
        fits = total == len(below) or (len(sample) == SAMPLE and total > len(below))
    else:
        fits = dim > 1 and (not below or _usual([_cells(text, mark) for text in below]) != 2)
    return (total, dim) if fits else None


def _names_columns(head: Sequence[str]) -> bool:
    """Whether a line names columns: no cell is a number, or all but the first count up, as pandas
    writes them."""
    counted = [str(n) for n in range(len(head))]
    counts = len(head) > 2 and list(head[1:]) in (counted[:-1], counted[1:])
    return (counts and head[0].lower() in NAMED) or not any(map(number, head))


def _vectors(rows: Sequence[str], shape: Shape) -> bool:
    """Whether more than half of the lines are vectors, and one has a fraction, as labels and
    counts have not."""
    cut = [shape.cut(text)[shape.named :] for text in rows]
    good = [row for row in cut if len(row) == shape.dim and all(map(number, row))]
    values = (float(cell) for row in good for cell in row)
    fractions = shape.total is not None or any(not value.is_integer() for value in values)
    return 2 * len(good) > len(rows) and fractions
