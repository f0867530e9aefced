"""Embedding label graphs: what snapshots say, what cannot fail, and how good the result is."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
import torch

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings import graph as module
from hmlc_core.embeddings.descent import FRAMES
from hmlc_core.embeddings.graph import INIT_RANGE, embed_labels
from hmlc_core.errors import DataError, SettingError
from hmlc_core.evaluation.recovery import score_embedding
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.geometry import (
    Euclidean,
    Geometry,
    PoincareBall,
    ProductOfBalls,
    make_geometry,
)
from hmlc_core.snapshot import Array, Snapshot
from tests.contracts.spaces import TripledBall
from tests.embeddings.trees import graph, tree

DISK = make_geometry("poincare", 2)
SHORT = LabelEmbedding(epochs=40)


def embed(
    labels: LabelGraph, settings: LabelEmbedding = SHORT, *, space: str = "poincare", dim: int = 2
) -> list[Snapshot]:
    geometry = make_geometry(space, dim)
    return list(embed_labels(labels, settings, geometry=geometry, seed=0))


def result(snapshots: list[Snapshot]) -> Array:
    points = snapshots[-1].label_points
    assert points is not None
    return points


def test_the_first_snapshot_is_the_start_and_the_last_is_the_result() -> None:
    first, *_, last = embed(tree(2, 2))
    assert (first.stage, first.step, first.epoch, first.losses) == ("labels", 0, 0, {})
    assert np.abs(result([first])).max() <= INIT_RANGE
    assert last.step == last.steps == first.steps
    assert last.epoch == SHORT.epochs
    assert last.losses["loss"] > 0
    assert not last.last  # a classifier's training follows
    assert result([last]).shape == (7, 2)


@pytest.mark.parametrize("epochs", [1, 7, 33, 500])
def test_snapshots_are_evenly_spaced(epochs: int) -> None:
    snapshots = embed(tree(2, 2), LabelEmbedding(epochs=epochs))
    gaps = [later.epoch - earlier.epoch for earlier, later in pairwise(snapshots)]
    assert len(gaps) == min(epochs, FRAMES)
    assert sum(gaps) == epochs
    assert max(gaps) - min(gaps) <= 1


@pytest.mark.parametrize("place", [0, 1, 20, FRAMES])
@pytest.mark.parametrize("space", ["poincare", "product", "euclidean"])
def test_from_any_snapshot_the_rest_follows_bit_for_bit(space: str, place: int) -> None:
    """Through JSON, as the generator's state is kept; after the last only the result is told."""
    labels, geometry = tree(2, 3), make_geometry(space, 4)
    whole = embed(labels, space=space, dim=4)
    kept = whole[place].checkpoint
    assert kept is not None
    resume = replace(kept, state=json.loads(json.dumps(kept.state)))
    rest = list(embed_labels(labels, SHORT, geometry=geometry, seed=0, resume=resume))
    expected = whole[place + 1 :] or whole[-1:]
    for one, two in zip(rest, expected, strict=True):
        assert (one.step, one.epoch, one.health) == (two.step, two.epoch, two.health)
        assert one.losses == (two.losses if place < FRAMES else {})
        assert np.array_equal(result([one]), result([two]))
        assert one.seconds >= whole[place].seconds


def test_a_snapshot_does_not_change_afterwards() -> None:
    snapshots = embed_labels(tree(2, 2), SHORT, geometry=DISK, seed=0)
    first = next(snapshots)
    before = result([first]).copy()
    rest = list(snapshots)
    assert (result([first]) == before).all()
    assert (result(rest) != before).any()
    assert not result(rest).flags.writeable


def test_the_seed_decides_everything() -> None:
    one, same, other = (
        result(list(embed_labels(tree(3, 3), SHORT, geometry=DISK, seed=seed)))
        for seed in (1, 1, 2)
    )
    assert (one == same).all()
    assert (one != other).any()


@pytest.mark.slow
def test_a_binary_tree_is_recovered_in_the_disk_and_not_in_the_plane() -> None:
    labels = tree(2, 2, 2, 2)
    points = result(embed(labels, LabelEmbedding()))
    scores = score_embedding(points, labels, DISK)
    assert scores["map"] >= 0.9
    assert scores["spearman_norm_depth"] >= 0.8
    radii = np.linalg.norm(points, axis=1)
    assert radii[0] < 0.3 < radii[1:3].min()  # the root near the centre, its children apart
    assert (radii > 0.99).mean() < 0.6  # leaves near the rim, and only they

    flat = result(embed(labels, LabelEmbedding(), space="euclidean"))
    plane = make_geometry("euclidean", 2)
    assert score_embedding(flat, labels, plane)["map"] < scores["map"] - 0.2


