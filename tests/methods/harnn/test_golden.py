"""HARNN gives the golden numbers to nine digits."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.levels import levels_of
from hmlc_core.experiment.models.harnn import HARNN
from hmlc_core.methods.harnn.network import HarnnModel, HierarchicalHead
from hmlc_core.methods.harnn.objective import HarnnObjective
from hmlc_core.models.heads import padding_mask
from hmlc_core.models.mixture import mixed
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import violation
from hmlc_core.training.optim import RiemannianAdam
from tests.methods.formula import F
from tests.methods.harnn.golden import GOLDEN

LEVELS = (2, 3)
GRAPH = LabelGraph(("A", "B", "a", "b", "c"), ((0, 2), (0, 3), (1, 4)))
TRUTH = [[1, 0, 1, 1, 0], [0, 1, 0, 0, 1]]
SIZES = {"units": 2, "attention": 3, "hidden": 4, "word_dim": 3, "dropout": 0.0}
CASES = {"plain": (False, 5), "highway": (True, 5), "masked": (False, 3)}


def fill(head: HierarchicalHead) -> None:
    """The weights of the golden case; layers there compute x·W, here W·x."""
    state = {}
    for h, size in enumerate(LEVELS):
        state |= {
            f"units.{h}.words.weight": F((3, 4), 7, 3, h, s=4),
            f"units.{h}.labels": F((size, 3), 3, 5, h + 2, s=2),
            f"units.{h}.hidden.weight": F((8, 4), 2, 7, h + 1, s=5).T,
            f"units.{h}.hidden.bias": F((4,), 3, h + 5, s=5),
            f"units.{h}.classes.weight": F((4, size), 5, 2, h + 3, s=5).T,
            f"units.{h}.classes.bias": F((size,), 4, h + 1, s=20),
        }
    state |= {
        "together.weight": F((8, 4), 7, 5, 2, s=5).T,
        "together.bias": F((4,), 2, 5, s=5),
        "classes.weight": F((4, 5), 4, 9, 3, s=5).T,
        "classes.bias": F((5,), 7, 4, s=20),
    }
    highway = {
        "highway.change.weight": F((4, 4), 3, 7, 4, s=5).T,
        "highway.change.bias": F((4,), 5, 2, s=5),
        "highway.gate.weight": F((4, 4), 9, 2, 6, s=5).T,
        "highway.gate.bias": torch.zeros(4),
    }
    head.load_state_dict(state | (highway if "highway.gate.bias" in head.state_dict() else {}))


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> tuple[str, HarnnModel, Tensor, Tensor]:
    """Name, a network that reads the golden states whatever its words are, states and lengths."""
    highway, words = CASES[request.param]
    network = HarnnModel(
        HARNN(highway=highway, **SIZES),
        levels_of(GRAPH),
        vocabulary=2,
        width=5,
        generator=torch.Generator(),
        dtype=torch.float64,
        sparse_rows=False,
    )
    fill(network.head)
    lengths = torch.tensor([5, words])
    states = F((2, 5, 4), 5, 3, 7, 1, s=4) * padding_mask(lengths, 5)[..., None]
    network.parts = lambda tokens, lengths: network.head(states, lengths)  # type: ignore[method-assign]
    return request.param, network, states, lengths


def agree(found: Tensor, name: str, key: str) -> None:
    np.testing.assert_allclose(found.detach().numpy(), GOLDEN[name][key], rtol=0, atol=1e-9)


def test_each_level_attends_predicts_and_hands_on(
    case: tuple[str, HarnnModel, Tensor, Tensor],
) -> None:
    name, network, states, lengths = case
    if name == "highway":  # local parts do not know of it
        name = "plain"
    present = padding_mask(lengths, 5)
    pooled, weights = states.sum(1) / lengths[:, None], torch.ones(2, 5)
    for level, unit in enumerate(network.head.units, start=1):
        agree(unit.attention(states * weights[..., None], present), name, f"A_{level}")
        seen = unit(states, pooled, weights, present)
        agree(seen.activation, name, f"a_{level}")
        agree(torch.sigmoid(seen.logits), name, f"P_L_{level}")
        agree(seen.weights, name, f"omega_{level}")
        weights = seen.weights


def test_global_and_mixed_probabilities(case: tuple[str, HarnnModel, Tensor, Tensor]) -> None:
    name, network, _, lengths = case
    parts = network.parts(torch.zeros(2, 5, dtype=torch.int64), lengths)
    agree(torch.sigmoid(parts.whole), name, "P_G")
    agree(torch.sigmoid(mixed(parts.whole, parts.levels, 0.5)), name, "P_F")


def test_losses_with_squared_weights_and_violation(
    case: tuple[str, HarnnModel, Tensor, Tensor],
) -> None:
    name, network, _, lengths = case
    batch = Batch(torch.zeros(2, 5, dtype=torch.int64), lengths, torch.tensor(TRUTH) > 0)
    losses = HarnnObjective(network, GRAPH).losses(batch)
    agree(losses["local"], name, "loss_local")
    agree(losses["global"], name, "loss_global")
    of_head = RiemannianAdam(
        network.head.named_parameters(), point_rate=1, weight_rate=1, clip=0, weight_decay=0.01
    )
    penalty = of_head.penalty()
    assert penalty is not None
    agree(losses["loss"] + penalty, name, "loss_half_l2_0.01")
    probabilities = torch.sigmoid(network.logits(batch.tokens, lengths))
    agree(violation(probabilities, torch.tensor(GRAPH.edges)), name, "violation_P_F")
