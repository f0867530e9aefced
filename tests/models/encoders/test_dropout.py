"""Dropout: how much is hidden, what remains, and where the readout has it."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.models.encoders.dropout import Dropout
from hmlc_core.models.encoders.layers import Readout, drawn


def generator(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def test_survivors_are_scaled_up() -> None:
    x = torch.linspace(1, 2, 40_000, dtype=torch.float64).reshape(200, 200)
    y = Dropout(0.6, generator())(x)
    survived = y != 0
    assert torch.allclose(y[survived], 2.5 * x[survived], rtol=1e-12)
    assert survived.double().mean().item() == pytest.approx(0.4, abs=0.01)


def test_nothing_is_hidden_in_evaluation_or_without_a_share() -> None:
    x = torch.randn(3, 4, generator=generator())
    random = generator(1)
    assert Dropout(0.6, random).eval()(x) is x
    assert Dropout(0.0, random)(x) is x
    assert torch.equal(random.get_state(), generator(1).get_state())


@pytest.mark.parametrize("released", [False, True])
def test_where_the_readout_hides(released: bool) -> None:
    """Zeros appear in the document vector, or only in what the linear layer reads."""
    settings = Encoder(dropout=0.5, released_dropout_place=released)
    readout = Readout(settings, 8, 30, generator=generator(), dtype=torch.float64)
    x = torch.randn(20, 8, generator=generator(1), dtype=torch.float64)
    vectors = readout(x)
    assert (vectors == 0).any() != torch.tensor(released)
    if released:
        again = Dropout(0.5, generator(2))
        readout.dropout.generator = generator(2)
        expected = again(x) @ readout.linear.weight.T + readout.linear.bias
        assert torch.allclose(readout(x), expected, rtol=1e-12)


@pytest.mark.parametrize(
    ("layer", "fan_in"),
    [
        (torch.nn.Linear(16, 400, device="meta"), 16),
        (torch.nn.Conv1d(5, 300, 5, device="meta"), 25),
    ],
)
def test_initial_values_spread_as_torchs_own(layer: torch.nn.Module, fan_in: int) -> None:
    layer = drawn(layer, fan_in, generator())
    bound = fan_in**-0.5
    for values in (layer.weight, layer.bias):
        assert values.abs().max() <= bound
        assert values.abs().max() > 0.95 * bound
        assert values.std().item() == pytest.approx(bound / 3**0.5, rel=0.1)
