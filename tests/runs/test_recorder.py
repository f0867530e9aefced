"""The recorder: every snapshot is taken down, and a run ends in exactly one way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from hmlc_core.errors import StoreError, TrainingError
from hmlc_core.experiment import Experiment
from hmlc_core.runs.recorder import record
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint, Snapshot
from tests.runs.handmade import snapshot

pytestmark = pytest.mark.slow

Training = Callable[[int], Callable[[], Iterator[Snapshot]]]


@pytest.fixture
def run_id(store: RunStore) -> str:
    return store.create(Experiment())


def test_a_training_that_ends_is_finished_and_whole(
    store: RunStore, run_id: str, training: Training
) -> None:
    seen: list[int] = []
    status = record(store, run_id, training(5), observe=lambda s: seen.append(s.step))
    run = store.get(run_id)
    assert status == run.status == "finished"
    assert seen == [0, 1, 2, 3, 4]
    assert store.curves(run_id)["train/loss/loss"].steps.tolist() == seen
    assert run.test_scores == {"P@1": 0.75}
    assert run.progress == 1.0
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state["counters"]["step"] == 4


def test_fast_snapshots_share_writes_but_first_and_last_frame_are_kept(
    store: RunStore, run_id: str, training: Training
) -> None:
    record(store, run_id, training(30), pace=1e6)
    steps = store.frames(run_id).steps.tolist()
    assert steps[0] == 0
    assert steps[-1] == 29
    assert len(steps) < 30
    assert len(store.curves(run_id)["train/epoch"].steps) == 30


def test_each_stage_has_a_first_and_a_last_frame(store: RunStore, run_id: str) -> None:
    def two_stages() -> Iterator[Snapshot]:
        for step in range(3):
            yield snapshot(step, stage="labels")
        for step in range(3):
            yield snapshot(step, last=step == 2)

    record(store, run_id, two_stages, pace=1e6)  # however slow the machine, no frame in between
    assert store.frames(run_id, "labels").steps.tolist() == [0, 2]
    assert store.frames(run_id, "train").steps.tolist() == [0, 2]


@pytest.mark.parametrize("how", [{"steps": 1}, {"early": True}])
def test_that_no_step_is_left_is_told_at_once(store: RunStore, run_id: str, how: Any) -> None:
    told: list[Any] = []

    def slow_to_score() -> Iterator[Snapshot]:
        yield snapshot(0)
        yield snapshot(1, **how)
        told.append(store.get(run_id))
        yield snapshot(1, **how, last=True)

    record(store, run_id, slow_to_score, pace=1e6)
    assert (told[0].step, told[0].eta, told[0].progress) == (1, None, 1.0)
    assert told[0].early == ("early" in how)


def test_without_pauses_every_frame_is_kept(
    store: RunStore, run_id: str, training: Training
) -> None:
    record(store, run_id, training(5), pace=0)
    assert store.frames(run_id).steps.tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(("apart", "most"), [(30.0, 0), (2.0, 10)])
def test_a_picture_is_not_behind_what_is_said_by_more_than_one_snapshot_or_the_pace(
    store: RunStore,
    run_id: str,
    monkeypatch: pytest.MonkeyPatch,
    apart: float,
    most: int,
) -> None:
    """After more than an hour of training, when frames are at least 20 seconds apart."""
    clock = [0.0]
    monkeypatch.setattr("hmlc_core.runs.recorder.time", SimpleNamespace(monotonic=lambda: clock[0]))
    behind: list[int] = []

    def late() -> Iterator[Snapshot]:
        yield snapshot(0)
        clock[0] = 4000.0
        for step in range(1, 40):
            yield snapshot(step, last=step == 39)
            clock[0] += apart

    def look(taken: Snapshot) -> None:
        behind.append(store.get(run_id).step - int(store.frames(run_id).steps[-1]))

    assert record(store, run_id, late, observe=look) == "finished"
    assert 0 <= max(behind) <= most


def test_a_snapshot_is_taken_down_before_a_stop_is_obeyed(store: RunStore, run_id: str) -> None:
    closed = threading.Event()

    def endless() -> Iterator[Snapshot]:
        try:
            for step in range(1_000_000):
                if step == 2:
                    store.request_stop(run_id)
                yield snapshot(step, checkpoint=True)
        finally:
            closed.set()

    assert record(store, run_id, endless, pace=0) == "stopped"
    assert closed.is_set()
    assert store.curves(run_id)["train/epoch"].steps.tolist() == [0, 1, 2]
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state["counters"]["step"] == 2


def test_a_checkpoint_that_waited_is_saved_when_the_run_is_halted(
    store: RunStore, run_id: str, training: Training
) -> None:
    seen: list[int] = []
    status = record(
        store, run_id, training(9), halted=lambda: len(seen) == 3, observe=lambda s: seen.append(1)
    )
    assert status == "stopped"
    assert "program that trained it" in store.get(run_id).message
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state["counters"]["step"] == 2


def fitting(store: RunStore, run_id: str, done: int = 0) -> Iterator[Snapshot]:
    """Four pieces, of which `done` are there; asserts that each is kept before the next begins."""
    if not done:
        yield snapshot(0, checkpoint=True)
    for number in range(done, 4):
        kept = store.checkpoint(run_id)
        assert kept is not None
        assert {f"fit/{n}/w" for n in range(number)} <= kept.tensors.keys()
        checkpoint = Checkpoint(
            tensors={f"fit/{number}/w": np.full(2, number)},
            state={"pieces": number + 1},
            piece=True,
            trained=number == 3,
        )
        yield snapshot(number + 1, checkpoint=checkpoint, last=number == 3)


def test_a_piece_is_kept_before_the_next_is_begun(store: RunStore, run_id: str) -> None:
    """However long checkpoints otherwise wait."""
    assert record(store, run_id, lambda: fitting(store, run_id), pace=1e9) == "finished"
    found = store.checkpoint(run_id)
    assert found is not None
    assert [found.tensors[f"fit/{n}/w"][0] for n in range(4)] == [0, 1, 2, 3]
    assert "model/w" in found.tensors
    assert found.state["counters"] == {"step": 0}
    assert found.state["pieces"] == 4
    assert found.trained


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_process_that_is_killed_loses_no_piece(
    store: RunStore, run_id: str, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed: nothing is written at the end."""

    def die(shot: Snapshot) -> None:
        if shot.step == pieces:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("hmlc_core.runs.recorder._Writer.close", lambda self: None)
        with pytest.raises(KeyboardInterrupt):
            record(store, run_id, lambda: fitting(store, run_id), observe=die, pace=1e9)
    kept = store.checkpoint(run_id)
    assert kept is not None
    assert kept.state["pieces"] == pieces
    assert not kept.trained
    resumed: list[int] = []
    store.requeue(run_id)
    status = record(
        store,
        run_id,
        lambda: fitting(store, run_id, done=pieces),
        observe=lambda shot: resumed.append(shot.step),
        pace=1e9,
    )
    assert status == "finished"
    assert resumed == list(range(pieces + 1, 5))
    whole = store.checkpoint(run_id)
    assert whole is not None
    assert whole.trained
    assert {f"fit/{n}/w" for n in range(4)} <= whole.tensors.keys()


