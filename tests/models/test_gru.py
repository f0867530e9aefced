"""The ordinary GRU is the one that torch writes: gates, candidate and states by hand."""

from __future__ import annotations

import torch

from hmlc_core.models.gru import VanillaGRU

DIM = 4


def test_states_by_hand() -> None:
    """r, z = σ(Wx + b + Uh + c), n = tanh(W x + b + r ∘ (U h + c)), h ← (1 − z) ∘ n + z ∘ h."""
    generator = torch.Generator().manual_seed(0)
    gru = VanillaGRU(DIM, generator=generator, dtype=torch.float64)
    words = torch.randn(6, DIM, dtype=torch.float64, generator=generator)
    index = torch.tensor([[0, 3, 3, 5], [2, 1, 4, 0]])
    weights = dict(gru.cell.named_parameters())
    h = torch.zeros(2, DIM, dtype=torch.float64)
    states = gru(words, index, torch.tensor([4, 4]))
    for t in range(4):
        x = words[index[:, t]] @ weights["weight_ih_l0"].T + weights["bias_ih_l0"]
        y = h @ weights["weight_hh_l0"].T + weights["bias_hh_l0"]
        (x_r, x_z, x_n), (y_r, y_z, y_n) = x.chunk(3, 1), y.chunk(3, 1)
        r, z = torch.sigmoid(x_r + y_r), torch.sigmoid(x_z + y_z)
        h = (1 - z) * torch.tanh(x_n + r * y_n) + z * h
        assert torch.allclose(states[:, t], h, atol=1e-14)


def test_later_words_do_not_change_earlier_states() -> None:
    generator = torch.Generator().manual_seed(1)
    gru = VanillaGRU(DIM, generator=generator, dtype=torch.float64)
    words = torch.randn(5, DIM, dtype=torch.float64, generator=generator)
    short, long = torch.tensor([[1, 2]]), torch.tensor([[1, 2, 4]])
    one, two = (gru(words, index, torch.tensor([2])) for index in (short, long))
    assert torch.allclose(one, two[:, :2], atol=1e-14)


def test_weights_are_the_generators() -> None:
    one, two, other = (
        VanillaGRU(DIM, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
        for seed in (0, 0, 1)
    )
    for name, value in one.state_dict().items():
        assert torch.equal(value, two.state_dict()[name])
        assert not torch.equal(value, other.state_dict()[name])
        assert value.abs().max() <= DIM**-0.5
