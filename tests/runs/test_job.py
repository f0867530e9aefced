"""The job: a run that waits says so, and hears that it is to stop."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import preset
from hmlc_core.runs.queue.aftermath import look_after
from hmlc_core.runs.queue.cluster import SchedulerLost
from hmlc_core.runs.queue.job import train_run
from hmlc_core.runs.store.errors import NotResumable
from hmlc_core.runs.store.kept import PREFIX
from hmlc_core.runs.store.owner import Owner
from hmlc_core.runs.store.store import RunStore
from hmlc_core.runs.store.tags import WAITS_AGAIN
from hmlc_core.runs.store.tracking import Tracking
from hmlc_core.snapshot import Checkpoint, Snapshot
from tests.runs.handmade import snapshot

pytestmark = pytest.mark.slow

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


def begun(store: RunStore, owner: Owner) -> str:
    """A run that `owner` is training."""
    run_id = store.create(preset("quick"))
    store.start(run_id)
    store.log(run_id, [snapshot(0)])
    set_tag(store, run_id, "owner", owner.to_json())
    return run_id


def set_tag(store: RunStore, run_id: str, key: str, value: str) -> None:
    Tracking(store.uri)("set_tag", run_id, PREFIX + key, value)


@pytest.fixture
def gone() -> Owner:
    """A process of this machine that has ended."""
    return replace(Owner.here(), started="long ago")


@pytest.fixture
def elsewhere() -> Owner:
    """A process of another machine, of which nobody here knows whether it has ended."""
    return replace(Owner.here(), host="another")


@pytest.mark.usefixtures("waiting")
def test_a_run_whose_trainer_is_gone_is_gone_on_with(store: RunStore, gone: Owner) -> None:
    run_id = begun(store, gone)
    assert train_run(store.uri, run_id, halted=lambda: True) == "stopped"
    assert store.get(run_id).message == "Stopped with the program that trained it."


def test_a_run_whose_worker_is_gone_waits_for_another_while_the_one_who_asked_is_there(
    store: RunStore, gone: Owner
) -> None:
    run_id = begun(store, gone)
    run = store.get(run_id)
    assert (run.status, run.message) == ("queued", WAITS_AGAIN)
    assert [other.id for other in store.active()] == [run_id]
    with pytest.raises(NotResumable):
        store.requeue(run_id)
    assert store.start(run_id) is not None
    assert store.get(run_id).status == "running"
    second = replace(gone, token="second")  # it is lost, too
    set_tag(store, run_id, "owner", second.to_json())
    assert store.get(run_id).status == "queued"
    set_tag(store, run_id, "asker", gone.to_json())
    assert store.get(run_id).status == "interrupted"
    store.requeue(run_id)


def test_a_run_that_waits_for_another_worker_can_be_stopped(store: RunStore, gone: Owner) -> None:
    run_id = begun(store, gone)
    store.request_stop(run_id)
    assert store.get(run_id).status == "stopped"
    assert train_run(store.uri, run_id) == "stopped"  # the other worker has come to it


def test_a_scheduler_that_is_lost_holds_no_run_any_more(store: RunStore, gone: Owner) -> None:
    waits, at_work = begun(store, gone), begun(store, Owner.here())
    for run_id in (waits, at_work):
        job: Future[str] = Future()
        job.set_exception(SchedulerLost("the Dask scheduler went away"))
        look_after(store, run_id, job)
    assert store.get(waits).status == "stopped"
    assert store.get(at_work).status == "running"
    set_tag(store, at_work, "owner", gone.to_json())  # its worker ends a little later
    assert store.get(at_work).status == "interrupted"


@pytest.mark.usefixtures("waiting")
def test_a_run_that_was_to_stop_when_its_trainer_went_is_stopped(
    store: RunStore, gone: Owner
) -> None:
    run_id = begun(store, gone)
    set_tag(store, run_id, "stop", "requested")
    assert train_run(store.uri, run_id) == "stopped"
    store.requeue(run_id)  # it can go on
    assert store.get(run_id).status == "queued"


@pytest.mark.usefixtures("waiting")
def test_a_trainer_on_another_machine_that_shows_signs_of_life_is_left_alone(
    store: RunStore, elsewhere: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = begun(store, elsewhere)
    monkeypatch.setattr(
        "hmlc_core.runs.queue.job.time.sleep", lambda seconds: store.log(run_id, [snapshot(1)])
    )
    assert train_run(store.uri, run_id) == "running"


@pytest.mark.usefixtures("waiting")
def test_a_trainer_on_another_machine_is_taken_for_gone_when_its_heartbeat_stops(
    store: RunStore, elsewhere: Owner, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = begun(store, elsewhere)
    monkeypatch.setattr(
        "hmlc_core.runs.queue.job.time.sleep",
        lambda seconds: set_tag(store, run_id, "heartbeat", "1.0"),
    )
    assert train_run(store.uri, run_id, halted=lambda: True) == "stopped"


FIRST = Checkpoint(tensors={}, state={}, stage="labels")
DRAWN = Checkpoint(tensors={"w": np.ones(1)}, state={"epoch": 0.0}, stage="labels")
PLACED = Checkpoint(tensors={"w": np.ones(1)}, state={"epoch": 5.0}, stage="labels")
STARTED = Checkpoint(tensors={}, state={}, starts={"labels": {"w": np.ones(1)}})
TRAINED = Checkpoint(tensors={"w": np.ones(1)}, state={"counters": {"epoch": 2}})
REPEATED = "There is no later checkpoint: what came after, up to {}, is repeated."


@pytest.mark.usefixtures("waiting")
@pytest.mark.parametrize(
    ("kept", "left", "going", "reached"),
    [
        (FIRST, ("labels", 0, 0.0), "Going on with placing the labels.", ""),
        (
            FIRST,
            ("labels", 9, 4.5),
            "Beginning again with placing the labels.",
            "4.5 epochs of placing the labels",
        ),
        (FIRST, ("train", 0, 0.0), "Beginning again with placing the labels.", "training"),
        (
            FIRST,
            ("train", 6, 3.0),
            "Beginning again with placing the labels.",
            "3 epochs of training",
        ),
        (DRAWN, ("labels", 0, 0.0), "Going on with placing the labels.", ""),
        (
            DRAWN,
            ("train", 5, 2.5),
            "Beginning again with placing the labels.",
            "2.5 epochs of training",
        ),
        (
            PLACED,
            ("labels", 11, 5.5),
            "Going on with placing the labels, from the checkpoint after 5 epochs; what came "
            "after, up to 5.5 epochs, is repeated.",
            "",
        ),
        (
            PLACED,
            ("train", 6, 3.0),
            "Going on with placing the labels, from the checkpoint after 5 epochs.",
            "3 epochs of training",
        ),
        (STARTED, ("train", 0, 0.0), "Going on with training.", ""),
        (STARTED, ("train", 2, 1.0), "Beginning again with training.", "1 epoch of training"),
        (
            TRAINED,
            ("train", 4, 2.0),
            "Going on with training, from the checkpoint after 2 epochs.",
            "",
        ),
        (
            TRAINED,
            ("train", 25, 12.4),
            "Going on with training, from the checkpoint after 2 epochs; what came after, up to "
            "12.4 epochs, is repeated.",
            "",
        ),
    ],
)
def test_a_run_that_goes_on_says_from_where_and_what_it_repeats(
    store: RunStore,
    gone: Owner,
    kept: Checkpoint,
    left: tuple[str, int, float],
    going: str,
    reached: str,
) -> None:
    stage, step, epoch = left
    run_id = store.create(preset("quick"))
    store.start(run_id)
    store.record(run_id, snapshot(0, stage=kept.stage, checkpoint=kept))
    store.log(run_id, [snapshot(step, stage=stage, epoch=epoch)])
    set_tag(store, run_id, "owner", gone.to_json())
    sentences = list[str]()
    train_run(store.uri, run_id, halted=lambda: True, say=sentences.append)
    assert sentences == [f"{going} {REPEATED.format(reached)}" if reached else going]
