"""Which of two words is the more general one: points of 2-D balls read as Gaussians.

Tifrea et al., *Poincaré GloVe: Hyperbolic Word Embeddings* (ICLR 2019), §6. In every disk, points
are moved so that the mean of some generic and some specific words is the origin, and turned so that
the generic ones point up; in the half-plane above, a point (x, y) is the Gaussian with mean x/√2
and deviation y. A general word is a wide Gaussian: the score of "a is a b" is the sum over disks of
log σ_b − log σ_a.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from hmlc_core.data.text import SPECIAL
from hmlc_core.errors import DataError

if TYPE_CHECKING:
    from hmlc_core.geometry import Geometry

ENDS = 400
"""Words taken for generic, and as many for specific (the authors' number); at most a third each."""

CHANCE = 0.5
"""Accuracy of guessing which of two words is the hypernym."""

Rows = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Gaussians:
    """Means and deviations (words, disks)."""

    means: NDArray[np.float64]
    deviations: NDArray[np.float64]

    def scores(self, words: ArrayLike, hypernyms: ArrayLike) -> NDArray[np.float64]:
        """(n,) how far each of `words` is one of its `hypernyms`; above 0 where it is."""
        width = np.log(self.deviations).sum(axis=1)
        found: NDArray[np.float64] = width[np.asarray(hypernyms)] - width[np.asarray(words)]
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class IsA:
    """Share of pairs whose hypernym is told from its word, beside `CHANCE`; a tie counts half.

    gaussian: by the score, NaN in a space without disks. norm: by who is nearer to the origin.
    frequency: by who is more frequent, which needs no points. pairs: their number.
    NaN throughout without pairs.
    """

    gaussian: float
    norm: float
    frequency: float
    pairs: int


def disks(geometry: Geometry) -> tuple[slice, ...]:
    """The coordinates of each disk that points of the space are read in; none for other spaces."""
    if geometry.chart == "disk" and geometry.width == 2:
        return (slice(0, 2),)
    return geometry.disks if geometry.chart == "disk" else ()


def ends_by_frequency(words: int, *, first: int = len(SPECIAL)) -> tuple[Rows, Rows]:
    """Rows of generic and of specific words: the most and the least frequent ones.

    words: rows in all, the most frequent word first, those before `first` no words.
    """
    return _ends(np.arange(first, words))


def ends_by_depth(depth: ArrayLike) -> tuple[Rows, Rows]:
    """Rows of generic and of specific words: the least and the most deep ones of a taxonomy.

    depth: of each word, NaN where unknown. What is scored then has seen part of the taxonomy.
    """
    depths = np.asarray(depth, dtype=np.float64)
    known = np.flatnonzero(np.isfinite(depths))
    return _ends(known[np.argsort(depths[known], kind="stable")])


def _ends(ordered: Rows) -> tuple[Rows, Rows]:
    count = min(ENDS, len(ordered) // 3)
    if not count:
        raise DataError(
            "too few words to tell generic from specific ones",
            where="words",
            expected="at least 3",
            received=str(len(ordered)),
        )
    return ordered[:count], ordered[-count:]


def gaussians(
    points: ArrayLike, geometry: Geometry, generic: ArrayLike, specific: ArrayLike
) -> Gaussians:
    """The Gaussians of words at points (words, width); generic, specific: rows of some of them.

    Raises `DataError` for a space that is no disk and has none.
    """
    import torch

    parts = disks(geometry)
    if not parts:
        raise DataError(
            "only points of two-dimensional balls are read as Gaussians",
            where="geometry",
            expected="one ball of 2 dimensions, or a product of such balls",
            received=str(geometry),
        )
    place = torch.tensor(np.asarray(points, dtype=np.float64))
    up, down = torch.as_tensor(generic), torch.as_tensor(specific)
    plane = geometry.picture_plane
    means, deviations = [], []
    for part in parts:
        disk = place[:, part]
        moved = plane.add(plane.negate(disk[torch.cat([up, down])].mean(0)), disk)
        sine, cosine = torch.nn.functional.normalize(moved[up].mean(0), dim=0)
        x = cosine * moved[:, 0] - sine * moved[:, 1]
        y = sine * moved[:, 0] + cosine * moved[:, 1]
        scale = x.square() + (1 - y).square()
        means.append(2 * x / scale / 2**0.5)
        deviations.append((1 - moved.square().sum(1)) / scale)
    return Gaussians(torch.stack(means, 1).numpy(), torch.stack(deviations, 1).numpy())


def is_a(
    points: ArrayLike,
    pairs: NDArray[np.int64],
    geometry: Geometry,
    ends: tuple[Rows, Rows] | None = None,
    *,
    first: int = len(SPECIAL),
) -> IsA:
    """How often the hypernym is told from the word.

    points: (V, width), the most frequent word first. pairs: (n, 2) rows (hypernym, word).
    ends: rows of generic and of specific words; by default by frequency. first: see
    `ends_by_frequency`.
    """
    import torch

    place = np.asarray(points, dtype=np.float64)
    uppers, words = np.asarray(pairs, np.int64).reshape(-1, 2).T
    gaussian = np.full(len(words), np.nan)
    if disks(geometry) and len(words):
        chosen = ends_by_frequency(len(place), first=first) if ends is None else ends
        gaussian = gaussians(place, geometry, *chosen).scores(words, uppers)
    radii = geometry.radius(torch.tensor(place)).numpy()
    return IsA(
        gaussian=_accuracy(gaussian),
        norm=_accuracy(radii[words] - radii[uppers]),
        frequency=_accuracy((words - uppers).astype(np.float64)),
        pairs=len(words),
    )


def _accuracy(scores: NDArray[np.float64]) -> float:
    return float((np.sign(scores).mean() + 1) / 2) if len(scores) else float("nan")
