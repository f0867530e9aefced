"""The stage of words: what its snapshots say, what resumes, what is refused, what it learns."""

from __future__ import annotations

import json
from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as some
from numpy.typing import NDArray

from hmlc_core.embeddings import descent
from hmlc_core.embeddings.descent import FRAMES
from hmlc_core.embeddings.glove.counts import Counts, count_windows
from hmlc_core.embeddings.glove.train import (
    Found,
    embed_words,
    glove_kernels,
    glove_loss,
    init_range,
    word_points,
)
from hmlc_core.errors import DataError, SettingError, TrainingError
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall, ProductOfBalls
from hmlc_core.snapshot import Checkpoint, Snapshot
from tests.contracts.spaces import TripledBall

SPACES: dict[str, tuple[Geometry, str]] = {
    "disk": (PoincareBall(2), "cosh2"),
    "ball": (PoincareBall(6), "square"),
    "disks": (ProductOfBalls(6), "cosh2"),
    "flat, distances": (Euclidean(6), "square"),
    "flat, inner": (Euclidean(6), "inner"),
}
WATCHED = np.array([3, 2, 9])


def topics(seed: int = 0, documents: int = 60) -> list[NDArray[np.int32]]:
    """Documents of 20 words, most of them of one of three sets of six words, the rest of any."""
    random = np.random.default_rng(seed)
    own = [6 * (n % 3) + random.integers(0, 6, 20) for n in range(documents)]
    return [
        2 + np.where(random.random(20) < 0.8, words, random.integers(0, 18, 20)).astype(np.int32)
        for words in own
    ]


COUNTS = count_windows(topics(), words=20, window=5)
SHORT = WordEmbedding(epochs=100)


def followed(
    stage: Generator[Snapshot, None, Found],
) -> tuple[list[Snapshot], Found]:
    snapshots = []
    while True:
        try:
            snapshots.append(next(stage))
        except StopIteration as end:
            return snapshots, end.value


def embed(
    space: str = "disk",
    settings: WordEmbedding = SHORT,
    *,
    seed: int = 0,
    resume: Checkpoint | None = None,
) -> tuple[list[Snapshot], Found]:
    geometry, similarity = SPACES[space]
    settings = replace(settings, similarity=similarity)
    return followed(
        embed_words(COUNTS, settings, geometry=geometry, seed=seed, watched=WATCHED, resume=resume)
    )


@pytest.mark.slow
@pytest.mark.parametrize("passes", [1 / 3, 1, 2])
def test_whoever_stops_long_passes_waits_for_no_whole_one(
    monkeypatch: pytest.MonkeyPatch, passes: float
) -> None:
    """Looks within passes change nothing, and from each of them the rest follows."""
    settings = replace(SHORT, epochs=4)
    _, expected = embed("ball", settings)
    of_a_pass = len(COUNTS) * 2 * (6 + descent.BESIDE)
    monkeypatch.setattr(descent, "WORK", int(passes * of_a_pass) + 20)
    whole, found = embed("ball", settings)
    looks = {1 / 3: np.arange(13) / 3, 1: range(5), 2: range(5)}[passes]
    assert [each.epoch for each in whole] == pytest.approx(list(looks), abs=1e-2)
    assert [each.step for each in whole] == [round(each.epoch * len(COUNTS)) for each in whole]
    for place, snapshot in enumerate(whole):
        assert snapshot.checkpoint is not None
        rest, same = embed("ball", settings, resume=snapshot.checkpoint)
        left = whole[place + 1 :] or whole[-1:]
        assert [each.step for each in rest] == [each.step for each in left]
        assert all(np.array_equal(same[name], found[name]) for name in expected)
    assert all(np.array_equal(found[name], expected[name]) for name in expected)


@pytest.mark.parametrize("space", SPACES)
def test_snapshots_begin_with_the_start_and_end_with_the_result(space: str) -> None:
    geometry, similarity = SPACES[space]
    (first, *between, last), found = embed(space)
    assert (first.stage, first.step, first.epoch, first.losses) == ("words", 0, 0, {})
    assert first.word_points is not None
    assert last.word_points is not None
    assert first.word_points.shape == (3, geometry.width)
    reach = init_range(replace(SHORT, similarity=similarity), geometry.width)
    assert np.abs(first.word_points).max() <= reach
    assert len(between) + 1 == FRAMES
    assert last.step == last.steps == SHORT.epochs * len(COUNTS)
    assert last.losses["words"] < between[0].losses["words"]
    assert last.health["skipped_pairs"] == 0
    np.testing.assert_array_equal(last.word_points, found["points"][WATCHED].astype(np.float32))
    assert {name: array.shape for name, array in found.items()} == {
        "points": (20, geometry.width),
        "targets": (20, geometry.width),
        "contexts": (20, geometry.width),
        "target_bias": (20,),
        "context_bias": (20,),
    }
    for name in ("points", "targets", "contexts"):
        assert geometry.check_point(torch.tensor(found[name])) == (True, None)


