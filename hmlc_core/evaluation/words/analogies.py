"""a is to b as c is to …: by the way from a to b taken from c, and by cosines.

In curved space a way has no direction of its own: the tangent vector that leads from a to b is
carried along the geodesic to c (Tifrea, Bécigneul and Ganea, *Poincaré GloVe*, 2019: c ⊕
gyr[c, ⊖a](⊖a ⊕ b)). In flat space this is c + b − a.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.evaluation.words.lexicon import blocks
from hmlc_core.evaluation.words.neighbours import Ranked, distances_from, lowest

if TYPE_CHECKING:
    from hmlc_core.data.hypernyms import Hypernyms
    from hmlc_core.geometry import Geometry


def target(a: NDArray[Any], b: NDArray[Any], c: NDArray[Any], geometry: Geometry) -> NDArray[Any]:
    """The point (width,) that is to c as b is to a."""
    import torch

    start, end, other = (torch.tensor(np.asarray(p, dtype=np.float64)) for p in (a, b, c))
    way = geometry.transport(start, other, geometry.log(start, end))
    found: NDArray[Any] = geometry.exp(other, way).numpy()
    return found


def by_translation(
    question: tuple[int, int, int], points: NDArray[Any], geometry: Geometry, count: int
) -> Ranked:
    """The `count` rows nearest to the `target` of rows a, b, c, without these, by distance."""
    a, b, c = (points[row] for row in question)
    place = target(a, b, c, geometry)
    return lowest(distances_from(place, points, geometry), count, set(question))


def by_cosine(
    question: tuple[int, int, int], points: NDArray[Any], geometry: Geometry, count: int
) -> Ranked:
    """The `count` rows whose tangent vectors at the origin have the largest cosine with b − a + c,
    all of unit length (Mikolov's 3CosAdd), without a, b and c; values: cosines.
    """
    a, b, c = (
        _unit(geometry.log0(block).numpy())[0]
        for row in question
        for _, block in blocks(points[row : row + 1])
    )
    sought = _unit((b - a + c)[None])[0]
    cosines = np.empty(len(points))
    for rows, block in blocks(points):
        cosines[rows] = _unit(geometry.log0(block).numpy()) @ sought
    found = lowest(-cosines, count, set(question))
    return Ranked(found.rows, -found.values)


def example(row: int, hypernyms: Hypernyms) -> tuple[int, int] | None:
    """A frequent word and its nearest hypernym, to ask what is to word `row` as that is to it.

    Both are other words than `row` and its own hypernyms. Words are in the order of frequency.
    None where there is no such pair.
    """
    nearest: dict[int, int] = {}
    for upper, word in hypernyms.pairs.tolist():
        if word not in nearest or hypernyms.depth[upper] > hypernyms.depth[nearest[word]]:
            nearest[word] = upper
    own = {row, *hypernyms.pairs[hypernyms.pairs[:, 1] == row, 0].tolist()}
    others = ((word, nearest[word]) for word in sorted(nearest))
    return next((pair for pair in others if not own & set(pair)), None)


def answers(question: tuple[int, int, int], hypernyms: Hypernyms) -> frozenset[int] | None:
    """The rows that answer rows a, b, c where one of a and b is a hypernym of the other: those that
    are the same to c, without a, b and c. None where neither is, and there is nothing to judge by.
    """
    a, b, c = question
    for side, pair in ((0, (b, a)), (1, (a, b))):
        if (hypernyms.pairs == pair).all(axis=1).any():
            found = hypernyms.pairs[hypernyms.pairs[:, 1 - side] == c, side]
            return frozenset(found.tolist()) - set(question)
    return None


def _unit(vectors: NDArray[Any]) -> NDArray[Any]:
    """Vectors (n, width) of length 1; the zero vector stays."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: NDArray[Any] = vectors / np.where(lengths > 0, lengths, 1.0)
    return unit
