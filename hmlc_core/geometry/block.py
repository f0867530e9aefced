"""How compiled kernels know a space."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A space in which compiled code may compute, by the formulas of `mobius` or of flat space.

    coordinates: of a ball; a point is as many balls side by side as fit into its row.
    mode: how the balls' distances combine, `sum` or `l2` (root of the sum of squares), or `flat`
        where the distance is Euclidean, whatever the coordinates.
    """

    coordinates: int
    mode: str