@pytest.mark.parametrize("place", [0, 1, 20, FRAMES])
@pytest.mark.parametrize("space", SPACES)
def test_from_any_snapshot_the_rest_follows_bit_for_bit(space: str, place: int) -> None:
    """Through JSON, as the generator's state is kept; after the last only the result is told."""
    whole, found = embed(space)
    kept = whole[place].checkpoint
    assert kept is not None
    rest, same = embed(space, resume=replace(kept, state=json.loads(json.dumps(kept.state))))
    for one, two in zip(rest, whole[place + 1 :] or whole[-1:], strict=True):
        assert (one.step, one.epoch, one.health) == (two.step, two.epoch, two.health)
        assert one.losses == (two.losses if place < FRAMES else {})
        assert np.array_equal(one.word_points, two.word_points)
        assert one.seconds >= whole[place].seconds
    for name in found:
        assert np.array_equal(same[name], found[name])


def test_the_seed_decides_everything() -> None:
    one, same, other = (embed(seed=seed)[1]["points"] for seed in (1, 1, 2))
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.parametrize("space", SPACES)
def test_words_of_a_topic_are_nearest_each_other(space: str) -> None:
    geometry, _ = SPACES[space]
    points = torch.tensor(embed(space)[1]["points"][2:])
    if space == "flat, inner":
        near = torch.nn.functional.normalize(points) @ torch.nn.functional.normalize(points).T
    else:
        near = -geometry.pairwise(points, points)
    near.fill_diagonal_(-torch.inf)
    nearest = near.argmax(1)
    own = nearest // 6 == torch.arange(18) // 6
    assert own.double().mean() > 0.9  # chance is 5 of 17


@pytest.mark.parametrize("space", SPACES)
def test_the_loss_of_the_result_is_below_that_of_the_last_pass(space: str) -> None:
    geometry, similarity = SPACES[space]
    settings = replace(SHORT, similarity=similarity)
    snapshots, found = embed(space)
    loss = glove_loss(COUNTS, found, settings, geometry=geometry)
    assert loss == pytest.approx(snapshots[-1].losses["words"], rel=0.5)
    start = {name: np.zeros_like(array) for name, array in found.items()}
    assert loss < glove_loss(COUNTS, start, settings, geometry=geometry)


def test_the_loss_of_points_without_distances_is_that_of_the_counts() -> None:
    """All at the origin cosh²0 = 1, so that Eq. 3 is Σ f(X) (−1 − log X)² / pairs."""
    start = {"targets": np.zeros((20, 2)), "contexts": np.zeros((20, 2))}
    start |= {"target_bias": np.zeros(20), "context_bias": np.zeros(20)}
    x = COUNTS.values
    expected = np.mean(np.minimum(1, (x / 100) ** 0.75) * (1 + np.log(x)) ** 2)
    found = glove_loss(COUNTS, start, SHORT, geometry=PoincareBall(2))
    assert found == pytest.approx(expected, rel=1e-12)


def pattern(width: int, a: int, b: int, c: int, scale: float) -> NDArray[np.float64]:
    i, j = np.indices((4, width))
    return (((a * i + b * j + c) % 11) - 5) / scale


def test_gyromidpoints_are_the_golden_ones() -> None:
    """½ ⊗ (γ²_w w + γ²_c c)/(γ²_w + γ²_c − 1) with γ² = 1/(1 − ‖x‖²), by own float64 arithmetic."""
    found = {"targets": pattern(4, 7, 3, 1, 12), "contexts": pattern(4, 5, 2, 3, 14)}
    expected = [
        (-0.2403346993, -0.04335508512, 0.1546564981, 0.3531918952),
        (0.201174937, -0.03887996294, -0.2244769145, -0.0332752255),
        (-0.1465945169, 0.04574039574, 0.2413486491, -0.0394519524),
        (-0.1354157301, 0.04088300517, -0.1279342044, 0.0449777321),
    ]
    middle = word_points(found, WordEmbedding(), ProductOfBalls(4))
    np.testing.assert_allclose(middle, expected, rtol=1e-9, atol=1e-11)
    np.testing.assert_allclose(  # the first ball alone
        word_points({n: x[:, :2] for n, x in found.items()}, WordEmbedding(), PoincareBall(2)),
        np.array(expected)[:, :2],
        rtol=1e-9,
        atol=1e-11,
    )


