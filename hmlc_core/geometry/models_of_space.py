"""The hyperbolic plane in other models than the Poincaré disk: numpy only, points (..., 2).

Every model holds the same plane: what differs is which of its features look right. Distances
are those of the disk (curvature −1) throughout. Cannon, Floyd, Kenyon and Parry, *Hyperbolic
Geometry* (1997), section 7.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]

WRITTEN = 1e-4
"""How far a point that is given may be off the hyperboloid, as a share of its squared height: files
have as few as six digits."""


def to_klein(points: ArrayLike) -> Points:
    """2x / (1 + ‖x‖²): geodesics become straight lines, angles are lost."""
    x, sq = _with_squares(points)
    return 2 * x / (1 + sq)


def from_klein(points: ArrayLike) -> Points:
    """k / (1 + √(1 − ‖k‖²)), the inverse of `to_klein`; points on the rim stay where they are."""
    k, sq = _with_squares(points)
    x: Points = k / (1 + np.sqrt(np.maximum(0, 1 - sq)))
    return x


def to_half_plane(points: ArrayLike) -> Points:
    """(z + i) / (1 + i z): the disk's centre becomes i, its top the point at infinity.

    The rest of the rim becomes the axis y = 0, with the bottom of the disk at 0.
    """
    z = _complex(points)
    return _points((z + 1j) / (1 + 1j * z))


def from_half_plane(points: ArrayLike) -> Points:
    """(w − i) / (1 − i w), the inverse of `to_half_plane`."""
    w = _complex(points)
    return _points((w - 1j) / (1 - 1j * w))


def to_hyperboloid(points: ArrayLike) -> Points:
    """(1 + ‖x‖², 2x) / (1 − ‖x‖²), (..., 3): the sheet t² − x² − y² = 1, t > 0, as (t, x, y).

    The height t is cosh of the distance from the disk's centre.
    """
    x, sq = _with_squares(points)
    return np.concatenate([1 + sq, 2 * x], axis=-1) / (1 - sq)


def on_hyperboloid(points: ArrayLike) -> NDArray[np.bool_]:
    """Which points (..., 1 + n), the height t first, have a Lorentz product −t² + ‖x‖² of −1 on the
    upper sheet (Nickel and Kiela, ICML 2018, Eq. 2), as far as `WRITTEN` tells."""
    p = np.asarray(points, dtype=np.float64)
    height = p[..., 0]
    off = np.abs(np.square(p[..., 1:]).sum(axis=-1) - np.square(height) + 1)
    there: NDArray[np.bool_] = (height > 0) & (off <= WRITTEN * np.maximum(1, np.square(height)))
    return there


def from_hyperboloid(points: ArrayLike) -> Points:
    """(x, y) / (1 + t) of points (..., 3), the inverse of `to_hyperboloid`.

    The disk is the sheet's shadow, in the plane t = 0, of a lamp at (−1, 0, 0).
    """
    p = np.asarray(points, dtype=np.float64)
    shadow: Points = p[..., 1:] / (1 + p[..., :1])
    return shadow


def _with_squares(points: ArrayLike) -> tuple[Points, Points]:
    x = np.asarray(points, dtype=np.float64)
    return x, np.square(x).sum(axis=-1, keepdims=True)


def _complex(points: ArrayLike) -> NDArray[np.complex128]:
    x = np.asarray(points, dtype=np.float64)
    return x[..., 0] + 1j * x[..., 1]


def _points(z: NDArray[np.complex128]) -> Points:
    return np.stack([z.real, z.imag], axis=-1)
