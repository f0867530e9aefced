"""EXAM gives the golden numbers to nine digits."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.experiment.models.exam import EXAM
from hmlc_core.methods.exam.network import ExamModel
from hmlc_core.models.heads import padding_mask
from hmlc_core.training.batches import Batch
from hmlc_core.training.objective import CrossEntropy
from tests.methods.formula import F

LOGITS = [[0.5476, -0.8892, -0.0348, 0.8804], [-0.0652, 1.3924, -0.2732, -0.2124]]
WITHOUT_BIASES = [[0.5376, -0.9088, -0.0928, 0.8704], [-0.1152, 1.3824, -0.2432, -0.2624]]
MEANS = [[0.096, -0.088, -0.096, 0.072], [0.096, 0.24, -0.408, 0.088]]
INTERACTION = [
    [0.36, 0.36, 0.36, -0.96, 0.36],
    [-1.08, 0.56, 0.44, 0.76, -1.12],
    [0.56, -1, -1.24, 0.72, 0.48],
    [0.44, 0.52, 0.16, -1.08, 0.32],
]
"""Of the first document: labels by words."""
CROSS_ENTROPY = 0.4831055044964077
LENGTHS = torch.tensor([5, 5])


STATES = F((2, 5, 3), 5, 3, 7, 1, s=5)
TRUTH = torch.tensor([[1, 0, 0, 1], [0, 1, 0, 0]]) > 0


def golden(aggregation: str = "mlp", *, biases: bool = True) -> ExamModel:
    """A network with the golden weights that reads the golden states, whatever its words are."""
    network = ExamModel(
        EXAM(dim=3, word_dim=3, hidden=3, dropout=0.0, aggregation=aggregation),
        vocabulary=2,
        labels=4,
        width=5,
        generator=torch.Generator(),
        dtype=torch.float64,
        sparse_rows=False,
    )
    network.labels.data = F((4, 3), 7, 3, 2, s=5)
    if network.head is not None:
        network.head.inner.weight.data = F((5, 3), 2, 7, 1, s=5).T.contiguous()
        network.head.inner.bias.data = F((3,), 3, 1, s=20) * biases
        network.head.outer.weight.data = F((3,), 5, 4, s=5)[None]
        network.head.outer.bias.data = torch.tensor([0.05], dtype=torch.float64) * biases
    network.states = (
        lambda tokens, lengths: (  # type: ignore[method-assign]
            STATES[: len(tokens)] * padding_mask(lengths, 5)[..., None]
        )
    )
    return network


def logits(network: ExamModel, lengths: Tensor = LENGTHS) -> Tensor:
    return network.logits(torch.zeros(2, 5, dtype=torch.int64), lengths).detach()


def agree(found: Tensor, expected: object) -> None:
    np.testing.assert_allclose(found.detach(), expected, rtol=0, atol=1e-9)


def test_interaction_is_labels_times_states() -> None:
    agree(golden().labels @ STATES[0].T, INTERACTION)


def test_logits() -> None:
    agree(logits(golden()), LOGITS)


def test_logits_without_biases() -> None:
    agree(logits(golden(biases=False)), WITHOUT_BIASES)


def test_mean_of_the_interaction() -> None:
    agree(logits(golden("mean")), MEANS)


def test_cross_entropy_is_a_mean_over_documents_and_labels() -> None:
    batch = Batch(torch.zeros(2, 5, dtype=torch.int64), LENGTHS, TRUTH)
    agree(CrossEntropy(golden()).losses(batch)["loss"], CROSS_ENTROPY)


@pytest.mark.parametrize("aggregation", ["mlp", "mean"])
def test_a_word_contributes_what_the_logit_is_more_than_with_a_column_of_nothing(
    aggregation: str,
) -> None:
    """The column of a masked word is 0 for the network; the mean is over the other words."""
    network = golden(aggregation)
    reading = network.read(torch.zeros(5, dtype=torch.int64))
    expected = []
    for word in range(5):
        columns = torch.tensor(INTERACTION, dtype=torch.float64)
        columns[:, word] = 0
        if network.head is None:
            without = columns.sum(1) / 4
        else:
            inner, outer = network.head.inner, network.head.outer
            hidden = torch.relu(columns @ inner.weight.T + inner.bias)
            without = hidden @ outer.weight[0] + outer.bias
        expected.append(reading.logits - without.detach())
    agree(reading.contributions, torch.stack(expected, 1))
