"""What may be drawn on the disk: arrays brought into shape, and points that have no place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.disk.values import Chart
from hmlc_core.errors import DataError, shorten

Points = NDArray[np.float32]
Relation = Literal["right", "wrong_parent", "missing", "reversed", "recovered"]
"""What a recovered edge is beside the true ones; plain "recovered" where that is not compared.

"missing" is a true edge that was not recovered; "reversed" is given as it was recovered, parent
first, while the truth has it the other way round.
"""


ROUNDING = 1e-6
"""How far beyond norm 1 single precision may put a point that lies in the disk."""

INSIDE = 1 - 1e-6
"""The norm that such a point is drawn with."""


def as_frames(points: ArrayLike, count: int, what: str) -> Points:
    """`points` as a fresh (frames, count, 2) float32 array."""
    array = np.array(points, dtype=np.float32)
    array = array[None] if array.ndim == 2 else array
    if array.ndim != 3 or array.shape[1:] != (count, 2):
        if array.size == 0 and count == 0:
            return np.zeros((1, 0, 2), np.float32)
        if array.size == 0:
            return np.zeros((0, count, 2), np.float32)
        raise DataError(
            "the array has another shape",
            where=what,
            expected=f"(frames, {count}, 2) or ({count}, 2)",
            received=str(array.shape),
        )
    return array


def as_edges(
    true: Iterable[tuple[int, int]], recovered: Iterable[tuple[int, int, str]], count: int
) -> dict[str, list[tuple[int, int]]]:
    """The layers of edges that there are, "true" always: (parent, child) label indices."""
    layers: dict[str, list[tuple[int, int]]] = {"true": []}
    for parent, child in true:
        layers["true"].append((int(parent), int(child)))
    for parent, child, relation in recovered:
        if relation not in get_args(Relation):
            raise DataError(
                "no such relation of edges",
                where="recovered",
                expected=", ".join(get_args(Relation)),
                received=shorten(repr(relation)),
            )
        layers.setdefault(relation, []).append((int(parent), int(child)))
    for pairs in layers.values():
        as_indices((end for pair in pairs for end in pair), count, "edges")
    return layers


def as_indices(indices: Iterable[int], count: int, what: str) -> list[int]:
    """Indices below `count` as plain numbers."""
    found = [int(index) for index in indices]
    if wrong := [index for index in found if not 0 <= index < count]:
        raise DataError(
            f"expected indices below {count}",
            where=what,
            received=", ".join(map(str, wrong[:5])),
        )
    return found


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Points that have no place in the picture; `some`: in some of its frames only."""

    names: tuple[str, ...]
    some: bool

    def sentence(self, escape: Callable[[str], str] = shorten) -> str:
        """What is missing and why; `escape` makes a name harmless where the sentence stands."""
        where = "Left out of some frames of the picture" if self.some else "Left out of the picture"
        shown = ", ".join(escape(name) for name in self.names[:5])
        more = f" and {len(self.names) - 5} more" if len(self.names) > 5 else ""
        return (
            f"{where}, because the position is not a number or lies outside the disk: "
            f"{shown}{more}."
        )


def leave_out(
    layers: dict[str, Points], names: dict[str, Sequence[str]], chart: Chart
) -> list[LeftOut]:
    """Set points that cannot be drawn to NaN, which the canvas skips, and say which.

    Points that rounding has put on the rim are moved inside it.
    """
    found = []
    for layer, points in layers.items():
        wrong = ~np.isfinite(points).all(-1)
        if chart == "disk":
            norms = np.linalg.norm(points.astype(np.float64), axis=-1)
            rounded = (norms >= 1) & (norms <= 1 + ROUNDING)
            points[rounded] *= (INSIDE / norms[rounded])[:, None]
            wrong |= norms > 1 + ROUNDING
        if not wrong.any():
            continue
        points[wrong] = np.nan
        listed = names.get(layer) or [f"point {i + 1}" for i in range(points.shape[1])]
        always = wrong.all(0)
        for which, some in ((always, False), (wrong.any(0) & ~always, True)):
            if rows := np.flatnonzero(which).tolist():
                found.append(LeftOut(tuple(listed[row] for row in rows), some))
    return found


def as_numbers(values: ArrayLike | None, count: int, what: str) -> list[float] | None:
    """One finite number for each label; what is not a number is 0."""
    if values is None:
        return None
    array = np.nan_to_num(np.asarray(values))
    if array.shape != (count,):
        raise DataError(
            "the array has another shape",
            where=what,
            expected=f"({count},)",
            received=str(array.shape),
        )
    numbers: list[float] = array.tolist()
    return numbers
