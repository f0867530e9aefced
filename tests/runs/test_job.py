"""The job: a run that waits says so, and hears that it is to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Snapshot

WAITS = "Preparing kernels, 1 of 2"


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every training waits for ever."""

    def train(
        experiment: Experiment, corpus: Corpus, *, resume: object, tell: Callable[[str], None]
    ) -> Iterator[Snapshot]:
        for _ in range(1_000):
            tell(WAITS)
        raise AssertionError("nobody stopped it")
        yield

    monkeypatch.setattr("hmlc_core.methods.train.train", train)


@pytest.mark.usefixtures("waiting")
def test_a_run_that_waits_says_what_for_and_hears_a_stop_request(store: RunStore) -> None:
    run_id, told = store.create(preset("quick")), list[str]()

    def tell(message: str) -> None:
        told.append(message)
        if message == WAITS:
            assert store.get(run_id).message == WAITS
            store.request_stop(run_id)

    assert train_run(store.uri, run_id, tell=tell) == "stopped"
    assert told == ["Reading newsroom", WAITS]
    assert (store.get(run_id).status, store.get(run_id).message) == ("stopped", "")


@pytest.mark.usefixtures("waiting")
def test_a_run_that_waits_ends_with_its_program(store: RunStore) -> None:
    run_id = store.create(preset("quick"))
    assert train_run(store.uri, run_id, halted=lambda: True) == "stopped"
    assert store.get(run_id).message == "Stopped with the program that trained it."
    store.requeue(run_id)  # it can go on
