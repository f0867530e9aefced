"""A training is the same to the last bit on any number of cores, also beside another one."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest
import torch

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.geometry.kernels.cores import cores
from hmlc_core.methods.train import train
from hmlc_core.snapshot import Snapshot

RECIPES = {
    "pooled": ["model.encoder=gru+word", "model.head=pooled"],
    "position": ["model.geometry=product", "model.ball_dim=2", "model.head=position"],
    "flat": ["model.geometry=euclidean", "model.head=pooled"],
}
KERNELS = ["training.kernels=numba", "training.dtype=float64", "training.batch=32"]


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = cores.threads
    yield
    cores.threads = before


def trained(experiment: Experiment, corpus: Corpus) -> Snapshot:
    torch.set_num_threads(1)
    *_, last = train(experiment, corpus)
    assert last.kernels == "numba"
    return last


def assert_same(one: Snapshot, two: Snapshot) -> None:
    assert one.losses == two.losses
    assert one.scores == two.scores
    for name, values in one.checkpoint.tensors.items():
        assert np.array_equal(values, two.checkpoint.tensors[name]), name


@pytest.mark.parametrize("changes", RECIPES.values(), ids=RECIPES.keys())
def test_a_training_is_the_same_on_any_number(
    experiment: Experiment, corpus: Corpus, changes: list[str]
) -> None:
    experiment, found = experiment.assign([*KERNELS, *changes]), []
    for cores.threads in (1, 2, 16):
        found.append(trained(experiment, corpus))
    for other in found[1:]:
        assert_same(found[0], other)


@pytest.mark.slow
def test_two_trainings_at_once_are_what_each_is_alone(
    experiment: Experiment, corpus: Corpus
) -> None:
    recipes = [experiment.assign([*KERNELS, *changes]) for changes in RECIPES.values()][:2]
    cores.threads = 1
    alone = [trained(recipe, corpus) for recipe in recipes]
    cores.threads = 3
    together: dict[int, Snapshot] = {}

    def run(number: int) -> None:
        together[number] = trained(recipes[number], corpus)

    threads = [threading.Thread(target=run, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    for number, one in enumerate(alone):
        assert_same(one, together[number])
