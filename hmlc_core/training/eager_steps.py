"""Optimiser steps in torch, one after the other: the readable reference, for every network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, final

import numpy as np
from numpy.typing import NDArray

from hmlc_core.data.text import Encoded
from hmlc_core.training.batches import collate
from hmlc_core.training.objective import Objective
from hmlc_core.training.optim import RiemannianAdam

Rows = NDArray[np.int64]
"""The documents of a batch."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Some batches, one after the other, and what came of them.

    steps: how many of them changed the weights. losses: sums over these steps, by name.
    gradient_norm: of the last step, all parameters together.
    broken: the first parameter whose gradient was not finite in the last batch, which is no step.
    """

    batches: int
    steps: int = 0
    losses: Mapping[str, float] = field(default_factory=dict)
    gradient_norm: float = 0.0
    broken: str | None = None


class Taker(Protocol):
    """Takes a network through batches, in whatever way."""

    def take(self, batches: Sequence[Rows]) -> Iterator[Taken]:
        """One step for each batch; what came of them, one by one or some together."""


@final
class EagerSteps:
    """Steps of any objective."""

    def __init__(self, documents: Encoded, objective: Objective, optimiser: RiemannianAdam) -> None:
        self.documents, self.objective, self.optimiser = documents, objective, optimiser

    def take(self, batches: Sequence[Rows]) -> Iterator[Taken]:
        """One step for each batch."""
        for rows in batches:
            yield self._step(rows)

    def _step(self, rows: Rows) -> Taken:
        losses = self.objective.losses(collate(self.documents, rows))
        if losses is None:
            return Taken(1)
        penalty = self.optimiser.penalty()
        if penalty is not None:
            losses = {**losses, "loss": losses["loss"] + penalty, "penalty": penalty.detach()}
        self.optimiser.zero_grad()
        losses["loss"].backward()  # type: ignore[no-untyped-call]
        broken = self.optimiser.not_finite()
        if broken is not None:
            return Taken(1, broken=broken)
        values = {name: value.item() for name, value in losses.items()}
        return Taken(1, 1, values, self.optimiser.step())