class Killed(BaseException):
    """Nothing is written any more."""


@pytest.mark.parametrize("piece", [False, True])
@pytest.mark.parametrize("pace", [0, 1e9])
@pytest.mark.parametrize("write", range(12))
def test_whenever_a_process_is_killed_what_its_checkpoint_supersedes_is_there(
    store: RunStore,
    run_id: str,
    monkeypatch: pytest.MonkeyPatch,
    write: int,
    pace: float,
    piece: bool,
) -> None:
    """Killed before the store is asked to write for the n-th time."""
    left = write

    def counted(kept: Callable[..., None]) -> Callable[..., None]:
        def write(*arguments: object) -> None:
            nonlocal left
            if left <= 0:
                raise Killed
            left -= 1
            kept(*arguments)

        return write

    def snapshots() -> Iterator[Snapshot]:
        for step in range(4):
            tensors = {f"fit/{step}/w": np.zeros(1)}
            state = {"counters": {"step": step}}
            made = Checkpoint(tensors=tensors, state=state, piece=piece)
            yield snapshot(step, checkpoint=made, last=step == 3)

    with monkeypatch.context() as patch:
        for name in ("log", "save_frame", "save_checkpoint"):
            patch.setattr(store, name, counted(getattr(store, name)))
        with suppress(Killed):
            record(store, run_id, snapshots, pace=pace)
    found = store.checkpoint(run_id)
    steps = list(range(found.state["counters"]["step"] + 1)) if found else []
    curves = store.curves(run_id)
    measured = curves["train/epoch"].steps.tolist() if curves else []
    assert measured[: len(steps)] == steps
    if pace == 0 or piece:
        assert store.frames(run_id).steps.tolist()[: len(steps)] == steps


def test_a_stop_that_comes_with_the_last_snapshot_is_too_late(store: RunStore, run_id: str) -> None:
    def last() -> Iterator[Snapshot]:
        store.request_stop(run_id)
        yield snapshot(0, last=True)

    assert record(store, run_id, last, halted=lambda: True) == "finished"


def test_a_run_that_was_stopped_while_it_waited_is_not_begun(
    store: RunStore, run_id: str, training: Training
) -> None:
    store.request_stop(run_id)
    assert record(store, run_id, training(1)) == "stopped"
    assert store.curves(run_id) == {}


