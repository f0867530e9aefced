"""Triangles of the Poincaré disk: numpy only, corners of shape (..., 2) that broadcast.

The angles of a triangle add up to less than π, and what is missing is its area (Gauss-Bonnet at
curvature −1). So no triangle is larger than π, however long its sides are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def angles(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> Floats:
    """(..., 3) angles at a, b and c between geodesics, in radians; 0 where corners coincide."""
    corners = [_complex(corner) for corner in (a, b, c)]
    found = []
    for turn in range(3):
        at, one, other = (corners[(turn + k) % 3] for k in range(3))
        # The motion that takes `at` to the origin keeps angles and makes both sides straight.
        found.append(np.abs(np.angle(_seen(one, at) * np.conj(_seen(other, at)))))
    return np.stack(np.broadcast_arrays(*found), axis=-1)


def area(a: ArrayLike, b: ArrayLike, c: ArrayLike) -> Floats:
    """(...) area, π minus the sum of the angles.

    Computed as 2 arctan(|p × q| / (1 − ⟨p, q⟩)) of the other corners seen from a, the angle of
    the gyration gyr[p, −q], which keeps its digits in small triangles.
    """
    at = _complex(a)
    p, q = _seen(_complex(b), at), _seen(_complex(c), at)
    product = np.conj(p) * q
    size: Floats = 2 * np.arctan2(np.abs(product.imag), 1 - product.real)
    return size


def _seen(z: NDArray[np.complex128], at: NDArray[np.complex128]) -> NDArray[np.complex128]:
    """z after the translation that takes `at` to the origin, (−at) ⊕ z."""
    moved: NDArray[np.complex128] = (z - at) / (1 - np.conj(at) * z)
    return moved


def _complex(points: ArrayLike) -> NDArray[np.complex128]:
    x = np.asarray(points, dtype=np.float64)
    return x[..., 0] + 1j * x[..., 1]
