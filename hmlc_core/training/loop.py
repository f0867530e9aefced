"""train(): a generator of snapshots.

The consumer sets the pace: pausing is not asking for the next snapshot, stopping is `close()`.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import Prepared, prepare
from hmlc_core.data.text import Encoded
from hmlc_core.embeddings.graph import embed_labels
from hmlc_core.errors import TrainingError
from hmlc_core.evaluation.scores import evaluate
from hmlc_core.experiment import Experiment
from hmlc_core.snapshot import Checkpoint, Snapshot, frozen_copy
from hmlc_core.training.batches import collate, drop_words, shuffled
from hmlc_core.training.build import (
    check_trainable,
    label_geometry,
    scaled,
)
from hmlc_core.training.predict import predict
from hmlc_core.training.state import State, new_state, resumed_state
from hmlc_core.training.watch import watched_words

MAX_SKIPPED = 20
"""Steps in a row that may be skipped for a non-finite gradient before training gives up."""


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
    check_trainable(prepared)
    state = None if resume is None else resumed_state(experiment, prepared, resume)
    return _run(experiment, prepared, state)


def _run(experiment: Experiment, prepared: Prepared, state: State | None) -> Iterator[Snapshot]:
    if state is None:
        points = None
        if experiment.model.label_init == "hierarchy":
            points = yield from _label_stage(experiment, prepared)
        state = new_state(experiment, prepared, label_points=points)
    yield from Trainer(experiment, prepared, state).snapshots()


def _label_stage(experiment: Experiment, prepared: Prepared) -> Generator[Snapshot, None, Tensor]:
    """Embed the label graph; returns the points that labels start from."""
    geometry = label_geometry(experiment)
    points = None
    for snapshot in embed_labels(
        prepared.corpus.graph, experiment.labels, geometry=geometry, seed=experiment.seed
    ):
        points = snapshot.label_points
        yield snapshot
    start = torch.tensor(points, dtype=torch.float64)
    return scaled(geometry.project(start), experiment.model.label_scale, geometry)


class Trainer:
    """Takes a state through its epochs."""

    def __init__(self, experiment: Experiment, prepared: Prepared, state: State) -> None:
        self.experiment, self.prepared, self.state = experiment, prepared, state
        self.settings = experiment.training
        self.watched = torch.from_numpy(watched_words(prepared))
        self.batches = -(-len(prepared.train) // self.settings.batch)
        self.losses: list[float] = []
        self.gradient_norm = 0.0
        self.skipped_in_a_row = 0

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
        scores = self._scores(self.prepared.validation, "validation")
        if len(self.prepared.test):
            scores |= self._scores(self.prepared.test, "test")
        yield replace(self._snapshot(scores, checkpoint=True), last=True)

    def _patience_is_over(self) -> bool:
        return 0 < self.settings.patience <= self.state.waited

    def _epoch(self) -> Iterator[Snapshot]:
        state, settings = self.state, self.settings
        state.model.train()
        looks = {
            self.batches * n // settings.snapshots_per_epoch
            for n in range(1, settings.snapshots_per_epoch)
        } - {0}
        order = shuffled(self.prepared.train, settings.batch, state.generator)
        for done, rows in enumerate(order, start=1):
            self._step(rows)
            if done in looks:
                yield self._snapshot(fraction=done / self.batches)

    def _step(self, rows: NDArray[np.int64]) -> None:
        state, model = self.state, self.state.model
        batch = collate(self.prepared.train, rows)
        batch = drop_words(batch, self.experiment.model.word_dropout, state.generator)
        labels = model.training_labels(batch.truth, state.generator)
        truth = batch.truth if labels is None else batch.truth[:, labels]
        logits = model.logits(batch.tokens, batch.lengths, labels)
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits, truth.to(logits.dtype))
        state.optimiser.zero_grad()
        if truth.numel():
            loss.backward()  # type: ignore[no-untyped-call]
        state.step += 1
        broken = state.optimiser.not_finite()
        if broken is not None:
            self._skip(broken)
            return
        self.skipped_in_a_row = 0
        self.losses.append(loss.item())
        self.gradient_norm = state.optimiser.step()

    def _skip(self, parameter: str) -> None:
        self.state.skipped += 1
        self.skipped_in_a_row += 1
        if self.skipped_in_a_row > MAX_SKIPPED:
            raise TrainingError(
                f"the gradient is not finite, {self.skipped_in_a_row} steps in a row",
                where=f"parameter {parameter}",
                remedy="Lower the learning rates, or train in float64.",
            )

    def _scores(self, split: Encoded, name: str) -> dict[str, float]:
        probabilities = predict(self.state.model, split, batch=self.settings.batch)
        scores = evaluate(
            probabilities, split.labels, released=self.experiment.model.released.batch_means
        )
        return {f"{name}/{key}": value for key, value in scores.items()}

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
        losses = {"loss": sum(self.losses) / len(self.losses)} if self.losses else {}
        self.losses = []
        points = state.model.label_points()
        snapshot = Snapshot(
            stage="train",
            step=state.step,
            steps=self.batches * self.settings.epochs,
            epoch=state.epoch + fraction,
            seconds=state.seconds,
            losses=losses,
            scores=scores or {},
            health={
                "gradient_norm": self.gradient_norm,
                "largest_label_norm": float(points.norm(dim=-1).max()),
                "skipped_steps": float(state.skipped),
                "rate_factor": state.factor,
            },
            label_points=frozen_copy(points.numpy()),
            word_points=frozen_copy(state.model.word_points(self.watched).numpy()),
            checkpoint=state.checkpoint(self.prepared) if checkpoint else None,
        )
        return snapshot

    def _check_finite(self) -> None:
        for name, parameter in self.state.model.named_parameters():
            if not parameter.isfinite().all():
                raise TrainingError(
                    "the values are no longer finite",
                    where=f"parameter {name}",
                    remedy="Lower the learning rates, or train in float64.",
                )
