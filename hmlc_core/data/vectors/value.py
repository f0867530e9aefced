"""NamedVectors: what every file of vectors becomes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class NamedVectors:
    """Vectors of a file, in its order.

    names: (n,) as they are written, all different. points: (n, dim) float32, all finite.
    format: what the file was read as. total: how many vectors are in it, with those that were not
    asked for. assumed: how it was read where it could be read otherwise, in sentences. beside: the
    file that their names are in, where it is another one.
    """

    names: tuple[str, ...]
    points: NDArray[np.float32]
    format: str
    total: int
    assumed: tuple[str, ...] = ()
    beside: Path | None = None

    @property
    def dim(self) -> int:
        """Coordinates of a vector."""
        return int(self.points.shape[1])
