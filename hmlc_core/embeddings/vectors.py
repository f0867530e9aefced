"""Words that start from vectors which others have trained: whose they are, and where they enter.

A word has the vector of its own name, else that of the name which differs in case alone (the
first in the file). In a space the vectors are

- points, where they are said to be, or (`auto`) all of them lie in a ball: they stay as they are;
- flat otherwise: x = exp₀(s·v), with one factor s for all of them, so that the mean distance of
  the words from the origin is R (`words.vectors_radius`). Directions, and ratios of distances from
  the origin, stay. In flat space exp₀ is the identity.

Without a space, as in tables of word vectors, they enter unchanged.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.text import SPECIAL
from hmlc_core.data.vectors import one_case, read_vectors
from hmlc_core.errors import SettingError
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Geometry

_ENTRY = {
    "points": "The vectors are points of the space and stay where they are.",
    "flat": "The vectors are flat: each enters the space by the exponential map at the origin, "
    "after one factor for all, so that their mean distance from it is {:g}.",
}


@dataclass(frozen=True, slots=True, eq=False)
class GivenWords:
    """Where the words of a vocabulary start.

    points: (V, width) float64, 0 where there is no vector. found: (V,) which words have one.
    words: how many there are, without padding and unknown words. notes: how the file was read and
    what was done to its vectors, in sentences.
    """

    points: Tensor
    found: Tensor
    words: int
    notes: tuple[str, ...]

    def over(self, others: Tensor) -> Tensor:
        """Word vectors (V, width), those that were given in place of the others."""
        given = self.points.to(others.dtype)
        return torch.where(self.found[:, None], given, others)

    @property
    def scores(self) -> Mapping[str, float]:
        """How many words have a vector, and how many have not, for a snapshot."""
        found = int(self.found[len(SPECIAL) :].sum())
        return {"words/with_vector": found, "words/without_vector": self.words - found}


def given_words(
    settings: WordEmbedding,
    vocabulary: Sequence[str],
    width: int,
    *,
    geometry: Geometry | None = None,
    dim_setting: str = "model.dim",
) -> GivenWords:
    """The vectors of the file `settings.vectors` for the entries of a vocabulary (V,).

    width: coordinates of a word. geometry: the space they enter; None for a table of vectors.
    dim_setting: the setting that `width` comes from, for messages. The same file, vocabulary and
    settings give the same points.

    Raises `DataError` for a file that cannot be read, and `SettingError` where its vectors have
    another number of coordinates, none of them is a word's, or they are said to be points of the
    space and are not.
    """
    vectors = read_vectors(Path(settings.vectors).expanduser(), only=vocabulary)
    points = reduced(vectors.points, width, settings, dim_setting)
    kind = what_they_are(points, geometry, settings.vectors_are)
    rows, found = start_from(
        vectors.names, points, vocabulary, geometry, kind=kind, radius=settings.vectors_radius
    )
    entry = () if geometry is None else (_ENTRY[kind].format(settings.vectors_radius),)
    words = max(0, len(vocabulary) - len(SPECIAL))
    return GivenWords(rows, found, words, (*vectors.assumed, *entry))


def start_from(
    names: Sequence[str],
    points: NDArray[np.float32],
    vocabulary: Sequence[str],
    geometry: Geometry | None,
    *,
    kind: str = "auto",
    radius: float = 1.0,
) -> tuple[Tensor, Tensor]:
    """Points (V, width) of the words of a vocabulary, 0 where they have no vector, and which have.

    names, points: the vectors (n, width). kind: `points`, `flat` or `auto`; radius: the mean
    distance from the origin of flat vectors in a space; see the module's text.
    """
    chosen = rows_of(vocabulary, names)
    found = torch.from_numpy(chosen >= 0)
    taken = points[chosen[chosen >= 0]]
    if not len(taken):
        raise SettingError(
            "no word of the vocabulary has a vector in the file",
            where="words.vectors",
            expected="words such as " + ", ".join(map(repr, vocabulary[len(SPECIAL) :][:3])),
            received=", ".join(map(repr, names[:3])) or "none of them",
        )
    rows = torch.zeros(len(vocabulary), points.shape[1], dtype=torch.float64)
    rows[found] = (
        torch.from_numpy(taken.astype(np.float64))
        if geometry is None
        else entered(taken, geometry, kind, radius)
    )
    return rows, found


def rows_of(vocabulary: Sequence[str], names: Sequence[str]) -> NDArray[np.int64]:
    """(V,) the row of each word's vector among `names`; -1 where there is none."""
    exact = {name: row for row, name in enumerate(names)}
    alike: dict[str, int] = {}
    for row, name in enumerate(names):
        alike.setdefault(one_case(name), row)
    found = (exact.get(word, alike.get(one_case(word), -1)) for word in vocabulary)
    return np.fromiter(found, np.int64, len(vocabulary))


def what_they_are(points: NDArray[np.float32], geometry: Geometry | None, kind: str) -> str:
    """`points` or `flat`: as `kind` says, or by whether all vectors (n, width) lie in a ball."""
    if kind != "auto":
        return kind
    ball = geometry is not None and math.isfinite(geometry.limit(torch.float64))
    return "points" if ball and _objection(points, geometry) is None else "flat"


def entered(vectors: NDArray[np.float32], geometry: Geometry, kind: str, radius: float) -> Tensor:
    """Vectors (n, width) as points of the space, by the maps in the module's text."""
    flat = torch.from_numpy(vectors.astype(np.float64))
    if what_they_are(vectors, geometry, kind) == "points":
        if (reason := _objection(vectors, geometry)) is not None:
            raise SettingError(
                f"the vectors are no points of {geometry.name}",
                where="words.vectors_are",
                expected="points, or flat for the exponential map",
                received=reason,
            )
        return geometry.project(flat)
    if not flat.any():
        return geometry.origin(len(flat))
    small = flat / flat.norm(dim=-1).max()  # far from the rim, where the map is exact
    factor = radius / geometry.radius(geometry.exp0(small)).mean()
    return geometry.exp0(factor * small)


def reduced(
    points: NDArray[np.float32], width: int, settings: WordEmbedding, dim_setting: str
) -> NDArray[np.float32]:
    """The vectors (n, dim) with `width` coordinates: as they are, or their principal components
    around their mean, if `vectors_pca` asks for it. Raises `SettingError` where they do not fit."""
    dim = points.shape[1]
    if dim == width:
        return points
    if not settings.vectors_pca or dim < width:
        ask = ", or words.vectors_pca=true for their principal components" if dim > width else ""
        raise SettingError(
            "the vectors have another number of coordinates than words",
            where="words.vectors",
            expected=f"{width:,}, as {dim_setting} says",
            received=f"{dim:,}",
            remedy=f"Set {dim_setting}={dim}{ask}.",
        )
    centred = points.astype(np.float64) - points.mean(0, dtype=np.float64)
    _, axes = np.linalg.eigh(centred.T @ centred)
    strongest = axes[:, ::-1][:, :width]
    signs = np.sign(strongest[np.abs(strongest).argmax(0), np.arange(width)])
    components: NDArray[np.float32] = (centred @ (strongest * signs)).astype(np.float32)
    return components


def _objection(vectors: NDArray[np.float32], geometry: Geometry | None) -> str | None:
    """Why the vectors are no points of the space."""
    if geometry is None:
        return None
    return geometry.check_point(torch.from_numpy(vectors.astype(np.float64)))[1]
