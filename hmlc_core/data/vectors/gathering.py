"""Vectors gathered from a file one by one, and all that can be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data import limits
from hmlc_core.data.problems import Problems
from hmlc_core.data.vectors.value import NamedVectors
from hmlc_core.data.vectors.wanted import Wanted
from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import sized

_ITEM = np.dtype(np.float32).itemsize

Objection = Callable[[NDArray[np.float64]], DataError | None]
"""What is wrong with a vector as a point of some space, as an error about it; None for nothing."""


def no_objection(_: NDArray[np.float64]) -> None:
    """Any finite vector will do."""


class Gathering:
    """Takes the vectors of a file in order; memory is that of the vectors that are kept.

    full: no more is kept, because the limits are reached; an error was reported.
    seen: how many vectors there were, with those that nobody wants.
    labels: whether those of labels are wanted where a file has some of words, too.
    beside: the file of their names, where these stand in another one.
    """

    def __init__(
        self,
        path: Path,
        problems: Problems,
        wanted: Wanted,
        objection: Objection = no_objection,
        *,
        labels: bool = False,
    ) -> None:
        self.path, self.problems, self.wanted = path, problems, wanted
        self.objection, self.labels = objection, labels
        self.beside: Path | None = None
        self.full, self.seen, self._before = False, 0, problems.errors
        self._names: dict[str, None] = {}
        self._coordinates = bytearray()

    @property
    def failed(self) -> bool:
        """Whether an error was reported since the reading began."""
        return self.problems.errors > self._before

    def fits(self, dim: int) -> bool:
        """Whether vectors of so many coordinates are read at all; else an error is reported."""
        if 0 < dim <= limits.COLUMNS:
            return True
        self.problems.error(
            "vectors have too many coordinates" if dim > 0 else "vectors have no coordinates",
            self.path,
            expected=f"at least 1 and at most {limits.COLUMNS:,}",
            found=f"{dim:,}",
        )
        return False

    def text(self, name: str, cells: Sequence[str], line: int) -> None:
        """A vector whose coordinates are written out."""
        try:
            row = np.array(list(map(float, cells)))
        except ValueError:
            found = next((cell for cell in cells if not _is_float(cell)), "")
            self.problems.repeated_error(
                "a coordinate is no number", self.path, line, found=shorten(repr(found))
            )
            return
        self.row(name, row, line)

    def row(self, name: str, row: NDArray[np.generic], line: int | None = None) -> None:
        """A vector; line: where it stands in a text."""
        if self.full:
            return
        if not name.strip():
            self.problems.tally("a vector without a name is left out", self.path, line)
            return
        if name in self._names:
            self.problems.tally(
                "a name stands here again; its first vector is kept", self.path, line, name=name
            )
            return
        with np.errstate(over="ignore", invalid="ignore"):
            coordinates = row.astype(np.float32)
        if not np.isfinite(coordinates).all():
            self.problems.repeated_error(
                "a vector has NaN or infinite coordinates",
                self.path,
                line,
                expected="finite numbers",
                found=shorten(f"the vector of {name!r}"),
                remedy="Remove the line, or export the vectors again.",
            )
            return
        if (wrong := self.objection(row.astype(np.float64))) is not None:
            self.problems.repeated_error(
                wrong.what,
                self.path,
                line,
                expected=wrong.expected,
                found=shorten(f"{wrong.received} of {name!r}"),
                remedy=wrong.remedy,
            )
            return
        if len(self._names) == limits.VECTORS or (
            len(self._coordinates) + coordinates.size * _ITEM > limits.VECTOR_BYTES
        ):
            self._report_full(line)
            return
        self._names[name] = None
        self._coordinates += coordinates.tobytes()

    def finished(self, format: str, dim: int) -> NamedVectors | None:
        """What was gathered; None where something was wrong, or there are no vectors."""
        if not self.seen and not self.failed:
            self.problems.error("there are no vectors in it", self.path)
        if self.failed:
            return None
        points = np.frombuffer(self._coordinates, dtype=np.float32).reshape(-1, dim)
        points.flags.writeable = False
        assumed = tuple(self.problems.assumed)
        names, beside = tuple(self._names), self.beside
        return NamedVectors(names, points, format, self.seen, assumed, beside)

    def _report_full(self, line: int | None) -> None:
        self.full = True
        self.problems.error(
            "more vectors than are kept at once",
            self.path,
            line,
            expected=f"at most {limits.VECTORS:,} vectors and {sized(limits.VECTOR_BYTES)}",
            remedy="Leave out what is not needed.",
        )


def _is_float(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
