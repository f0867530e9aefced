"""Methods that descend a gradient: a network, what it minimises, and the loop that all share."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import ClassVar

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.experiment import Experiment
from hmlc_core.methods.base import Method, Starts
from hmlc_core.methods.hypernym_ranks import ranks_in_the_end
from hmlc_core.methods.word_table import fill_table
from hmlc_core.models.base import TextClassifier
from hmlc_core.snapshot import Checkpoint, Snapshot
from hmlc_core.training.eager_steps import EagerSteps, Taker
from hmlc_core.training.loop import Trainer
from hmlc_core.training.objective import CrossEntropy, Objective
from hmlc_core.training.optim import RiemannianAdam
from hmlc_core.training.predictor import NetworkPredictor
from hmlc_core.training.state import Staircase, State


class GradientMethod(Method):
    """Only `network` is owed: cross-entropy and steps of Riemannian Adam in torch are there."""

    kind: ClassVar[str] = "gradient"

    @abstractmethod
    def network(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        *,
        generator: torch.Generator,
        kernels: str,
    ) -> TextClassifier:
        """An untrained network.

        starts: what the stages before have found; empty where weights are loaded next. generator:
        source of every initial value. kernels: `auto`, `torch` or `numba`.
        """

    def objective(
        self,
        experiment: Experiment,
        prepared: Prepared,
        network: TextClassifier,
        generator: torch.Generator,
    ) -> Objective:
        """What the steps minimise."""
        return CrossEntropy(network)

    def taker(self, prepared: Prepared, objective: Objective, state: State) -> Taker:
        """What takes the steps."""
        return EagerSteps(prepared.train, objective, state.optimiser)

    def diagnose(self, network: TextClassifier, prepared: Prepared) -> dict[str, float]:
        """What a finished run should know about its network, by name."""
        return {}

    def train(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts,
        resume: Checkpoint | None,
    ) -> Iterator[Snapshot]:
        """See `Method.train`; the network is built at the call only where a run is resumed.

        Where vectors are given, a new network's table of words starts from them, and the first
        snapshot says how many words have one; where hypernyms drew the words, the last one says
        how near these are in the end.
        """
        state = None if resume is None else self._resumed(experiment, prepared, resume)
        return self._snapshots(experiment, prepared, starts, state)

    def trainer(
        self,
        experiment: Experiment,
        prepared: Prepared,
        starts: Starts | None = None,
        state: State | None = None,
    ) -> Trainer:
        """The loop over a new state, or a given one."""
        state = state or self._state(experiment, prepared, starts or {})
        objective = self.objective(experiment, prepared, state.network, state.generator)
        return Trainer(
            experiment,
            prepared,
            state,
            objective=objective,
            taker=self.taker(prepared, objective, state),
            predictor=self._predictor(experiment, prepared, state.network),
        )

    def load(
        self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint
    ) -> NetworkPredictor:
        """The network with its best weights so far."""
        state = self._state(experiment, prepared, {}, checkpoint.state["kernels"])
        state.load_best(checkpoint)
        state.network.eval()
        return self._predictor(experiment, prepared, state.network)

    def _snapshots(
        self, experiment: Experiment, prepared: Prepared, starts: Starts, state: State | None
    ) -> Iterator[Snapshot]:
        told: dict[str, float] = {}
        if state is None and experiment.words.vectors:
            state = self._state(experiment, prepared, starts)
            told |= fill_table(state.network, experiment, prepared)
        trainer = self.trainer(experiment, prepared, starts, state)
        for snapshot in trainer.snapshots():
            if snapshot.last:
                told |= ranks_in_the_end(experiment, prepared, trainer.predictor.places)
            yield replace(snapshot, scores={**snapshot.scores, **told})
            told = {}

    def _predictor(
        self, experiment: Experiment, prepared: Prepared, network: TextClassifier
    ) -> NetworkPredictor:
        batch = experiment.training.batch
        return NetworkPredictor(network, prepared, batch=batch, diagnose=self.diagnose)

    def _state(
        self, experiment: Experiment, prepared: Prepared, starts: Starts, kernels: str | None = None
    ) -> State:
        """The state before the first step; its generator is the only source of chance."""
        settings = experiment.training
        generator = torch.Generator().manual_seed(experiment.seed)
        network = self.network(
            experiment, prepared, starts, generator=generator, kernels=kernels or settings.kernels
        )
        optimiser = RiemannianAdam(
            network.named_parameters(),
            point_rate=settings.point_rate,
            weight_rate=settings.weight_rate,
            clip=settings.clip,
            clip_by=settings.clip_by,
            weight_decay=settings.weight_decay,
            compiled=network.implementation == "numba",
        )
        staircase = Staircase(settings.staircase_steps, settings.staircase_factor)
        return State(network=network, optimiser=optimiser, generator=generator, staircase=staircase)

    def _resumed(self, experiment: Experiment, prepared: Prepared, checkpoint: Checkpoint) -> State:
        """The state a checkpoint was taken from; it keeps the kernels it was trained with."""
        state = self._state(experiment, prepared, {}, checkpoint.state["kernels"])
        state.load(checkpoint)
        return state