@given(
    seed=some.integers(0, 2**16), space=some.sampled_from(["disk", "ball", "disks", "flat, inner"])
)
def test_a_midpoint_is_as_far_from_both_and_halfway_whatever_their_order(
    seed: int, space: str
) -> None:
    geometry, _ = SPACES[space]
    random = np.random.default_rng(seed)
    first, second = random.uniform(-0.39, 0.39, (2, 5, geometry.width))
    found = {"targets": first, "contexts": second}
    middle = torch.tensor(word_points(found, WordEmbedding(), geometry))
    w, c = torch.tensor(first), torch.tensor(second)
    torch.testing.assert_close(geometry.distance(middle, w), geometry.distance(middle, c))
    torch.testing.assert_close(2 * geometry.distance(middle, w), geometry.distance(w, c))
    turned = word_points({"targets": second, "contexts": first}, WordEmbedding(), geometry)
    torch.testing.assert_close(torch.tensor(turned), middle)


def test_the_first_of_the_two_alone_may_stand_for_a_word() -> None:
    _, found = embed(settings=replace(SHORT, points="target"))
    assert (found["points"] == found["targets"]).all()


def counts_of(*documents: list[int], words: int) -> Counts:
    return count_windows([np.array(row, np.int32) for row in documents], words=words, window=2)


NOTHING = {
    "no word": (counts_of(words=2), "not two words.*found none"),
    "one word": (counts_of([2, 2, 2], words=3), "not two words.*found one"),
    "words alone": (counts_of([2], [3], words=4), "no two different words.*window = 10"),
    "a word near itself": (counts_of([2, 2], [3], words=4), "no two different words"),
}


@pytest.mark.parametrize("case", NOTHING)
def test_counts_without_anything_to_learn_are_refused_at_the_call(case: str) -> None:
    counts, message = NOTHING[case]
    with pytest.raises(DataError, match=message):
        embed_words(counts, SHORT, geometry=PoincareBall(2), seed=0, watched=WATCHED[:0])


@pytest.mark.parametrize(
    ("geometry", "similarity", "message"),
    [
        (PoincareBall(2), "inner", r"words\.similarity: the inner product.*cosh2, square"),
        (ProductOfBalls(4), "inner", r"words\.similarity: the inner product"),
        (Euclidean(4), "cosh2", r"words\.similarity: cosh².*square, inner"),
        (TripledBall(2), "square", "geometry: words cannot be trained in this space"),
    ],
)
def test_what_has_no_meaning_in_a_space_is_refused_at_the_call(
    geometry: Geometry, similarity: str, message: str
) -> None:
    settings = replace(SHORT, similarity=similarity)
    with pytest.raises(SettingError, match=message):
        embed_words(COUNTS, settings, geometry=geometry, seed=0, watched=WATCHED)


def test_a_word_near_no_other_keeps_its_place() -> None:
    counts = counts_of([2, 3], [4], words=5)
    stage = embed_words(counts, SHORT, geometry=PoincareBall(2), seed=0, watched=np.array([4, 2]))
    snapshots, _ = followed(stage)
    first, last = snapshots[0].word_points, snapshots[-1].word_points
    assert first is not None
    assert last is not None
    assert (first[0] == last[0]).all()
    assert (first[1] != last[1]).any()


def test_words_that_are_thrown_to_the_rim_are_not_called_trained() -> None:
    with pytest.raises(
        TrainingError, match=r"words\.rate: words are thrown.*rate 5\)\. Take a tenth"
    ):
        embed(settings=replace(SHORT, rate=5.0))


def test_what_is_prepared_is_all_that_is_compiled() -> None:
    """In every space, so that nobody waits for a compiler once the kernels are ready."""
    from hmlc_core.embeddings.glove.epoch import epoch
    from hmlc_core.embeddings.glove.table import add_pairs

    for preparation in glove_kernels():
        preparation.prepare()
    for space, (geometry, similarity) in SPACES.items():
        _, found = embed(space, replace(SHORT, epochs=1))
        settings = replace(SHORT, similarity=similarity)
        glove_loss(COUNTS, found, settings, geometry=geometry)
        count_windows(topics(), words=20, window=5)
    assert (len(epoch.signatures), len(add_pairs.signatures)) == (1, 1)
