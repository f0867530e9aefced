"""HMCN-F gives the golden numbers to nine digits."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.data.labels import LabelGraph
from hmlc_core.data.levels import levels_of
from hmlc_core.experiment.models.hmcn_f import HMCNF
from hmlc_core.methods.hmcn_f.network import Flows, HmcnModel
from hmlc_core.methods.hmcn_f.objective import HmcnObjective
from hmlc_core.models.encoders import DocumentEncoder
from hmlc_core.training.batches import Batch
from hmlc_core.training.hierarchy import violation
from tests.methods.formula import F
from tests.methods.hmcn_f.golden import GOLDEN

LEVELS = (2, 3)
GRAPH = LabelGraph(("A", "B", "a", "b", "c"), ((0, 2), (0, 3), (1, 4)))
SIZES = {"document_dim": 4, "units": 3, "local_units": 3, "dropout": 0.0, "batch_norm": False}
CASES = {"last_sees_x": True, "last_sees_A_only": False}


class Given(DocumentEncoder):
    """The document vectors of the golden case, whatever the tokens are."""

    out_dim, max_words = 4, None

    def forward(self, tokens: Tensor, lengths: Tensor) -> Tensor:
        return F((2, 4), 5, 3, 1, s=5)

    def word_vectors(self, ids: Tensor) -> None:
        return None


BATCH = Batch(
    torch.zeros(2, 1, dtype=torch.int64),
    torch.tensor([1, 1]),
    torch.tensor([[1, 0, 1, 1, 0], [0, 1, 0, 0, 1]]) > 0,
)


def fill(flows: Flows) -> None:
    """The weights of the golden case; layers there compute x·W, here W·x."""
    state = {}
    for h, size in enumerate(LEVELS):
        inputs = 7 if h else 4
        state |= {
            f"down.{h}.0.weight": F((inputs, 3), 7, 3, h + 1, s=10).T,
            f"down.{h}.0.bias": F((3,), 3, h + 1, s=20),
            f"out.{h}.0.weight": F((3, 3), 2, 5, h + 6, s=10).T,
            f"out.{h}.0.bias": F((3,), 5, h + 2, s=20),
            f"classes.{h}.weight": F((3, size), 4, 7, h + 2, s=10).T,
            f"classes.{h}.bias": F((size,), 2, h + 3, s=20),
        }
    width = flows.all_classes.in_features
    state["all_classes.weight"] = F((7, 5), 3, 8, 5, s=10)[:width].T
    state["all_classes.bias"] = F((5,), 7, 1, s=20)
    flows.load_state_dict(state)


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def network(case: str, **settings: object) -> HmcnModel:
    model = HmcnModel(
        HMCNF(last_reads_document=CASES[case], **{**SIZES, **settings}),
        levels_of(GRAPH),
        Given(),
        generator=torch.Generator(),
        dtype=torch.float64,
    )
    fill(model.flows)
    return model


def agree(found: Tensor, case: str, key: str) -> None:
    np.testing.assert_allclose(found.detach().numpy(), GOLDEN[case][key], rtol=0, atol=1e-9)


def logits(model: HmcnModel) -> Tensor:
    return model.logits(BATCH.tokens, BATCH.lengths)


def test_units_of_the_last_level(case: str) -> None:
    model, seen = network(case), []
    model.flows.down[-1].register_forward_hook(lambda *call: seen.append(call[-1]))
    logits(model)
    agree(seen[0], case, "A")


def test_local_global_and_mixed_probabilities(case: str) -> None:
    model = network(case)
    parts = model.parts(BATCH.tokens, BATCH.lengths)
    agree(torch.sigmoid(parts.levels), case, "P_L")
    agree(torch.sigmoid(parts.whole), case, "P_G")
    agree(torch.sigmoid(logits(model)), case, "P_F")
    agree(torch.sigmoid(logits(network(case, mixes="logits"))), case, "P_mixed_logits")


def test_losses_of_the_paper(case: str) -> None:
    losses = HmcnObjective(network(case), GRAPH).losses(BATCH)
    agree(losses["local"], case, "loss_local_mean_per_level")
    agree(losses["global"], case, "loss_global_mean")
    agree(losses["violation"], case, "violation_P_F")
    agree(losses["loss"], case, "loss_mean_lambda_0.1")
    summed = HmcnObjective(network(case, sums_over_labels=True), GRAPH).losses(BATCH)
    agree(summed["loss"], case, "loss_sum_lambda_0.1")


def test_the_violation_is_that_of_the_mixed_probabilities(case: str) -> None:
    probabilities = torch.sigmoid(logits(network(case)))
    agree(violation(probabilities, torch.tensor(GRAPH.edges)), case, "violation_P_F")


@pytest.mark.parametrize(
    ("mixes", "key"),
    [
        ("probabilities", "hilap_bce_of_mixture"),
        ("logits", "neuralclassifier_bce_of_mixed_logits"),
    ],
)
def test_losses_of_other_programs(case: str, mixes: str, key: str) -> None:
    model = network(case, mixes=mixes, learns_by="mixture", violation=0.0)
    losses = HmcnObjective(model, GRAPH).losses(BATCH)
    assert list(losses) == ["loss", "mixture"]
    agree(losses["loss"], case, key)
