"""What a pass over the counts changes, and what a checkpoint keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.embeddings.glove.counts import Counts
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry.block import Block
from hmlc_core.snapshot import Array

_KEPT = ("points", "biases", "sums", "bias_sums")
"""Arrays of a state that a checkpoint keeps."""


def every_pair(counts: Counts) -> NDArray[np.signedinteger[Any]]:
    """The numbers of all pairs, in the one type that `epoch` is compiled for where they fit."""
    return np.arange(len(counts), dtype=np.int32 if len(counts) < 2**31 else np.int64)


class State:
    """Arguments of `epoch`: points (2, words, width), biases (2, words), and their accumulators."""

    def __init__(
        self, points: NDArray[np.float64], biases: NDArray[np.float64], block: Block
    ) -> None:
        self.flat = block.mode == "flat"
        self.points, self.biases = points, biases
        self._balls = points.reshape(*points.shape[:2], -1, 1 if self.flat else block.coordinates)
        self.sums = np.ones(self._balls.shape[:3])
        self.bias_sums = np.ones_like(biases)

    def advance(
        self,
        counts: Counts,
        order: NDArray[Any],
        settings: WordEmbedding,
        *,
        rate: float,
        limit: float,
    ) -> tuple[float, int]:
        """The sum of losses of a pass, and how many pairs were skipped."""
        from hmlc_core.embeddings.glove.epoch import SIMILARITIES, epoch

        loss, skipped = epoch(
            self._balls,
            self.biases,
            self.sums,
            self.bias_sums,
            counts.rows,
            counts.columns,
            counts.values,
            order,
            SIMILARITIES[settings.similarity],
            settings.full_count,
            rate,
            self.flat,
            limit,
        )
        return float(loss), int(skipped)

    def tensors(self) -> dict[str, Array]:
        return {name: getattr(self, name).copy() for name in _KEPT}

    def load(self, tensors: Mapping[str, Array]) -> None:
        for name in _KEPT:
            getattr(self, name)[:] = tensors[name]
