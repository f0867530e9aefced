"""Snapshot: what an observer of training receives, and the only thing it receives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hmlc_core.experiment.stages import CLASSIFIER

Array = NDArray[Any]
NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Checkpoint:
    """Everything needed to continue a run exactly, without pickle.

    tensors: name -> array; of networks weights under `model/`, the best weights so far under
        `best/`, optimiser state under `optimiser/`, generator states under `random/`. Empty at
        the beginning of a stage.
    state: JSON-able counters (epoch, step, best score, patience used, vocabulary words, …).
    stage: to which it belongs.
    starts: what earlier stages found, by their names; what this stage starts from.
    trained: there is a model in it that can predict.
    piece: it adds its tensors and state to those of the stage's checkpoints before it, instead of
        replacing them; it is kept before anything else happens.
    """

    tensors: Mapping[str, Array]
    state: Mapping[str, Any]
    stage: str = CLASSIFIER.name
    starts: Mapping[str, Mapping[str, Array]] = field(default_factory=lambda: NOTHING)
    trained: bool = False
    piece: bool = False

    @property
    def epoch(self) -> float | None:
        """Epochs of its stage after which it was taken; None where it counts none."""
        return self._counters.get("epoch")

    @property
    def best_epoch(self) -> float | None:
        """Epochs after which the model is that predicts: the best so far."""
        return self._counters.get("best_epoch") or self.epoch

    @property
    def _counters(self) -> Mapping[str, Any]:
        """Networks keep theirs together."""
        found: Mapping[str, Any] = self.state.get("counters", self.state)
        return found


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Snapshot:
    """One look at a run. Arrays are read-only copies: the optimiser cannot change them later.

    stage: name of a stage, see `hmlc_core.experiment.stages`.
    step, steps: optimiser steps done in this stage, and the most it may do (for an ETA).
    epoch: epochs done in this stage (may be fractional inside an epoch).
    seconds: training time spent in this stage so far, without what the observer took.
    losses: mean training losses since the last snapshot, by name.
    scores: `validation/nDCG@5`, `test/P@1`, … in [0, 1]; empty when nothing was evaluated.
    health: gradient norm, largest point norm, number of skipped steps, …
    label_points: (labels, dim) float32, or None for a model without label vectors.
    word_points: (watched words, dim) float32, or None.
    kernels: implementation of the hot loops, `torch` or `numba`; empty where there is no choice.
    checkpoint: present when the run can be resumed from here.
    early: no step is taken any more, though there could be: scores have not got better for long.
    last: True on the final snapshot of the final stage.
    """

    stage: str
    step: int
    steps: int
    epoch: float
    seconds: float
    losses: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    scores: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    health: Mapping[str, float] = field(default_factory=lambda: NOTHING)
    label_points: Array | None = None
    word_points: Array | None = None
    kernels: str = ""
    checkpoint: Checkpoint | None = None
    early: bool = False
    last: bool = False

    @property
    def stage_done(self) -> bool:
        """Whether no step of the stage is left."""
        return self.early or 0 < self.steps <= self.step

    @property
    def only_scoring(self) -> bool:
        """Whether no step of the final stage is left, and its scores are what is."""
        return self.stage == CLASSIFIER.name and not self.last and self.stage_done


def part_of(arrays: Mapping[str, Array], name: str) -> dict[str, Array]:
    """The arrays called `name/…`, by what follows."""
    prefix = f"{name}/"
    return {
        key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)
    }


def frozen_copy(array: Any, dtype: Any = np.float32) -> Array:
    """A read-only copy of `array` (an array or nested numbers) as `dtype`."""
    copy = np.array(array, dtype=dtype, copy=True)
    copy.flags.writeable = False
    return copy
