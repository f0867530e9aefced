"""Staircase, clipping together and squared weights: what they do to a run, and that it resumes."""

from __future__ import annotations

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot
from hmlc_core.training.state import Staircase

pytestmark = pytest.mark.slow

ALL = (
    "training.clip_by=all",
    "training.clip=0.5",
    "training.weight_decay=0.01",
    "training.staircase_steps=3",
    "training.staircase_factor=0.5",
    "training.epochs=4",
    "training.patience=0",
    "training.decay=1",
)


def run(experiment: Experiment, corpus: Corpus) -> list[Snapshot]:
    return [snapshot for snapshot in train(experiment, corpus) if snapshot.stage == "train"]


def test_rates_fall_once_every_so_many_steps() -> None:
    stairs = Staircase(3, 0.5)
    assert [stairs.at(step) for step in range(7)] == [1, 1, 1, 0.5, 0.5, 0.5, 0.25]
    assert [stairs.left(step) for step in range(4)] == [3, 2, 1, 3]
    assert Staircase().at(1_000) == 1


def test_a_run_goes_down_the_staircase_within_its_epochs(
    experiment: Experiment, corpus: Corpus
) -> None:
    for snapshot in run(experiment.assign(ALL), corpus)[:-1]:
        assert snapshot.health["rate_factor"] == 0.5 ** (snapshot.step // 3)


@pytest.mark.parametrize("rows", ["sparse", "dense"])
def test_a_run_with_all_of_them_resumes_bit_for_bit(
    experiment: Experiment, corpus: Corpus, rows: str
) -> None:
    experiment = experiment.assign([*ALL, f"training.rows={rows}"])
    whole = run(experiment, corpus)
    stopped = next(s for s in whole if s.checkpoint is not None and s.epoch == 2)
    resumed = run_from(experiment, corpus, stopped)
    rest = [s for s in whole if s.step > stopped.step or s.last]
    for mine, theirs in zip(resumed, rest, strict=True):
        assert mine.losses == theirs.losses
        assert mine.scores == theirs.scores
        assert mine.health == theirs.health


def run_from(experiment: Experiment, corpus: Corpus, stopped: Snapshot) -> list[Snapshot]:
    return list(train(experiment, corpus, resume=stopped.checkpoint))


def test_squared_weights_are_told_and_are_part_of_the_loss(
    experiment: Experiment, corpus: Corpus
) -> None:
    told = run(experiment.assign(["training.weight_decay=0.5"]), corpus)[1].losses
    plain = run(experiment, corpus)[1].losses
    assert told["penalty"] > 0
    assert told["loss"] > plain["loss"]
    assert "penalty" not in plain
