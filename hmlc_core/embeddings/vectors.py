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

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.formats.vectors import holds_vectors
from hmlc_core.data.named_files import named_file
from hmlc_core.data.text import SPECIAL
from hmlc_core.data.vectors import one_case, read_vectors
from hmlc_core.errors import SettingError
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Geometry


@dataclass(frozen=True, slots=True, eq=False)
class GivenWords:
    """Where the words of a vocabulary start.

    points: (V, width) float64, 0 where there is no vector. found: (V,) which words have one.
    words: how many there are, without padding and unknown words. factor: the s of flat vectors
    that entered a space; None where they stayed as they are.
    """

    points: Tensor
    found: Tensor
    words: int
    factor: float | None

    def over(self, others: Tensor) -> Tensor:
        """Word vectors (V, width), those that were given in place of the others."""
        given = self.points.to(others.dtype)
        return torch.where(self.found[:, None], given, others)

    @property
    def scores(self) -> Mapping[str, float]:
        """How many words have a vector, how many have not, and the factor, for a snapshot."""
        found = int(self.found[len(SPECIAL) :].sum())
        factor = {} if self.factor is None else {"words/vector_factor": self.factor}
        return {"words/with_vector": found, "words/without_vector": self.words - found, **factor}


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
    vectors = read_vectors(named_file(settings.vectors, holds_vectors), only=vocabulary)
    points = reduced(vectors.points, width, settings, dim_setting)
    return start_from(
        vectors.names,
        points,
        vocabulary,
        geometry,
        kind=settings.vectors_are,
        radius=settings.vectors_radius,
    )


def start_from(
    names: Sequence[str],
    points: NDArray[np.float32],
    vocabulary: Sequence[str],
    geometry: Geometry | None,
    *,
    kind: str = "auto",
    radius: float = 1.0,
) -> GivenWords:
    """Where the words of a vocabulary start.

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
    placed, factor = entered(taken, geometry, kind, radius)
    rows = torch.zeros(len(vocabulary), points.shape[1], dtype=torch.float64)
    rows[found] = placed
    return GivenWords(rows, found, max(0, len(vocabulary) - len(SPECIAL)), factor)


def rows_of(vocabulary: Sequence[str], names: Sequence[str]) -> NDArray[np.int64]:
    """(V,) the row of each word's vector among `names`; -1 where there is none."""
    exact = {name: row for row, name in enumerate(names)}
    alike: dict[str, int] = {}
    for row, name in enumerate(names):
        alike.setdefault(one_case(name), row)
    found = (exact.get(word, alike.get(one_case(word), -1)) for word in vocabulary)
    return np.fromiter(found, np.int64, len(vocabulary))


def entered(
    vectors: NDArray[np.float32], geometry: Geometry | None, kind: str, radius: float
) -> tuple[Tensor, float | None]:
    """Vectors (n, width) as points of the space, by the maps in the module's text, and the factor
    of flat ones."""
    flat = torch.from_numpy(vectors.astype(np.float64))
    if geometry is None:
        return flat, None
    inside, reason = geometry.check_point(flat)
    if kind == "points" and not inside:
        raise SettingError(
            f"the vectors are no points of {geometry.name}",
            where="words.vectors_are",
            expected="points, or flat for the exponential map",
            received=reason,
        )
    ball = math.isfinite(geometry.limit(torch.float64))
    if kind == "points" or (kind == "auto" and ball and inside):
        return geometry.project(flat), None
    if not flat.any():
        return geometry.origin(len(flat)), None
    size = flat.norm(dim=-1).max()
    small = flat / size  # far from the rim, where the map is exact
    factor = radius / geometry.radius(geometry.exp0(small)).mean()
    return geometry.exp0(factor * small), float(factor / size)


def reduced(
    points: NDArray[np.float32], width: int, settings: WordEmbedding, dim_setting: str
) -> NDArray[np.float32]:
    """The vectors (n, dim) with `width` coordinates: as they are, or their principal components
    around their mean, if `vectors_pca` asks for it. Raises `SettingError` where they do not fit."""
    dim = points.shape[1]
    if dim == width or not len(points):
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