SMALL = {
    "one label": graph(1),
    "two unrelated labels": graph(2),
    "a parent and a child": graph(2, (0, 1)),
    "a chain": graph(4, (0, 1), (1, 2), (2, 3)),
    "isolated labels beside a tree": graph(6, (0, 1), (0, 2)),
    "no edges": graph(5),
    "two parents": graph(5, (0, 2), (1, 2), (2, 3), (2, 4)),
}


@pytest.mark.parametrize("pairs", ["closure", "edges"])
@pytest.mark.parametrize("virtual_root", [True, False])
@pytest.mark.parametrize("name", SMALL)
def test_small_and_odd_graphs_are_embedded(name: str, virtual_root: bool, pairs: str) -> None:
    labels = SMALL[name]
    settings = LabelEmbedding(epochs=20, pairs=pairs, virtual_root=virtual_root)
    points = result(embed(labels, settings))
    assert points.shape == (len(labels), 2)
    assert DISK.check_point(torch.tensor(points, dtype=torch.float64)) == (True, None)


def test_labels_that_nothing_tells_apart_keep_their_initial_points() -> None:
    for labels in (graph(1), graph(2, (0, 1))):
        (only,) = embed(labels)
        assert only.steps == 0
        assert np.abs(result([only])).max() <= INIT_RANGE


def test_the_virtual_root_joins_labels_without_edges() -> None:
    assert len(embed(graph(5))) > 1
    assert len(embed(graph(5), LabelEmbedding(virtual_root=False))) == 1


@pytest.mark.parametrize(
    ("space", "dim"), [("poincare", 2), ("poincare", 10), ("product", 10), ("euclidean", 3)]
)
@pytest.mark.parametrize("denominator", ["positive", "self"])
@pytest.mark.parametrize("anchor", ["child", "parent"])
@pytest.mark.parametrize("pairs", ["closure", "edges"])
def test_every_choice_lowers_the_loss_in_every_space(
    space: str, dim: int, denominator: str, anchor: str, pairs: str
) -> None:
    settings = LabelEmbedding(
        epochs=60, rate=0.02, denominator=denominator, anchor=anchor, pairs=pairs
    )
    _, early, *_, late = embed(tree(3, 3), settings, space=space, dim=dim)
    assert late.losses["loss"] < early.losses["loss"]
    points = torch.tensor(result([late]), dtype=torch.float64)
    assert make_geometry(space, dim).check_point(points) == (True, None)


def test_only_with_the_child_as_anchor_do_ancestors_come_first() -> None:
    labels = tree(3, 3)
    child, parent = (
        score_embedding(result(embed(labels, LabelEmbedding(anchor=anchor))), labels, DISK)
        for anchor in ("child", "parent")
    )
    assert child["map"] > 0.95
    assert parent["map"] < child["map"] - 0.2


def test_sampled_negatives_recover_a_tree_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "FULL_SOFTMAX", 10)
    labels = tree(3, 3, 3)
    settings = LabelEmbedding(negatives=10)
    points = result(embed(labels, settings))
    assert score_embedding(points, labels, DISK)["map"] > 0.9


def test_points_for_single_precision_stay_further_from_the_rim() -> None:
    labels, settings = tree(2, 2, 2), LabelEmbedding(pull=0.0)
    reach = {}
    for dtype in ("float64", "float32"):
        points = result(list(embed_labels(labels, settings, geometry=DISK, seed=0, dtype=dtype)))
        reach[dtype] = np.linalg.norm(points, axis=1).max()
    assert reach["float32"] <= DISK.limit(torch.float32) + 1e-6 < reach["float64"]


def test_pairs_without_any_negative_are_skipped_and_counted() -> None:
    # The lower end of a chain is related to all others, so two of the three closure pairs have
    # no negative.
    last = embed(graph(3, (0, 1), (1, 2)))[-1]
    assert last.health["skipped_pairs"] == 2
    assert last.steps == SHORT.epochs


def test_sarkars_construction_is_one_snapshot() -> None:
    (only,) = embed(tree(2, 2), LabelEmbedding(method="sarkar"))
    assert only.step == only.steps
    assert np.linalg.norm(result([only])[0]) == 0


@pytest.mark.parametrize(
    "geometry",
    [PoincareBall(3), Euclidean(2), ProductOfBalls(2), TripledBall(2)],
    ids=lambda geometry: geometry.name,
)
def test_sarkars_construction_in_another_space_is_refused_at_the_call(geometry: Geometry) -> None:
    with pytest.raises(SettingError, match=r"labels\.method.*Poincaré disk.*dim 2"):
        embed_labels(tree(2), LabelEmbedding(method="sarkar"), geometry=geometry, seed=0)


def test_no_labels_are_refused_at_the_call() -> None:
    with pytest.raises(DataError, match="no label"):
        embed_labels(graph(0), SHORT, geometry=DISK, seed=0)
