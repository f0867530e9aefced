"""The loop: takes any network through its epochs, and yields snapshots.

The consumer sets the pace: pausing is not asking for the next snapshot, stopping is `close()`.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import torch

from hmlc_core.data.prepare import Prepared
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.judge import final_scores, validation_scores
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.snapshot import Snapshot, frozen_copy
from hmlc_core.training.batches import shuffled
from hmlc_core.training.eager_steps import Taker
from hmlc_core.training.objective import Objective
from hmlc_core.training.predictor import NetworkPredictor
from hmlc_core.training.state import State
from hmlc_core.training.steps import Steps
from hmlc_core.training.watch import watched_words


class Trainer:
    """Takes a state through its epochs.

    taker: takes the steps. objective: what they minimise. predictor: of the same network.
    """

    def __init__(
        self,
        experiment: Experiment,
        prepared: Prepared,
        state: State,
        *,
        objective: Objective,
        taker: Taker,
        predictor: NetworkPredictor,
    ) -> None:
        self.experiment, self.prepared, self.state = experiment, prepared, state
        self.objective, self.predictor = objective, predictor
        self.settings = experiment.training
        self.watched = torch.from_numpy(watched_words(prepared))
        self.items = objective.items(len(prepared.train))
        self.batches = -(-self.items // self.settings.batch)
        self.steps = Steps(taker, state)

    def snapshots(self) -> Iterator[Snapshot]:
        """One before any update, then on schedule, then the last, with the test scores of the
        best epoch.

        Raises `TrainingError` naming the parameter that is not finite.
        """
        self.clock = time.perf_counter()
        for snapshot in self._train():
            yield snapshot
            self.clock = time.perf_counter()  # what the observer took is not training time

    def _train(self) -> Iterator[Snapshot]:
        state = self.state
        if state.step == 0:
            yield self._snapshot()
        while state.epoch < self.settings.epochs and not self._patience_is_over():
            yield from self._epoch()
            state.epoch += 1
            scores = self._validation()
            # A score that is undefined on these documents picks no epoch.
            score = scores.get(f"validation/{self.settings.select_by}", math.nan)
            state.judge(score, self.settings.decay)
            yield self._snapshot(scores, checkpoint=True)
        state.restore_best()
        means = self.experiment.model.batch_means()
        scores = self._validation() | final_scores(self.predictor, self.prepared, batch_means=means)
        yield replace(self._snapshot(scores, checkpoint=True), last=True)

    def _validation(self) -> dict[str, float]:
        means = self.experiment.model.batch_means()
        return validation_scores(self.predictor, self.prepared, batch_means=means)

    def _patience_is_over(self) -> bool:
        return 0 < self.settings.patience <= self.state.waited

    def _epoch(self) -> Iterator[Snapshot]:
        """The steps of an epoch, with a look at the labels between equal parts of it."""
        state, settings = self.state, self.settings
        state.network.train()
        self.objective.begin(state.epoch)
        train = self.prepared.train
        order = list(shuffled(train, settings.batch, state.generator, items=self.items))
        parts = settings.snapshots_per_epoch
        ends = sorted({self.batches * n // parts for n in range(1, parts + 1)} - {0})
        for start, end in pairwise([0, *ends]):
            self.steps.run(order[start:end])
            if end < self.batches:
                yield self._snapshot(fraction=end / self.batches)

    def _snapshot(
        self,
        scores: dict[str, float] | None = None,
        *,
        checkpoint: bool = False,
        fraction: float = 0.0,
    ) -> Snapshot:
        state = self.state
        self._check_finite()
        now = time.perf_counter()
        state.seconds += now - self.clock
        points, words = state.network.label_points(), state.network.word_points(self.watched)
        health = {
            "gradient_norm": state.gradient_norm,
            "skipped_steps": float(state.skipped),
            "rate_factor": state.optimiser.factor,
        }
        if points is not None:
            health["largest_label_norm"] = float(points.norm(dim=-1).max())
        return Snapshot(
            stage=CLASSIFIER.name,
            step=state.step,
            steps=self.batches * self.settings.epochs,
            epoch=state.epoch + fraction,
            seconds=state.seconds,
            losses=self.steps.mean_losses(),
            scores=scores or {},
            health=health,
            label_points=None if points is None else frozen_copy(points.numpy()),
            word_points=None if words is None else frozen_copy(words.numpy()),
            kernels=state.network.implementation,
            checkpoint=state.checkpoint() if checkpoint else None,
            early=self._patience_is_over() and state.epoch < self.settings.epochs,
        )

    def _check_finite(self) -> None:
        for name, parameter in self.state.network.named_parameters():
            if not parameter.isfinite().all():
                raise TrainingError(
                    "the values are no longer finite",
                    where=f"parameter {name}",
                    remedy="Lower the learning rates, or train in float64.",
                )
