"""Optimiser steps: batch after batch, with what is to be told about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from hmlc_core.courtesy import courtesy
from hmlc_core.errors import TrainingError
from hmlc_core.training.eager_steps import Rows, Taker
from hmlc_core.training.state import State

MAX_SKIPPED = 20
"""Steps in a row that may be skipped for a non-finite gradient before training gives up."""


class Steps:
    """Takes a state through batches of documents."""

    def __init__(self, taker: Taker, state: State) -> None:
        self.taker, self.state = taker, state
        self._sums: dict[str, float] = defaultdict(float)
        self._steps = 0

    def run(self, batches: Sequence[Rows]) -> None:
        """One step for each batch, given as rows of documents."""
        while batches:
            count = self.state.staircase.left(self.state.step) or len(batches)
            self._take(batches[:count])
            self.state.set_rates()
            batches = batches[count:]

    def _take(self, batches: Sequence[Rows]) -> None:
        """Steps at the same learning rates."""
        for taken in self.taker.take(batches):
            courtesy.give_way()
            self.state.step += taken.batches
            if taken.steps:
                self.state.skipped_in_a_row = 0
                self._steps += taken.steps
                self.state.gradient_norm = taken.gradient_norm
                for name, total in taken.losses.items():
                    self._sums[name] += total
            if taken.broken is not None:
                self._skip(taken.broken)

    def mean_losses(self) -> dict[str, float]:
        """Mean losses by name since this was last asked for; empty without steps since then."""
        means = {name: total / self._steps for name, total in self._sums.items()}
        self._sums.clear()
        self._steps = 0
        return means

    def _skip(self, parameter: str) -> None:
        self.state.skipped += 1
        self.state.skipped_in_a_row += 1
        if self.state.skipped_in_a_row > MAX_SKIPPED:
            raise TrainingError(
                f"the gradient is not finite, {self.state.skipped_in_a_row} steps in a row",
                where=f"parameter {parameter}",
                remedy="Lower the learning rates, or train in float64.",
            )
