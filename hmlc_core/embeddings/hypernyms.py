"""Eq. 4 of HyperIM: words drawn to their hypernyms, as Eq. 2 draws labels to their ancestors.

Chen et al., *Hyperbolic Interaction Model for Hierarchical Multi-Label Classification* (2020),
Eq. 4: the loss of `graph` with T the pairs (hypernym, word), from where the words already are.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from hmlc_core.data.text import SPECIAL
from hmlc_core.embeddings.descent import Plan, block_of, descend, prepare
from hmlc_core.embeddings.pairs import Pairs
from hmlc_core.errors import DataError
from hmlc_core.experiment.stages import HYPERNYMS
from hmlc_core.experiment.words import HypernymTuning
from hmlc_core.geometry import Geometry
from hmlc_core.geometry.kernels.background import Preparation
from hmlc_core.snapshot import Array, Checkpoint, Snapshot, frozen_copy


def tune_words(
    points: ArrayLike,
    pairs: NDArray[np.int64],
    settings: HypernymTuning,
    *,
    geometry: Geometry,
    seed: int,
    watched: NDArray[np.int64],
    first: int = len(SPECIAL),
    resume: Checkpoint | None = None,
) -> Generator[Snapshot, None, Mapping[str, Array]]:
    """Snapshots of stage `hypernyms`: the start, evenly spaced looks, the result; steps are pairs.

    points: (V, width) of the words; rows before `first` are none (padding and unknown words):
        they stay, and are nobody's negative. pairs: (n, 2) rows (hypernym, word), each once.
    watched: rows of the words that snapshots show.
    Returns `points` (V, width) float64. The same arguments give the same snapshots; each carries a
    checkpoint, and `resume` is that of the snapshot to go on after. Without pairs the words stay
    where they are, and the first snapshot is the only one.

    Raises, at the call, `SettingError` for a space that compiled code does not know, and
    `DataError` for points of another space, or nowhere, and for pairs of other words.
    """
    block = block_of(geometry, "words cannot be placed")
    start = _points(points, geometry)
    related = _related(pairs, first, len(start))
    # Words start from where a training has put them: steps are whole from the first one on, and
    # nothing draws them to the origin.
    plan = Plan(
        epochs=settings.epochs,
        rate=settings.rate,
        burn_in=0.0,
        pull=0.0,
        negatives=settings.negatives,
        with_itself=settings.denominator == "self",
        limit=geometry.limit(torch.float64),
    )
    arranged = Pairs.of(related - first, len(start) - first, anchor=settings.anchor)

    def run() -> Generator[Snapshot, None, Mapping[str, Array]]:
        moving, steps = start[first:], settings.epochs * len(arranged)
        random = np.random.default_rng(seed)
        for look in descend(moving, arranged, plan, block=block, random=random, resume=resume):
            yield Snapshot(
                stage=HYPERNYMS.name,
                step=look.epoch * len(arranged) + look.visited,
                steps=steps,
                epoch=look.epoch + look.visited / max(1, len(arranged)),
                seconds=look.seconds,
                losses={} if look.loss is None else {HYPERNYMS.name: look.loss},
                health={
                    "largest_word_norm": float(np.linalg.norm(moving, axis=1).max(initial=0.0)),
                    "skipped_pairs": float(arranged.skipped),
                },
                word_points=frozen_copy(start[watched]),
                checkpoint=look.checkpoint,
            )
        return {"points": start}

    return run()


def tuning_kernels() -> tuple[Preparation, ...]:
    """The compiled code that `tune_words` calls."""
    return (_TUNING,)


_TUNING = Preparation("drawing of words to hypernyms", prepare)


def _points(points: ArrayLike, geometry: Geometry) -> NDArray[np.float64]:
    """A copy of the points, inside the space's limit."""
    place = torch.tensor(np.asarray(points, dtype=np.float64))
    if place.ndim != 2 or place.shape[1] != geometry.width:
        raise DataError(
            "the points are not those of this space",
            where="words",
            expected=f"{geometry.width} coordinates a word",
            received=f"an array of shape {tuple(place.shape)}",
        )
    if lost := int((~place.isfinite()).any(dim=1).sum()):
        raise DataError(
            "some words are nowhere",
            where="words",
            expected="finite coordinates",
            received=f"NaN or infinity in those of {lost:,} of {len(place):,} words",
            remedy="Take another start of words, or lower the rate of their training.",
        )
    inside: NDArray[np.float64] = geometry.project(place).numpy().copy()
    return inside


def _related(pairs: NDArray[np.int64], first: int, words: int) -> NDArray[np.int64]:
    related = np.asarray(pairs, np.int64).reshape(-1, 2)
    odd = ((related < first) | (related >= words)).any(axis=1) | (related[:, 0] == related[:, 1])
    if odd.any():
        raise DataError(
            "not a pair of two words",
            where="hypernyms",
            expected=f"different rows from {first} to {words - 1}",
            received=str(tuple(related[odd][0].tolist())),
        )
    return np.unique(related, axis=0)
