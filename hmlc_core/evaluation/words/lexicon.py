"""The words that a method has places of, each with its name, its place and how common it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.errors import DataError, shorten
from hmlc_core.wording import spelt_like

if TYPE_CHECKING:
    from torch import Tensor

    from hmlc_core.geometry import Geometry

BLOCK = 4096
"""Points that are looked at together."""


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """Words in the order of their frequency, the most frequent first.

    names: (words,). points: (words, width) of the space. frequency: (words,) training documents
    that a word occurs in. labels: (labels, width) in the same space; none of a method without.
    """

    names: tuple[str, ...]
    points: NDArray[Any]
    frequency: NDArray[np.int64]
    labels: NDArray[Any]
    geometry: Geometry
    _rows: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        rows = {name: row for row, name in enumerate(self.names)}
        object.__setattr__(self, "_rows", rows)

    def __len__(self) -> int:
        return len(self.names)

    def __contains__(self, word: str) -> bool:
        return word in self._rows

    def find(self, word: str) -> int | None:
        """The row of a word, also when it is written in capitals; None where it is unknown."""
        return self._rows.get(word, self._rows.get(word.lower()))

    def row(self, word: str) -> int:
        """`find`; raises `DataError` naming words spelt alike."""
        row = self.find(word)
        if row is not None:
            return row
        alike = spelt_like(word.lower(), self.names)
        raise DataError(
            "unknown word",
            received=repr(shorten(word)),
            remedy=f"Did you mean {' or '.join(map(repr, alike))}?"
            if alike
            else f"It is none of the {len(self):,} words that the run has learned.",
        )


def blocks(points: NDArray[Any]) -> Iterator[tuple[slice, Tensor]]:
    """Points (n, width) as float64 tensors, some rows at a time."""
    import torch

    for start in range(0, len(points), BLOCK):
        rows = slice(start, start + BLOCK)
        yield rows, torch.tensor(np.asarray(points[rows], dtype=np.float64))
