"""The state of a run between epochs: what a checkpoint holds, and how a run continues from it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor

from hmlc_core.models.base import TextClassifier
from hmlc_core.snapshot import Checkpoint, part_of
from hmlc_core.training.optim import RiemannianAdam

COUNTERS = (
    "epoch",
    "step",
    "seconds",
    "best_score",
    "best_epoch",
    "waited",
    "skipped",
    "skipped_in_a_row",
    "factor",
    "gradient_norm",
)


@dataclass(frozen=True, slots=True)
class Staircase:
    """Learning rates that are multiplied by `factor` after every so many steps; never for 0."""

    steps: int = 0
    factor: float = 1.0

    def at(self, step: int) -> float:
        """The factor on the rates of the step that comes after so many."""
        return self.factor ** (step // self.steps) if self.steps else 1.0

    def left(self, step: int) -> int | None:
        """How many steps are left at these rates; None for all."""
        return self.steps - step % self.steps if self.steps else None


@dataclass(slots=True)
class State:
    """Everything that changes while a network trains.

    waited: epochs since the best validation score. best: weights at that score.
    skipped: steps left out because a gradient was not finite, and how many of them were the last.
    factor: on both learning rates, for epochs without a better score; the staircase's comes on top.
    gradient_norm: of the last step, all parameters together.
    """

    network: TextClassifier
    optimiser: RiemannianAdam
    generator: torch.Generator
    staircase: Staircase = Staircase()
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    best_score: float = -1.0
    best_epoch: int = 0
    waited: int = 0
    skipped: int = 0
    skipped_in_a_row: int = 0
    factor: float = 1.0
    gradient_norm: float = 0.0
    best: dict[str, Tensor] = field(default_factory=dict)

    def judge(self, score: float, decay: float) -> None:
        """Remember the weights if `score` beats every earlier epoch's, else slow down."""
        self.waited += 1
        if score <= self.best_score:
            self.factor *= decay
            self.set_rates()
        if score > self.best_score:
            self.best_score, self.best_epoch, self.waited = score, self.epoch, 0
            weights = self.network.state_dict().items()
            self.best = {name: tensor.detach().clone() for name, tensor in weights}

    def set_rates(self) -> None:
        """The experiment's learning rates times what epochs and steps have made of them."""
        self.optimiser.factor = self.factor * self.staircase.at(self.step)

    def restore_best(self) -> None:
        """Put the best weights back into the network."""
        if self.best:
            self.network.load_state_dict(self.best)

    def checkpoint(self) -> Checkpoint:
        """A copy of this state that nothing later can change."""
        groups = {
            "model": self.network.state_dict(),
            "best": self.best,
            "optimiser": self.optimiser.tensors(),
            "random": {"generator": self.generator.get_state()},
        }
        tensors = {
            f"{group}/{name}": tensor.detach().numpy().copy()
            for group, named in groups.items()
            for name, tensor in named.items()
        }
        counters = {name: getattr(self, name) for name in COUNTERS}
        state = {"counters": counters, "kernels": self.network.implementation}
        return Checkpoint(tensors=tensors, state=state, trained=True)

    def load_best(self, checkpoint: Checkpoint) -> None:
        """The best weights in a checkpoint and nothing else: enough to predict, not to go on."""
        best = _group(checkpoint, "best") or _group(checkpoint, "model")
        self.network.load_state_dict(best)

    def load(self, checkpoint: Checkpoint) -> None:
        """Go back to where a checkpoint was taken."""
        self.network.load_state_dict(_group(checkpoint, "model"))
        self.best = _group(checkpoint, "best")
        self.optimiser.load(_group(checkpoint, "optimiser"))
        self.generator.set_state(_group(checkpoint, "random")["generator"])
        counters = checkpoint.state["counters"]
        for name in COUNTERS:  # those that were kept: earlier versions had fewer
            setattr(self, name, counters.get(name, getattr(self, name)))
        self.set_rates()


def _group(checkpoint: Checkpoint, name: str) -> dict[str, Tensor]:
    arrays = part_of(checkpoint.tensors, name)
    return {key: torch.from_numpy(np.array(array)) for key, array in arrays.items()}
