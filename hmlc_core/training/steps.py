"""Optimiser steps: batch after batch, with what is to be told about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.training.batches import collate
from hmlc_core.training.objectives import Objective
from hmlc_core.training.state import State

MAX_SKIPPED = 20
"""Steps in a row that may be skipped for a non-finite gradient before training gives up."""


class Steps:
    """Takes a state through batches of documents.

    gradient_norm: of the last step, all parameters together.
    """

    def __init__(self, documents: Encoded, objective: Objective, state: State) -> None:
        self.documents, self.objective, self.state = documents, objective, state
        self.gradient_norm = 0.0
        self._skipped_in_a_row = 0
        self._sums: dict[str, float] = defaultdict(float)
        self._steps = 0

    def run(self, batches: Iterable[NDArray[np.int64]]) -> None:
        """One step for each batch, given as rows of documents."""
        for rows in batches:
            self._step(rows)

    def mean_losses(self) -> dict[str, float]:
        """Mean losses by name since this was last asked for; empty without steps since then."""
        means = {name: total / self._steps for name, total in self._sums.items()}
        self._sums.clear()
        self._steps = 0
        return means

    def _step(self, rows: NDArray[np.int64]) -> None:
        optimiser = self.state.optimiser
        losses = self.objective.losses(collate(self.documents, rows))
        self.state.step += 1
        if losses is None:
            return
        optimiser.zero_grad()
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        broken = optimiser.not_finite()
        if broken is not None:
            self._skip(broken)
            return
        self._skipped_in_a_row = 0
        for name, value in losses.items():
            self._sums[name] += value.item()
        self._steps += 1
        self.gradient_norm = optimiser.step()

    def _skip(self, parameter: str) -> None:
        self.state.skipped += 1
        self._skipped_in_a_row += 1
        if self._skipped_in_a_row > MAX_SKIPPED:
            raise TrainingError(
                f"the gradient is not finite, {self._skipped_in_a_row} steps in a row",
                where=f"parameter {parameter}",
                remedy="Lower the learning rates, or train in float64.",
            )
