"""Checkpoints as bytes: starts, pieces, marks, and those kept by earlier versions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from hmlc_core.data.corpus import Corpus
from hmlc_core.data.prepare import prepare
from hmlc_core.errors import StoreError
from hmlc_core.experiment import Experiment
from hmlc_core.methods import method_of
from hmlc_core.methods.train import train
from hmlc_core.runs.store.arrays import (
    assembled,
    pack,
    pack_checkpoint,
    unpack,
    unpack_checkpoint,
)
from hmlc_core.runs.store.store import RunStore
from hmlc_core.snapshot import Checkpoint
from tests.runs.handmade import made_checkpoint

pytestmark = pytest.mark.slow


def piece(number: int, *, trained: bool = False, **state: object) -> Checkpoint:
    return Checkpoint(
        tensors={f"fit/{number}/w": np.array([number, 0.5])},
        state={"newest": number, **state},
        piece=True,
        trained=trained,
    )


def assert_equal(one: Checkpoint | None, two: Checkpoint) -> None:
    assert one is not None
    assert (one.stage, one.trained, one.piece) == (two.stage, two.trained, two.piece)
    assert one.state == two.state
    assert one.tensors.keys() == two.tensors.keys()
    for name, array in two.tensors.items():
        assert np.array_equal(one.tensors[name], array)
        assert one.tensors[name].dtype == array.dtype
    assert one.starts.keys() == two.starts.keys()
    for stage, outcome in two.starts.items():
        assert one.starts[stage].keys() == outcome.keys()
        assert all(np.array_equal(one.starts[stage][name], a) for name, a in outcome.items())


@pytest.mark.parametrize(
    "checkpoint",
    [
        made_checkpoint(3),
        piece(2, trained=True),
        Checkpoint(tensors={}, state={"labels": ["a", "β"]}, stage="labels"),
        Checkpoint(
            tensors={"points": np.zeros((3, 2))},
            state={"random": {"state": 2**127 + 1}},
            stage="labels",
            starts={"words": {"points": np.ones((4, 2), np.float32), "names/odd": np.arange(3)}},
        ),
        Checkpoint(tensors={"fit/0/places": np.zeros(0, np.int64)}, state={}, piece=True),
        Checkpoint(tensors={"w": np.array([np.inf, -np.inf])}, state={"best": 0.1 + 0.2}),
    ],
    ids=["network", "piece", "empty", "starts", "no numbers", "infinite"],
)
def test_a_checkpoint_comes_back_as_it_was(checkpoint: Checkpoint) -> None:
    assert_equal(unpack_checkpoint(pack_checkpoint(checkpoint)), checkpoint)


def test_pieces_add_to_what_was_before_them() -> None:
    base = Checkpoint(tensors={}, state={"labels": ["a"]}, starts={"labels": {"p": np.ones(2)}})
    found = assembled(base, [piece(0, threshold=0.3), piece(1, trained=True)])
    assert found is not None
    assert found.tensors.keys() == {"fit/0/w", "fit/1/w"}
    assert found.state == {"labels": ["a"], "threshold": 0.3, "newest": 1}
    assert found.starts == base.starts
    assert found.trained
    assert not found.piece


def test_without_pieces_or_without_anything() -> None:
    base = made_checkpoint(1)
    assert assembled(base, []) is base
    assert assembled(None, []) is None
    alone = assembled(None, [piece(0)])
    assert alone is not None
    assert alone.tensors.keys() == {"fit/0/w"}


def test_a_piece_that_is_told_again_at_its_step_replaces_the_first(store: RunStore) -> None:
    run_id = store.create(Experiment())
    store.save_checkpoint(run_id, Checkpoint(tensors={}, state={"labels": []}), 0)
    for number in range(12):  # more than nine: names sort as numbers do
        store.save_checkpoint(run_id, piece(number), number + 1)
    store.save_checkpoint(run_id, piece(11, trained=True, threshold=0.2), 12)
    found = store.checkpoint(run_id)
    assert found is not None
    assert list(found.tensors) == [f"fit/{number}/w" for number in range(12)]
    assert found.trained
    assert found.state == {"labels": [], "newest": 11, "threshold": 0.2}
    assert len(store.files(run_id).names("pieces")) == 12


def old_bytes(checkpoint: Checkpoint) -> bytes:
    """As it was kept before there were stages: tensors, and the state as the only note."""
    return pack(checkpoint.tensors, checkpoint.state)


def test_a_checkpoint_of_before_stages_is_a_trained_network() -> None:
    found = unpack_checkpoint(old_bytes(made_checkpoint(2)))
    assert (found.stage, found.trained, found.piece) == ("train", True, False)
    assert found.state == made_checkpoint(2).state
    assert found.starts == {}


def test_a_run_of_before_stages_is_opened_and_resumed(
    experiment: Experiment, corpus: Corpus
) -> None:
    whole = [shot for shot in train(experiment, corpus) if shot.stage == "train"]
    stopped = next(shot for shot in whole if shot.checkpoint and shot.epoch == 1)
    assert stopped.checkpoint is not None
    old = unpack_checkpoint(old_bytes(stopped.checkpoint))
    prepared = prepare(corpus, experiment.corpus, experiment.seed)
    method = method_of(experiment.model)
    one, two = (method.load(experiment, prepared, c) for c in (old, stopped.checkpoint))
    assert np.array_equal(one.scores(prepared.test), two.scores(prepared.test))
    rest = list(train(experiment, corpus, resume=old))
    expected = [shot for shot in whole if shot.step > stopped.step or shot.last]
    assert [shot.losses for shot in rest] == [shot.losses for shot in expected]
    assert rest[-1].scores == expected[-1].scores


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[: len(content) // 2],
        lambda content: b"\xff" * len(content),
        lambda content: content[:8] + b"[" * (len(content) - 8),
        lambda content: content.replace(b"notes", b"nodes"),
    ],
)
def test_a_damaged_file_is_told(damage: Callable[[bytes], bytes]) -> None:
    content = pack({"weights": np.zeros(3)}, {"epoch": 1})
    with pytest.raises(StoreError, match="damaged"):
        unpack(damage(content))
