"""Curves and motions of the Poincaré disk for drawing: numpy only, points of shape (..., 2).

The disk is the open unit disk of the complex plane, where hyperbolic motions are short formulas;
the tests hold every function here against the torch mathematics in `mobius`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Points = NDArray[np.float64]
Complex = NDArray[np.complex128]

_NEARLY_STRAIGHT = 1e-6
"""|a × b| below which a segment replaces the arc through a and b: it is then off by less than
3·10⁻⁷ of the disk's radius, while the circle's radius may be beyond what a canvas draws."""


def _complex(points: ArrayLike) -> Complex:
    array = np.asarray(points, dtype=np.float64)
    return array[..., 0] + 1j * array[..., 1]


def _points(z: Complex) -> Points:
    return np.stack([z.real, z.imag], axis=-1)


@dataclass(frozen=True)
class Isometry:
    """The orientation-preserving motion z -> (a z + b)/(b̄ z + ā) of the disk, |a|² − |b|² = 1.

    Two complex numbers describe any sequence of drags, turns and re-centrings; `@` composes them
    (`(f @ g)(p) == f(g(p))`).
    """

    a: complex = 1
    b: complex = 0

    @classmethod
    def to_origin(cls, point: ArrayLike) -> Isometry:
        """The translation along the ray through `point` that moves it to the origin.

        It is the left translation z -> (−point) ⊕ z.
        """
        p = complex(_complex(point))
        return cls(1, -p).renormalised()

    @classmethod
    def rotation(cls, angle: float) -> Isometry:
        """The rotation by `angle` (radians, counter-clockwise) about the origin."""
        return cls(complex(np.exp(0.5j * angle)), 0)

    def __call__(self, points: ArrayLike) -> Points:
        """The images (..., 2) of points (..., 2)."""
        z = _complex(points)
        return _points((self.a * z + self.b) / (np.conj(self.b) * z + np.conj(self.a)))

    def __matmul__(self, other: Isometry) -> Isometry:
        """First `other`, then this, renormalised so that rounding does not add up over drags."""
        a, b = self.a, self.b
        return Isometry(
            a * other.a + b * np.conj(other.b), a * other.b + b * np.conj(other.a)
        ).renormalised()

    @property
    def inverse(self) -> Isometry:
        """The motion that undoes this one."""
        return Isometry(complex(np.conj(self.a)), -self.b)

    def renormalised(self) -> Isometry:
        """The same motion with |a|² − |b|² = 1."""
        scale = np.sqrt(abs(self.a) ** 2 - abs(self.b) ** 2)
        return Isometry(complex(self.a / scale), complex(self.b / scale))


@dataclass(frozen=True)
class Arc:
    """Part of a circle: from angle `start` to angle `end` (radians) about `centre`.

    The shorter way round: |end − start| < π, and `end` < `start` if the arc runs clockwise.
    """

    centre: tuple[float, float]
    radius: float
    start: float
    end: float


def geodesic_arc(a: ArrayLike, b: ArrayLike) -> Arc | None:
    """The geodesic between two points: an arc of the circle orthogonal to the unit circle.

    None where the geodesic is (nearly) a diameter or a single point: draw a segment.
    """
    (ax, ay), (bx, by) = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    cross = ax * by - ay * bx
    if abs(cross) < _NEARLY_STRAIGHT or np.allclose((ax, ay), (bx, by), rtol=0, atol=1e-9):
        return None
    # Orthogonality is |c|² = 1 + r², so 2⟨c, p⟩ = 1 + |p|² for every p on the circle.
    ka, kb = (1 + ax * ax + ay * ay) / 2, (1 + bx * bx + by * by) / 2
    cx, cy = (ka * by - kb * ay) / cross, (kb * ax - ka * bx) / cross
    start = np.arctan2(ay - cy, ax - cx)
    turn = (np.arctan2(by - cy, bx - cx) - start + np.pi) % (2 * np.pi) - np.pi
    radius = np.hypot(ax - cx, ay - cy)
    return Arc((float(cx), float(cy)), float(radius), float(start), float(start + turn))


def geodesic_points(a: ArrayLike, b: ArrayLike, count: int = 32) -> Points:
    """`count` points (..., count, 2) from a to b (..., 2), equally far apart in the disk's metric.

    Broadcasts, so that a tree's edges are one call.
    """
    start, end = _complex(a), _complex(b)
    seen = (end - start) / (1 - np.conj(start) * end)  # b after a has moved to the origin
    radius = np.clip(np.abs(seen), 1e-15, 1 - 1e-15)[..., None]
    ray = np.tanh(np.linspace(0, 1, count) * np.arctanh(radius)) / radius * seen[..., None]
    back = start[..., None]
    return _points((ray + back) / (1 + np.conj(back) * ray))


def circle(centre: ArrayLike, radius: float) -> tuple[Points, NDArray[np.float64]]:
    """Euclidean centre (..., 2) and radius (...) of the circle `radius` about `centre` (..., 2).

    A hyperbolic circle is a Euclidean one, but its centre looks displaced towards the rim.
    """
    p = np.asarray(centre, dtype=np.float64)
    t, sq = np.tanh(radius / 2), np.square(p).sum(axis=-1)
    shrink = 1 - t * t * sq
    return p * ((1 - t * t) / shrink)[..., None], t * (1 - sq) / shrink


def circumference(radius: float) -> float:
    """Length of a circle of hyperbolic radius `radius`, wherever its centre lies."""
    return 2 * math.pi * math.sinh(radius)


def disk_area(radius: float) -> float:
    """Area inside of that circle, 2π (cosh r − 1), written so that small ones keep their digits."""
    return 4 * math.pi * math.sinh(radius / 2) ** 2
