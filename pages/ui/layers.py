"""What may be drawn on the disk: arrays brought into shape, and points that have no place."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import streamlit as st
from numpy.typing import ArrayLike, NDArray

from pages.ui.text import escape

Points = NDArray[np.float32]


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


def leave_out(layers: dict[str, Points], names: dict[str, Sequence[str]], mode: str) -> None:
    """Set points that cannot be drawn to NaN, which the canvas skips, and say which."""
    for layer, points in layers.items():
        wrong = ~np.isfinite(points).all(-1)
        if mode == "poincare":
            wrong |= ~(np.linalg.norm(points.astype(np.float64), axis=-1) < 1)
        if not wrong.any():
            continue
        points[wrong] = np.nan
        which = np.flatnonzero(wrong.any(0))
        listed = names.get(layer) or [f"point {i + 1}" for i in range(points.shape[1])]
        shown = ", ".join(escape(listed[i], 40) for i in which[:5])
        more = f" and {len(which) - 5} more" if len(which) > 5 else ""
        st.warning(
            "Left out of the picture, because the position is not a number or lies outside "
            f"the disk: {shown}{more}."
        )


def as_numbers(values: ArrayLike | None, count: int, what: str) -> list[float] | None:
    if values is None:
        return None
    array = np.nan_to_num(np.asarray(values))
    if array.shape != (count,):
        raise ValueError(f"{what}: expected ({count},), found {array.shape}")
    numbers: list[float] = array.tolist()
    return numbers
