"""The state of a run between epochs: what a checkpoint holds, and how a run continues from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from torch import Tensor

from hmlc_core.data.prepare import Prepared
from hmlc_core.errors import TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.models.base import TextClassifier
from hmlc_core.snapshot import Checkpoint
from hmlc_core.training.build import build_model
from hmlc_core.training.optim import RiemannianAdam


@dataclass(slots=True)
class State:
    """Everything that changes while a classifier trains.

    waited: epochs since the best validation score. best: weights at that score.
    skipped: steps left out because a gradient was not finite. factor: on both learning rates.
    """

    model: TextClassifier
    optimiser: RiemannianAdam
    generator: torch.Generator
    epoch: int = 0
    step: int = 0
    seconds: float = 0.0
    best_score: float = -1.0
    best_epoch: int = 0
    waited: int = 0
    skipped: int = 0
    factor: float = 1.0
    best: dict[str, Tensor] = field(default_factory=dict)

    def judge(self, score: float, decay: float) -> None:
        """Remember the weights if `score` beats every earlier epoch's, else slow down."""
        self.waited += 1
        if score <= self.best_score:
            self.slow_down(self.factor * decay)
        if score > self.best_score:
            self.best_score, self.best_epoch, self.waited = score, self.epoch, 0
            self.best = {name: t.detach().clone() for name, t in self.model.state_dict().items()}

    def slow_down(self, factor: float) -> None:
        """Multiply the experiment's learning rates by `factor` from now on."""
        self.factor = self.optimiser.factor = factor

    def restore_best(self) -> None:
        """Put the best weights back into the model."""
        if self.best:
            self.model.load_state_dict(self.best)

    def checkpoint(self, prepared: Prepared) -> Checkpoint:
        """A copy of this state that nothing later can change."""
        groups = {
            "model": self.model.state_dict(),
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
        return Checkpoint(
            tensors=tensors,
            state={
                "counters": counters,
                "kernels": self.model.implementation,
                "vocabulary": prepared.vocabulary.to_json(),
                "labels": list(prepared.corpus.graph.names),
            },
        )


COUNTERS = ("epoch", "step", "seconds", "best_score", "best_epoch", "waited", "skipped", "factor")


def new_state(
    experiment: Experiment,
    prepared: Prepared,
    *,
    label_points: Tensor | None,
    kernels: str | None = None,
) -> State:
    """The state before the first step; its generator is the only source of chance."""
    generator = torch.Generator().manual_seed(experiment.seed)
    model = build_model(
        experiment, prepared, label_points=label_points, generator=generator, kernels=kernels
    )
    optimiser = RiemannianAdam(
        model.named_parameters(),
        point_rate=experiment.training.point_rate,
        weight_rate=experiment.training.weight_rate,
        clip=experiment.training.clip,
    )
    return State(model=model, optimiser=optimiser, generator=generator)


def resumed_state(experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint) -> State:
    """The state a checkpoint was taken from.

    Raises `TrainingError` when the corpus has changed since.
    """
    _check_same_corpus(prepared, checkpoint.state)
    state = new_state(experiment, prepared, label_points=None, kernels=checkpoint.state["kernels"])
    state.model.load_state_dict(_group(checkpoint, "model"))
    state.best = _group(checkpoint, "best")
    state.optimiser.load(_group(checkpoint, "optimiser"))
    state.generator.set_state(_group(checkpoint, "random")["generator"])
    for name in COUNTERS:
        setattr(state, name, checkpoint.state["counters"][name])
    state.slow_down(state.factor)
    return state


def trained_model(
    experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint
) -> TextClassifier:
    """The model with the best weights so far, ready to predict."""
    state = resumed_state(experiment, prepared, checkpoint)
    state.restore_best()
    state.model.eval()
    return state.model


def _group(checkpoint: Checkpoint, name: str) -> dict[str, Tensor]:
    prefix = f"{name}/"
    return {
        key.removeprefix(prefix): torch.from_numpy(np.array(array))
        for key, array in checkpoint.tensors.items()
        if key.startswith(prefix)
    }


def _check_same_corpus(prepared: Prepared, state: Mapping[str, Any]) -> None:
    labels = list(prepared.corpus.graph.names)
    for what, now, then in (
        ("labels", labels, state["labels"]),
        ("vocabulary", prepared.vocabulary.to_json(), state["vocabulary"]),
    ):
        if now != then:
            raise TrainingError(
                f"the corpus has another {what} than when this run was saved",
                where=prepared.corpus.name,
                remedy="Start a new run, or put the corpus back as it was.",
            )
