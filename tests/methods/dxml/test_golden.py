"""DXML gives the golden numbers to nine digits."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.sparse as sparse
import torch
from torch import Tensor
from torch.nn.functional import smooth_l1_loss

from hmlc_core.embeddings.walks import walk_round
from hmlc_core.experiment.models.dxml import DXML
from hmlc_core.methods.dxml.labels import label_graph
from hmlc_core.methods.dxml.network import DxmlModel, targets
from hmlc_core.methods.dxml.objective import Approach
from hmlc_core.methods.neighbours import Neighbours
from hmlc_core.models.encoders import DocumentEncoder
from hmlc_core.training.batches import Batch
from tests.methods.formula import F

DIGITS = 1e-9
TRUTH = sparse.csr_matrix(
    np.array([[1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 1, 1], [1, 0, 0, 0, 1]])
)
QUERY = np.array([[0.3, -0.2, 0.1]])
TARGETS = [
    [-0.7071067811865475, 0.0, 0.7071067811865475],
    [-0.6396021490668313, 0.6396021490668312, -0.4264014327112209],
    [0.5570860145311556, -0.3713906763541038, 0.7427813527082075],
    [0.6172133998483676, -0.1543033499620919, 0.7715167498104595],
]


VECTORS = F((5, 3), 7, 3, 4, s=10)
OUTPUTS = F((4, 3), 5, 2, 1, s=4)


def test_the_label_graph_counts_documents_with_both() -> None:
    expected = [
        [0, 1, 0, 0, 1],
        [1, 0, 1, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [1, 0, 0, 1, 0],
    ]
    np.testing.assert_array_equal(label_graph(TRUTH).toarray(), expected)


@pytest.mark.slow
def test_a_walk_goes_on_by_the_shares_of_the_counts() -> None:
    probabilities = [
        [0, 0.5, 0, 0, 0.5],
        [0.5, 0, 0.5, 0, 0],
        [0, 1, 0, 0, 0],
        [0, 0, 0, 0, 1],
        [0.5, 0, 0, 0.5, 0],
    ]
    walks = walk_round(label_graph(TRUTH), 40_001, torch.Generator().manual_seed(0))
    steps = np.zeros((5, 5))
    np.add.at(steps, (walks[:, :-1].ravel(), walks[:, 1:].ravel()), 1)
    # At least 20,000 steps from each label: three standard deviations are .011.
    found = steps / steps.sum(1, keepdims=True)
    np.testing.assert_allclose(found, probabilities, rtol=0, atol=0.011)


def test_targets_are_scaled_means_of_label_vectors() -> None:
    mean = [[-0.3, 0, 0.3], [-0.15, 0.15, -0.1], [0.15, -0.1, 0.2], [0.2, -0.05, 0.25]]
    np.testing.assert_allclose(TRUTH @ VECTORS.numpy() / 2, mean, rtol=DIGITS, atol=DIGITS)
    np.testing.assert_allclose(targets(TRUTH, VECTORS), TARGETS, rtol=DIGITS, atol=DIGITS)


def test_the_loss_is_smooth_l1_with_the_threshold_1() -> None:
    each = smooth_l1_loss(OUTPUTS, targets(TRUTH, VECTORS), reduction="none").sum(1)
    sums = [0.4178932188134524, 1.5781912672687144, 1.871565931649526, 0.4306349251705864]
    np.testing.assert_allclose(each, sums, rtol=DIGITS)
    assert losses(torch.tensor(TRUTH.toarray() > 0)) == pytest.approx(
        0.35819044524185656, rel=DIGITS
    )


def test_documents_without_labels_cost_nothing() -> None:
    truth = TRUTH.toarray() > 0
    truth[[1, 2]] = False
    # Sums of two documents with three coordinates each.
    expected = (0.4178932188134524 + 0.4306349251705864) / 6
    assert losses(torch.tensor(truth)) == pytest.approx(expected, rel=DIGITS)
    assert losses(torch.zeros(4, 5, dtype=torch.bool)) is None


def losses(truth: Tensor) -> float | None:
    """Of documents that a network of one learner leads to `OUTPUTS`."""
    network = DxmlModel(
        DXML(dim=3, hidden=4, learners=1, dropout=0.0),
        Given(),
        VECTORS,
        TRUTH,
        generator=torch.Generator().manual_seed(0),
        dtype=torch.float64,
    )
    with torch.no_grad():
        network.weight.copy_(OUTPUTS)
    found = Approach(network).losses(Batch(torch.arange(4)[:, None], torch.ones(4), truth))
    return None if found is None else found["loss"].item()


class Given(DocumentEncoder):
    """Document i has a 1 in its coordinate i, so that a layer's row i is its output."""

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        return torch.eye(4, dtype=torch.float64)[tokens[:, 0]]

    def word_vectors(self, ids: Tensor) -> None:
        return None


def test_the_nearest_documents_by_cosine() -> None:
    near, cosines = Neighbours(np.array(TARGETS), TRUTH, 4).nearest(QUERY)
    np.testing.assert_array_equal(near, [[2, 3, 0, 1]])
    expected = [[0.8436958338752908, 0.7835467939002065, -0.3779644730092272, -0.9686648999069226]]
    np.testing.assert_allclose(cosines, expected, rtol=DIGITS)


@pytest.mark.parametrize(
    ("weighted", "scores"),
    [
        (False, [[0.5, 0, 0, 0.5, 1]]),
        (True, [[0.481518109546666, 0, 0, 0.518481890453334, 1]]),
    ],
)
def test_scores_are_means_of_the_labels_of_the_two_nearest(
    weighted: bool, scores: list[list[float]]
) -> None:
    found = Neighbours(np.array(TARGETS), TRUTH, 2, weighted=weighted).scores(QUERY)
    np.testing.assert_allclose(found, scores, rtol=DIGITS)