def test_a_clear_error_is_kept_as_it_is(store: RunStore, run_id: str) -> None:
    error = TrainingError("the values are no longer finite", where="parameter w", remedy="Rest.")

    def broken() -> Iterator[Snapshot]:
        yield snapshot(0, checkpoint=True)
        raise error

    assert record(store, run_id, broken) == "failed"
    run = store.get(run_id)
    assert (run.status, run.message) == ("failed", str(error))
    assert store.checkpoint(run_id) is not None
    assert store.files(run_id).read("traceback.txt") is None


def test_an_unforeseen_error_is_named_and_its_traceback_kept(store: RunStore, run_id: str) -> None:
    def broken() -> Iterator[Snapshot]:
        raise ValueError("surprise")

    assert record(store, run_id, broken) == "failed"
    assert store.get(run_id).message == "Unexpected: ValueError: surprise"
    assert b"surprise" in (store.files(run_id).read("traceback.txt") or b"")


def test_a_keyboard_interrupt_leaves_a_stopped_run_and_goes_on(
    store: RunStore, run_id: str
) -> None:
    def interrupted() -> Iterator[Snapshot]:
        yield snapshot(0, checkpoint=True)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        record(store, run_id, interrupted)
    assert store.get(run_id).status == "stopped"
    assert store.checkpoint(run_id) is not None


def test_a_full_disk_fails_the_run_with_its_message_and_keeps_the_history(
    store: RunStore, run_id: str, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = store.save_checkpoint

    def full(run_id: str, checkpoint: Checkpoint, step: int) -> None:
        if step == 2:
            raise StoreError("the disk is full", where="here")
        kept(run_id, checkpoint, step)

    monkeypatch.setattr(store, "save_checkpoint", full)
    assert record(store, run_id, training(5), pace=0) == "failed"
    assert store.get(run_id).message == "here: the disk is full"
    assert store.curves(run_id)["train/epoch"].steps.tolist() == [0, 1, 2]
    checkpoint = store.checkpoint(run_id)
    assert checkpoint is not None
    assert checkpoint.state["counters"]["step"] == 1


def test_an_end_that_cannot_be_written_at_once_is_tried_again(
    store: RunStore, run_id: str, training: Training, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish, attempts = store.finish, []

    def full_at_first(*arguments: str, **owner: Any) -> None:
        attempts.append(arguments)
        if len(attempts) < 3:
            raise StoreError("the disk is full")
        finish(*arguments, **owner)

    monkeypatch.setattr(store, "finish", full_at_first)
    monkeypatch.setattr("hmlc_core.runs.recorder.time.sleep", lambda seconds: None)
    record(store, run_id, training(2))
    assert store.get(run_id).status == "finished"


def test_a_run_that_was_resumed_elsewhere_is_left_to_its_new_owner(
    store: RunStore, run_id: str
) -> None:
    def robbed() -> Iterator[Snapshot]:
        yield snapshot(0)
        store.finish(run_id, "stopped")
        store.requeue(run_id)
        store.start(run_id)
        yield snapshot(1)
        raise AssertionError("the recorder went on")

    assert record(store, run_id, robbed, pace=0) == "running"


def test_references_are_computed_for_a_finished_run_only(
    store: RunStore, run_id: str, training: Training
) -> None:
    scores = {"frequency": {"P@1": 0.5}}
    record(store, run_id, training(2), references=lambda: scores)
    assert store.references(run_id) == scores
    stopped = store.create(Experiment())
    record(store, stopped, training(3), references=lambda: scores, halted=lambda: True)
    assert store.references(stopped) == {}


def test_references_that_fail_leave_a_finished_run_with_a_message(
    store: RunStore, run_id: str, training: Training
) -> None:
    def failing() -> dict[str, dict[str, float]]:
        raise ValueError("no words")

    assert record(store, run_id, training(2), references=failing) == "finished"
    message = store.get(run_id).message
    assert message == "Trained, but the baselines could not be computed: no words"


def test_the_heart_beats_while_no_snapshot_comes(
    store: RunStore, run_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hmlc_core.runs.recorder.BEAT", 0.01)
    beaten = threading.Event()
    monkeypatch.setattr(store, "beat", lambda run_id: beaten.set())

    def slow() -> Iterator[Snapshot]:
        assert beaten.wait(60)
        yield snapshot(0, last=True)

    assert record(store, run_id, slow) == "finished"
    assert not [t for t in threading.enumerate() if t.name.startswith("heartbeat")]


def test_a_method_that_ends_without_its_last_snapshot_has_failed(
    store: RunStore, run_id: str
) -> None:
    assert record(store, run_id, lambda: iter([snapshot(0), snapshot(1)]), pace=0) == "failed"
    assert "without its last snapshot" in store.get(run_id).message


def test_a_method_that_exits_has_failed_and_the_program_goes_on(
    store: RunStore, run_id: str
) -> None:
    def leaving() -> Iterator[Snapshot]:
        yield snapshot(0)
        raise SystemExit(3)

    assert record(store, run_id, leaving, pace=0) == "failed"
    assert store.get(run_id).message == "Unexpected: SystemExit: 3"
