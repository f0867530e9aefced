"""train(): a generator of snapshots.

The consumer sets the pace: pausing is not asking for the next snapshot, stopping is `close()`.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import Encoded
from hmlc_core.errors import TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.batches import shuffled
from hmlc_core.training.build import check_trainable
from hmlc_core.training.label_stage import label_stage
from hmlc_core.training.objectives import make_objective
from hmlc_core.training.scores import final_scores, split_scores
from hmlc_core.training.state import State, new_state, resumed_state
from hmlc_core.training.steps import Steps
from hmlc_core.training.watch import watched_words


def train(
    experiment: Experiment, corpus: Corpus, *, resume: Checkpoint | None = None
) -> Iterator[Snapshot]:
    """Snapshots of one run: of the label stage, of step 0 before any update, then on schedule,
    then the last, with the test scores of the best epoch.

    Everything that can be checked is checked here, at the call; only then does the generator
    begin. All chance comes from generators made from `experiment.seed`. Raises `SettingError`,
    `DataError`; while running, `TrainingError` naming the parameter that is not finite.
    """
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    check_trainable(experiment, prepared)
    state = None if resume is None else resumed_state(experiment, prepared, resume)
    return _run(experiment, prepared, state)


def _run(experiment: Experiment, prepared: Prepared, state: State | None) -> Iterator[Snapshot]:
    if state is None:
        points = yield from label_stage(experiment, prepared)
        state = new_state(experiment, prepared, label_points=points)
    yield from Trainer(experiment, prepared, state).snapshots()


class Trainer:
    """Takes a state through its epochs."""

    def __init__(self, experiment: Experiment, prepared: Prepared, state: State) -> None:
        self.experiment, self.prepared, self.state = experiment, prepared, state
        self.settings = experiment.training
        self.watched = torch.from_numpy(watched_words(prepared))
        self.batches = -(-len(prepared.train) // self.settings.batch)
        self.objective = make_objective(experiment, prepared, state.model, state.generator)
        self.steps = Steps(prepared.train, self.objective, state)

    def snapshots(self) -> Iterator[Snapshot]:
        """See `train`."""
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
            scores = self._scores(self.prepared.validation, "validation")
            state.judge(scores[f"validation/{self.settings.select_by}"], self.settings.decay)
            yield self._snapshot(scores, checkpoint=True)
        state.restore_best()
        scores = final_scores(self.experiment, self.prepared, state.model)
        yield replace(self._snapshot(scores, checkpoint=True), last=True)

    def _patience_is_over(self) -> bool:
        return 0 < self.settings.patience <= self.state.waited

    def _epoch(self) -> Iterator[Snapshot]:
        """The steps of an epoch, with a look at the labels between equal parts of it."""
        state, settings = self.state, self.settings
        state.model.train()
        self.objective.begin(state.epoch)
        order = list(shuffled(self.prepared.train, settings.batch, state.generator))
        parts = settings.snapshots_per_epoch
        ends = sorted({self.batches * n // parts for n in range(1, parts + 1)} - {0})
        for start, end in pairwise([0, *ends]):
            self.steps.run(order[start:end])
            if end < self.batches:
                yield self._snapshot(fraction=end / self.batches)

    def _scores(self, split: Encoded, name: str) -> dict[str, float]:
        return split_scores(self.experiment, self.state.model, split, name)

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
        points, words = state.model.label_points(), state.model.word_points(self.watched)
        return Snapshot(
            stage="train",
            step=state.step,
            steps=self.batches * self.settings.epochs,
            epoch=state.epoch + fraction,
            seconds=state.seconds,
            losses=self.steps.mean_losses(),
            scores=scores or {},
            health={
                "gradient_norm": self.steps.gradient_norm,
                "largest_label_norm": float(points.norm(dim=-1).max()),
                "skipped_steps": float(state.skipped),
                "rate_factor": state.factor,
            },
            label_points=frozen_copy(points.numpy()),
            word_points=None if words is None else frozen_copy(words.numpy()),
            kernels=state.model.implementation,
            checkpoint=state.checkpoint(self.prepared) if checkpoint else None,
        )

    def _check_finite(self) -> None:
        for name, parameter in self.state.model.named_parameters():
            if not parameter.isfinite().all():
                raise TrainingError(
                    "the values are no longer finite",
                    where=f"parameter {name}",
                    remedy="Lower the learning rates, or train in float64.",
                )
