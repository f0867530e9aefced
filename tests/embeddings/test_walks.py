"""Walks go where the weights say, and their vectors are those of skip-gram."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
import torch
from gensim.models import Word2Vec
from numpy.typing import NDArray
from scipy.stats import spearmanr

from hmlc_core.embeddings import walks as module
from hmlc_core.embeddings.walks import (
    factorised,
    meetings,
    shifted_ppmi,
    turned_to,
    walk_round,
)

WEIGHTS = np.array(
    [[0, 1, 0, 0, 1], [1, 0, 1, 0, 0], [0, 1, 0, 0, 0], [0, 0, 0, 0, 1], [1, 0, 0, 1, 0]]
)


def graph_of(weights: NDArray[np.int64]) -> sparse.csr_matrix:
    return sparse.csr_matrix(weights)


def families(groups: int = 5, size: int = 6) -> sparse.csr_matrix:
    """Groups of nodes that come together ten times, and a ring of groups that rarely do."""
    nodes = groups * size
    group = np.arange(nodes) // size
    weights = 10 * (group[:, None] == group[None, :])
    weights = weights * (1 - np.eye(nodes, dtype=np.int64))
    for one in range(groups):
        a, b = one * size, (one + 1) % groups * size + 1
        weights[a, b] = weights[b, a] = 2
    return graph_of(weights)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_walks_start_everywhere_and_follow_edges() -> None:
    walks = walk_round(graph_of(WEIGHTS), 40, seeded())
    np.testing.assert_array_equal(walks[:, 0], np.arange(5))
    assert (WEIGHTS[walks[:, :-1], walks[:, 1:]] > 0).all()


def test_nobody_walks_from_a_node_without_neighbours() -> None:
    weights = np.array([[0, 3, 0], [3, 0, 0], [0, 0, 0]])
    np.testing.assert_array_equal(walk_round(graph_of(weights), 9, seeded())[:, 0], [0, 1])
    nobody = walk_round(graph_of(np.zeros((3, 3), dtype=np.int64)), 9, seeded())
    assert nobody.shape == (0, 9)
    assert meetings(nobody, 5, 3).nnz == 0


@pytest.mark.slow
def test_steps_are_as_frequent_as_their_weights() -> None:
    weights = np.array([[0, 1, 3], [1, 0, 0], [3, 0, 0]])
    walks = walk_round(graph_of(weights), 20_001, seeded())
    after = walks[0, 1:][walks[0, :-1] == 0]
    # 10,000 steps or so: three standard deviations are .013.
    assert np.mean(after == 2) == pytest.approx(0.75, abs=0.013)


def test_equal_generators_walk_alike() -> None:
    one, other = (walk_round(families(), 40, seeded(3)) for _ in range(2))
    np.testing.assert_array_equal(one, other)


def test_meetings_are_all_pairs_within_the_window() -> None:
    walks = np.array([[0, 1, 0, 2], [2, 1, 1, 0]])
    expected = np.zeros((3, 3))
    for walk in walks:
        for i in range(4):
            for j in range(4):
                expected[walk[i], walk[j]] += 0 < abs(i - j) <= 2
    np.testing.assert_array_equal(meetings(walks, 2, 3).toarray(), expected)
    wide = meetings(walks, 100, 3)
    assert wide.sum() == 2 * 4 * 3


@pytest.mark.slow
def test_many_walks_meet_as_often_as_the_powers_of_the_transition_matrix_say() -> None:
    length, window, rounds = 12, 3, 4_000
    step = WEIGHTS / WEIGHTS.sum(1, keepdims=True)
    here, expected = np.full(5, 1.0), np.zeros((5, 5))
    for at in range(length):
        for ahead in range(1, min(window, length - 1 - at) + 1):
            expected += here[:, None] * np.linalg.matrix_power(step, ahead)
        here = here @ step
    generator, graph = seeded(), graph_of(WEIGHTS)
    found = sum(meetings(walk_round(graph, length, generator), window, 5) for _ in range(rounds))
    often = found.toarray() / rounds
    np.testing.assert_allclose(often, expected + expected.T, rtol=0.03, atol=0.05)


def test_ppmi_is_the_logarithm_of_how_much_oftener_than_by_chance() -> None:
    counts = np.array([[0.0, 6.0, 0.0], [6.0, 2.0, 1.0], [0.0, 1.0, 0.0]])
    share = counts / counts.sum()
    chance = share.sum(0)[:, None] * share.sum(0)[None, :]
    with np.errstate(divide="ignore"):
        for k in (1.0, 2.0):
            expected = np.maximum(np.log(share / chance) - np.log(k), 0)
            np.testing.assert_allclose(shifted_ppmi(graph_of(counts), k).toarray(), expected)


def test_all_axes_give_the_matrix_back_but_for_negative_eigenvalues() -> None:
    matrix = shifted_ppmi(meetings(walk_round(families(), 40, seeded()), 5, 30), 1.0)
    points = factorised(matrix, 40)
    assert points.shape == (30, 40)
    assert not points[:, 30:].any()
    values, axes = np.linalg.eigh(matrix.toarray())
    assert values.min() < -0.1
    expected = axes @ np.diag(values.clip(min=0)) @ axes.T
    np.testing.assert_allclose(points @ points.T, expected, atol=1e-9)


def test_two_that_only_meet_each_other_lie_in_one_direction() -> None:
    pair = graph_of(np.array([[0, 1], [1, 0]]))
    points = factorised(shifted_ppmi(meetings(walk_round(pair, 40, seeded()), 5, 2), 1.0), 1)
    assert points[0, 0] == pytest.approx(points[1, 0])
    assert points[0, 0] != 0


def test_few_axes_of_a_large_matrix_are_those_of_a_small_one(monkeypatch) -> None:
    matrix = shifted_ppmi(meetings(walk_round(families(), 40, seeded()), 5, 30), 1.0)
    dense = factorised(matrix, 5)
    monkeypatch.setattr(module, "DENSE", 10)
    sparsely = factorised(matrix, 5)
    np.testing.assert_allclose(sparsely @ sparsely.T, dense @ dense.T, atol=1e-8)


def test_turning_changes_no_distance_and_undoes_a_turn() -> None:
    points = torch.randn(9, 4, generator=seeded(), dtype=torch.float64).numpy()
    turn = np.linalg.qr(torch.randn(4, 4, generator=seeded(1), dtype=torch.float64).numpy())[0]
    np.testing.assert_allclose(turned_to(points @ turn, points), points, atol=1e-12)


def cosines(points: NDArray[np.floating]) -> NDArray[np.floating]:
    unit = points / np.linalg.norm(points, axis=1, keepdims=True)
    return unit @ unit.T


@pytest.mark.slow
def test_neighbourhoods_are_those_of_skip_gram_with_negatives() -> None:
    """gensim's skip-gram with one negative, on the same walks and with the same window."""
    graph, generator = families(), seeded()
    nodes, dim = graph.shape[0], 8
    walks = np.concatenate([walk_round(graph, 40, generator) for _ in range(10)])
    model = Word2Vec(
        [[str(node) for node in walk] for walk in walks.tolist()],
        vector_size=dim,
        window=5,
        shrink_windows=False,
        sg=1,
        negative=1,
        ns_exponent=1.0,
        min_count=1,
        sample=0,
        epochs=20,
        seed=1,
        workers=1,
    )
    trained = np.array([model.wv[str(node)] for node in range(nodes)])
    ours = factorised(shifted_ppmi(meetings(walks, 5, nodes), 1.0), dim)
    pairs = np.triu_indices(nodes, k=1)
    alike = spearmanr(cosines(ours)[pairs], cosines(trained)[pairs]).statistic
    luck = np.random.default_rng(0)
    renamed = [luck.permutation(nodes) for _ in range(200)]
    chance = [
        spearmanr(cosines(ours)[np.ix_(names, names)][pairs], cosines(trained)[pairs]).statistic
        for names in renamed
    ]
    assert alike > 0.5
    assert alike > max(chance) + 0.3
