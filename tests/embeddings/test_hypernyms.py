"""Words drawn to their hypernyms: the printed loss, what stays, and going on after a stop."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from hmlc_core.embeddings import descent
from hmlc_core.embeddings.descent import FRAMES
from hmlc_core.embeddings.hypernyms import tune_words
from hmlc_core.errors import DataError, SettingError
from hmlc_core.experiment.words import HypernymTuning
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls
from hmlc_core.snapshot import Array, Snapshot
from tests.contracts.spaces import TripledBall
from tests.methods.formula import F

PAIRS = np.array([(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6)])
SPACES = {
    "one_ball": PoincareBall(4),
    "balls_sum": ProductOfBalls(4, ball_dim=2),
    "balls_l2": ProductOfBalls(4, ball_dim=2, aggregate="l2"),
    "flat": Euclidean(4),
}
SHORT = HypernymTuning(epochs=40, rate=0.3, negatives=3)


def start() -> Array:
    return F((7, 4), 7, 3, 0, s=20).numpy()


def drain(
    running: Generator[Snapshot, None, Any],
) -> tuple[list[Snapshot], Array]:
    snapshots = []
    while True:
        try:
            snapshots.append(next(running))
        except StopIteration as end:
            return snapshots, end.value["points"]


def tune(
    settings: HypernymTuning = SHORT,
    *,
    points: Array | None = None,
    pairs: Array = PAIRS,
    space: Geometry = SPACES["one_ball"],
    first: int = 0,
    **more: Any,
) -> tuple[list[Snapshot], Array]:
    place = start() if points is None else points
    watched = np.array([first, first + 3])
    return drain(
        tune_words(
            place, pairs, settings, geometry=space, seed=0, watched=watched, first=first, **more
        )
    )


@pytest.mark.parametrize(
    ("space", "anchor", "denominator", "total"),
    [
        ("one_ball", "parent", "positive", 8.492219498),
        ("one_ball", "parent", "self", 9.990026254),
        ("one_ball", "child", "positive", 10.29748295),
        ("one_ball", "child", "self", 11.39836739),
        ("balls_sum", "parent", "positive", 8.408059218),
        ("balls_sum", "parent", "self", 10.5976472),
        ("balls_sum", "child", "positive", 10.39291029),
        ("balls_sum", "child", "self", 11.9731806),
        ("balls_l2", "parent", "positive", 8.523063511),
        ("balls_l2", "parent", "self", 9.962432419),
        ("balls_l2", "child", "positive", 10.2976961),
        ("balls_l2", "child", "self", 11.36021937),
    ],
)
def test_the_loss_is_equation_4(space: str, anchor: str, denominator: str, total: float) -> None:
    """At a rate that moves nothing, and with all unrelated words as negatives."""
    settings = HypernymTuning(
        epochs=1, rate=1e-6, negatives=7, anchor=anchor, denominator=denominator
    )
    (_, last), _ = tune(settings, space=SPACES[space])
    assert last.losses["hypernyms"] * len(PAIRS) == pytest.approx(total, rel=2e-5)


@pytest.mark.parametrize("space", SPACES)
def test_hypernyms_come_nearer_and_the_loss_falls(space: str) -> None:
    snapshots, points = tune(space=SPACES[space])
    losses = [snapshot.losses["hypernyms"] for snapshot in snapshots[1:]]
    assert losses[-1] < losses[0] - 0.1
    assert points.shape == (7, 4)
    assert np.isfinite(points).all()


@pytest.mark.parametrize("place", [0, 1, 20, FRAMES])
@pytest.mark.parametrize("space", SPACES)
def test_from_any_snapshot_the_rest_follows_bit_for_bit(space: str, place: int) -> None:
    whole, expected = tune(space=SPACES[space])
    kept = whole[place].checkpoint
    assert kept is not None
    resume = replace(kept, state=json.loads(json.dumps(kept.state)))
    rest, found = tune(space=SPACES[space], resume=resume)
    assert np.array_equal(found, expected)
    for one, two in zip(rest, whole[place + 1 :] or whole[-1:], strict=True):
        assert (one.stage, one.step, one.epoch) == ("hypernyms", two.step, two.epoch)
        assert np.array_equal(one.word_points, two.word_points)


@pytest.mark.parametrize("space", SPACES)
def test_whoever_stops_long_passes_waits_for_no_whole_one(
    monkeypatch: pytest.MonkeyPatch, space: str
) -> None:
    """Looks within passes change nothing, and from each of them the rest follows."""
    settings = replace(SHORT, epochs=3)
    _, expected = tune(settings, space=SPACES[space])
    monkeypatch.setattr(descent, "WORK", 1)
    whole, found = tune(settings, space=SPACES[space])
    assert [each.step for each in whole] == list(range(3 * len(PAIRS) + 1))
    assert [each.epoch * len(PAIRS) for each in whole] == pytest.approx(range(3 * len(PAIRS) + 1))
    assert np.array_equal(found, expected)
    for place, snapshot in enumerate(whole):
        assert snapshot.checkpoint is not None
        rest, same = tune(settings, space=SPACES[space], resume=snapshot.checkpoint)
        assert len(rest) == max(1, len(whole) - place - 1)
        assert np.array_equal(same, expected)


def test_padding_and_unknown_words_stay_and_push_nobody_away() -> None:
    """The words move as they would alone, two rows further down."""
    special = np.full((2, 4), 0.3)
    _, alone = tune()
    _, beside = tune(points=np.concatenate([special, start()]), pairs=PAIRS + 2, first=2)
    assert np.array_equal(beside[:2], special)
    assert np.array_equal(beside[2:], alone)


def test_pairs_that_are_given_twice_count_once() -> None:
    assert np.array_equal(tune()[1], tune(pairs=np.concatenate([PAIRS, PAIRS]))[1])


def test_without_pairs_words_stay() -> None:
    (only,), points = tune(pairs=np.empty((0, 2), np.int64))
    assert only.steps == 0
    assert only.losses == {}
    assert np.array_equal(points, start())


def test_what_is_given_is_not_changed() -> None:
    points = start()
    tune(points=points)
    assert np.array_equal(points, start())


def test_snapshots_show_the_watched_words() -> None:
    snapshots, points = tune()
    first, *_, last = snapshots
    assert np.array_equal(first.word_points, start()[[0, 3]].astype(np.float32))
    assert np.array_equal(last.word_points, points[[0, 3]].astype(np.float32))
    assert last.step == last.steps == 40 * len(PAIRS)


@pytest.mark.parametrize(
    ("points", "pairs", "sentence"),
    [
        (np.zeros((7, 3)), PAIRS, "the points are not those of this space"),
        (np.full((7, 4), np.nan), PAIRS, "NaN or infinity in those of 7 of 7 words"),
        (np.zeros((7, 4)), np.array([(0, 7)]), r"different rows from 0 to 6; found \(0, 7\)"),
        (np.zeros((7, 4)), np.array([(-1, 2)]), r"found \(-1, 2\)"),
        (np.zeros((7, 4)), np.array([(3, 3)]), "not a pair of two words"),
    ],
)
def test_bad_input_is_refused_at_the_call(points: Array, pairs: Array, sentence: str) -> None:
    with pytest.raises(DataError, match=sentence):
        tune_words(
            points, pairs, SHORT, geometry=PoincareBall(4), seed=0, watched=np.array([0]), first=0
        )


def test_a_space_without_compiled_code_is_refused_at_the_call() -> None:
    with pytest.raises(SettingError, match="words cannot be placed in this space"):
        tune_words(
            start(), PAIRS, SHORT, geometry=TripledBall(4), seed=0, watched=np.array([0]), first=0
        )
