"""What may be drawn on the disk: arrays brought into shape, and points that have no place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, get_args

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike, NDArray

from pages.ui.disk.values import Chart
from pages.ui.shell.text import escape

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
        raise ValueError(f"{what}: expected (frames, {count}, 2), found {array.shape}")
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
            raise ValueError(f"recovered: expected one of {get_args(Relation)}, found {relation!r}")
        layers.setdefault(relation, []).append((int(parent), int(child)))
    if any(not 0 <= end < count for pairs in layers.values() for pair in pairs for end in pair):
        raise ValueError(f"edges: expected label indices from 0 to {count - 1}")
    return layers


def leave_out(layers: dict[str, Points], names: dict[str, Sequence[str]], chart: Chart) -> bool:
    """Set points that cannot be drawn to NaN, which the canvas skips, and say which.

    Points that rounding has put on the rim are moved inside it. Returns whether anything is left
    to draw.
    """
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
        _say(listed, always, "Left out of the picture")
        _say(listed, wrong.any(0) & ~always, "Left out of some frames of the picture")
    return any(np.isfinite(points).any() for points in layers.values())


def _say(names: Sequence[str], left_out: ArrayLike, where: str) -> None:
    which = np.flatnonzero(left_out)
    if not len(which):
        return
    shown = ", ".join(escape(names[i], 40) for i in which[:5])
    more = f" and {len(which) - 5} more" if len(which) > 5 else ""
    st.warning(
        f"{where}, because the position is not a number or lies outside the disk: {shown}{more}."
    )


def as_numbers(values: ArrayLike | None, count: int, what: str) -> list[float] | None:
    if values is None:
        return None
    array = np.nan_to_num(np.asarray(values))
    if array.shape != (count,):
        raise ValueError(f"{what}: expected ({count},), found {array.shape}")
    numbers: list[float] = array.tolist()
    return numbers
