"""Likely edges of many labels, and the trees made of them, against all edges."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.errors import SettingError
from hmlc_core.evaluation.recovery import TOP, Tree, recover, recover_tree, scores
from hmlc_core.evaluation.recovery.candidates import NEAR, candidates
from hmlc_core.evaluation.recovery.distances import distance_rows, radii
from hmlc_core.evaluation.recovery.extraction import root_costs
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls

LABELS = 400
GRAPH = LabelGraph(
    tuple(map(str, range(LABELS))), tuple(((n - 1) // 4, n) for n in range(1, LABELS))
)
DISK = PoincareBall(2)


def scattered(width: int) -> np.ndarray:
    return np.random.default_rng(0).uniform(-0.5, 0.5, (LABELS, width))


@pytest.mark.parametrize("space", [DISK, ProductOfBalls(4), Euclidean(3)], ids=lambda s: s.name)
def test_nearly_all_neighbours_are_found_and_their_distances_are_exact(space) -> None:
    points = scattered(space.width)
    radius, distances = radii(points, space), distance_rows(points, space)(slice(None))
    found = candidates(points, radius, space, seed=0)
    pairs = set(zip(found.parents.tolist(), found.children.tolist()))
    assert len(pairs) == len(found.parents)
    np.testing.assert_allclose(found.distances, distances[found.parents, found.children], atol=1e-9)
    np.fill_diagonal(distances, np.inf)
    inner = np.where(radius[:, None] < radius, distances, np.inf)
    for table in (distances, inner):
        wanted = {
            (int(parent), child)
            for child in range(LABELS)
            for parent in np.argsort(table[:, child])[:NEAR]
            if np.isfinite(table[parent, child])
        }
        assert len(wanted & pairs) >= 0.97 * len(wanted)
    core = int(radius.argmin())
    assert {(core, label) for label in range(LABELS) if label != core} <= pairs


def test_how_far_the_search_is_is_told() -> None:
    points, told = scattered(2), list[float]()
    candidates(points, radii(points, DISK), DISK, seed=0, tell=told.append)
    assert len(told) > 8
    assert all(one < other for one, other in pairwise([0.0, *told]))
    assert told[-1] == 1


def test_reading_a_tree_off_many_labels_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scores, "LARGE", 100)
    told: list[str] = []
    recover(scattered(2), LabelGraph(GRAPH.names), DISK, tell=told.append)
    reading = "Reading the tree off 400 labels"
    assert told[0] == reading
    assert told[1].startswith(f"{reading}: looking for likely edges, ")
    assert told[-2] == f"{reading}: looking for likely edges, 100%"
    assert told[-1].startswith(f"{reading}: choosing among ")


def cost(tree: Tree, points: np.ndarray) -> float:
    """What the edges of a tree cost by `extraction.arborescence`."""
    radius, distances = radii(points, DISK), distance_rows(points, DISK)(slice(None))
    total = float(root_costs(radius)[tree.parents == TOP].sum())
    for parent, child in tree.edges:
        total += distances[parent, child] + max(0.0, radius[parent] - radius[child])
    return total


@pytest.mark.parametrize("method", ["arborescence", "greedy"])
@pytest.mark.parametrize("learned", [True, False], ids=["a tree", "disorder"])
def test_the_tree_is_that_of_all_edges(
    monkeypatch: pytest.MonkeyPatch, method: str, learned: bool
) -> None:
    points = sarkar(GRAPH, tau=1.5) if learned else scattered(2)
    whole = recover_tree(points, DISK, method=method)
    monkeypatch.setattr(scores, "LARGE", 100)
    sparsely = recover_tree(points, DISK, method=method)
    assert whole is not None
    assert sparsely is not None
    assert cost(sparsely, points) == pytest.approx(cost(whole, points), rel=0.002)


@pytest.mark.slow
def test_of_many_labels_scores_are_near_the_exact_ones_and_say_what_they_are_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    points = sarkar(GRAPH, tau=1.5) + np.random.default_rng(0).normal(0, 1e-3, (LABELS, 2))
    points /= np.maximum(1, np.linalg.norm(points, axis=1, keepdims=True) / 0.9999)
    documents = GRAPH.closed(sparse.csr_matrix(np.eye(LABELS)))
    exact = recover(points, GRAPH, DISK, truth_matrix=documents)
    assert exact.asked is None
    monkeypatch.setattr(scores, "LARGE", 100)
    found = recover(points, GRAPH, DISK, truth_matrix=documents)
    assert found.asked == scores.ASKED == found.to_dict()["asked"]
    assert f"of those from {scores.ASKED} labels drawn at random" in " ".join(found.notes)
    assert found.scores.keys() == exact.scores.keys()
    for name, value in exact.scores.items():
        if name not in ("worst_distortion", "mean_rank"):
            assert found.scores[name] == pytest.approx(value, abs=0.05), name
    assert found.chance.keys() == exact.chance.keys()
    assert found.chance["spearman"]["shuffled"].mean == pytest.approx(0, abs=0.1)
    with pytest.raises(SettingError, match="too many labels for this method"):
        recover(points, GRAPH, DISK, method="linkage")
