"""The whole of a recovery: perfect points, moved points, and points that tell nothing."""

from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sparse
import torch

from hmlc_core.data.labels import LabelGraph
from hmlc_core.embeddings.sarkar import sarkar
from hmlc_core.errors import DataError, SettingError
from hmlc_core.evaluation.recovery import METHODS, TOP, Recovery, recover, recover_tree
from hmlc_core.evaluation.recovery.scores import TREE_SCORES
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls
from hmlc_core.geometry.curves import Isometry

EDGES = ((0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6), (3, 7), (3, 8))
GRAPH = LabelGraph(tuple("abcdefghi"), EDGES)
DISK = PoincareBall(2)
POINTS = sarkar(GRAPH, tau=3.0)
DOCUMENTS = GRAPH.closed(sparse.csr_matrix(np.eye(9)[np.arange(80) % 8 + 1]))


def scattered(labels: int, dim: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(-0.5, 0.5, (labels, dim))


def same(one: Recovery, two: Recovery) -> None:
    assert one.scores.keys() == two.scores.keys()
    for name, value in one.scores.items():
        assert two.scores[name] == pytest.approx(value, nan_ok=True, abs=1e-6), name


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_an_exact_embedding_is_perfect(method: str) -> None:
    found = recover(POINTS, GRAPH, DISK, method=method, truth_matrix=DOCUMENTS)
    assert set(found.tree.edges) == set(EDGES)
    for name in ("edge_f1", "edge_f1_undirected", "ancestor_f1", "parent_accuracy", "consistency"):
        assert found.scores[name] == 1, name
    for name in ("dendrogram_purity", "lca_triplets"):
        assert found.scores[name] == pytest.approx(1), name
    assert found.scores["depth_error"] == 0
    assert found.scores["spearman"] > 0.95
    assert found.scores["spearman_norm_depth"] > 0.99
    assert found.scores["gromov_delta_relative"] < 0.1
    assert found.notes == ()


@pytest.mark.slow
def test_torch_computes_in_one_thread_and_has_its_own_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, radius = set[int](), PoincareBall.radius

    def watched(*given: Any) -> Any:
        seen.add(torch.get_num_threads())
        return radius(*given)

    monkeypatch.setattr(PoincareBall, "radius", watched)
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    try:
        recover(POINTS, GRAPH, DISK)
        recover_tree(POINTS, DISK)
        with pytest.raises(SettingError):
            recover(POINTS, GRAPH, DISK, method="guess")
        after = torch.get_num_threads()
    finally:
        torch.set_num_threads(before)
    assert seen == {1}
    assert after == 3


@pytest.mark.slow
def test_scores_beside_chance_are_json() -> None:
    found = recover(POINTS, GRAPH, DISK, truth_matrix=DOCUMENTS)
    values = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert values["method"] == "arborescence"
    assert values["tree"]["parents"] == found.tree.parents.tolist()
    assert [tuple(edge) for edge in values["tree"]["edges"]] == list(found.tree.edges)
    assert values["chance"].keys() == values["scores"].keys() - {
        "gromov_delta",
        "gromov_delta_relative",
        "consistency",
    }
    assert values["chance"]["edge_f1"]["star"] == 0
    assert values["chance"]["spearman"]["star"] is None
    assert values["chance"]["edge_f1"]["cooccurrence_90"] == 1
    assert values["chance"]["edge_f1"]["random_tree"].keys() == {"mean", "sd"}
    assert "cooccurrence_90" not in recover(POINTS, GRAPH, DISK).chance["edge_f1"]


@pytest.mark.slow
def test_chance_can_be_left_out() -> None:
    one, two = (recover(POINTS, GRAPH, DISK, chance=chance) for chance in (True, False))
    same(one, two)
    assert two.chance == {}


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_a_turn_about_the_origin_changes_nothing(method: str) -> None:
    points = scattered(9, 2)
    turned = Isometry.rotation(1.0)(points)
    same(recover(points, GRAPH, DISK, method=method), recover(turned, GRAPH, DISK, method=method))


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_flat_space_may_be_moved_at_will(method: str) -> None:
    points, plane = scattered(9, 2), Euclidean(2)
    found = recover(points, GRAPH, plane, method=method)
    same(found, recover(points + np.array([7.0, -3]), GRAPH, plane, method=method))
    assert "distance from the mean" in found.notes[0]


@pytest.mark.slow
@pytest.mark.parametrize("geometry", [DISK, ProductOfBalls(4), Euclidean(3)], ids=lambda g: g.name)
@pytest.mark.parametrize("method", METHODS)
def test_names_and_order_of_labels_change_nothing(
    method: str, geometry: PoincareBall | ProductOfBalls | Euclidean
) -> None:
    order = np.random.default_rng(1).permutation(9)
    place = np.argsort(order)  # old label -> its new number
    renamed = LabelGraph(tuple("ihgfedcba"), tuple((place[p], place[c]) for p, c in EDGES))
    points = scattered(9, geometry.dim)
    one = recover(points, GRAPH, geometry, method=method, truth_matrix=DOCUMENTS)
    two = recover(points[order], renamed, geometry, method=method, truth_matrix=DOCUMENTS[:, order])
    same(one, two)
    assert {(place[p], place[c]) for p, c in one.tree.edges} == set(two.tree.edges)


def test_without_a_hierarchy_there_are_a_tree_and_what_needs_no_truth() -> None:
    found = recover(POINTS, LabelGraph(GRAPH.names), DISK, truth_matrix=DOCUMENTS)
    assert set(found.tree.edges) == set(EDGES)
    assert found.scores.keys() == {"gromov_delta", "gromov_delta_relative", "consistency"}
    assert found.scores["consistency"] == 1
    assert found.chance == {}
    assert "no hierarchy" in found.notes[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("points", "geometry"),
    [(np.zeros((9, 2)), DISK), (np.eye(9), Euclidean(9)), (0.4 * np.eye(9), PoincareBall(9))],
    ids=["one place", "flat", "ball"],
)
def test_where_all_distances_are_equal_nothing_is_defined(
    points: np.ndarray, geometry: PoincareBall | Euclidean
) -> None:
    found = recover(points, GRAPH, geometry)
    assert found.tree.edges == ()
    for name in (*TREE_SCORES, "spearman", "ndcg_hops", "lca_triplets"):
        assert math.isnan(found.scores[name]), name
        assert found.to_dict()["scores"][name] is None
    assert "All distances are equal" in " ".join(found.notes)
    assert math.isnan(found.chance["edge_f1"]["shuffled"].mean)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("labels", [0, 1, 2])
def test_hardly_any_labels(method: str, labels: int) -> None:
    graph = LabelGraph(tuple("ab"[:labels]), ((0, 1),) if labels == 2 else ())
    points = np.array([[0.1, 0.0], [0.6, 0.0]])[:labels]
    found = recover(points, graph, DISK, method=method, truth_matrix=sparse.csr_matrix((3, labels)))
    assert len(found.tree) == labels
    assert found.unseen == tuple(range(labels))
    json.dumps(found.to_dict(), allow_nan=False)


def test_pieces_of_a_hierarchy_are_judged_together() -> None:
    graph = LabelGraph(tuple("abcdefghi"), ((0, 3), (0, 4), (1, 5), (1, 6), (2, 7)))  # i alone
    found = recover(sarkar(graph, tau=4.0), graph, DISK)
    assert found.scores["edge_f1"] == 1
    assert (found.tree.parents == TOP).sum() == 4


@pytest.mark.slow
def test_labels_in_one_place_and_without_documents_are_told() -> None:
    points = POINTS.copy()
    points[4] = points[3]
    documents = DOCUMENTS.tolil()
    documents[:, 4] = 0
    found = recover(points, GRAPH, DISK, truth_matrix=documents.tocsr())
    assert found.unseen == (4,)
    assert any(note.startswith("1 pairs of labels lie in one place") for note in found.notes)
    said = f"1 of 9 labels have no document among the {documents.shape[0]:,} that are counted"
    assert any(note.startswith(said) for note in found.notes)


@pytest.mark.slow
def test_many_labels_are_sampled_and_said_to_be() -> None:
    labels = 70
    graph = LabelGraph(
        tuple(f"{n}" for n in range(labels)), tuple(((n - 1) // 3, n) for n in range(1, labels))
    )
    found = recover(scattered(labels, 2), graph, DISK)
    text = " ".join(found.notes)
    assert "lower bound" in text
    assert "random sample of 1,000" in text


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_points_that_are_nowhere_are_refused(value: float) -> None:
    points = POINTS.copy()
    points[[2, 5]] = value
    with pytest.raises(DataError, match=r"NaN or infinity in those of 2 of 9 labels.*diverged"):
        recover(points, GRAPH, DISK)


@pytest.mark.parametrize("shape", [(8, 2), (9, 3), (9,)])
def test_points_of_other_labels_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(DataError, match="9 labels × 2 coordinates"):
        recover(np.zeros(shape), GRAPH, DISK)


def test_an_unknown_method_is_refused() -> None:
    with pytest.raises(SettingError, match="method"):
        recover(POINTS, GRAPH, DISK, method="guess")


@pytest.mark.slow
def test_notes_are_true_of_points_that_nobody_trained() -> None:
    """No corpus, no start, no training: points may come from anywhere."""
    seen = DOCUMENTS.tolil()
    seen[:, [7, 8]] = 0
    notes = " ".join(
        [
            *recover(POINTS, GRAPH, DISK, truth_matrix=seen.tocsr()).notes,
            *recover(POINTS, LabelGraph(GRAPH.names), DISK).notes,
        ]
    )
    assert "2 of 9 labels have no document" in notes
    assert "no hierarchy" in notes
    assert not any(word in notes for word in ("corpus", "start", "train", "learn"))


def test_one_label_alone_has_no_tree() -> None:
    notes = recover(POINTS[:1], LabelGraph(("a",)), DISK).notes
    assert any("One label alone" in note for note in notes)


def test_what_is_at_work_is_told() -> None:
    told: list[str] = []
    recover(POINTS, GRAPH, DISK, tell=told.append)
    assert told[0] == "Reading the tree off 9 labels"
    assert [text for text in told if "random trees" in text][-1] == "Chance: random trees, 20 of 20"
    assert told[-2:] == ["Chance: labels shuffled, 20 of 20", "Chance: star"]
