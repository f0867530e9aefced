"""Batch normalisation is torch's, but for batches of one."""

from __future__ import annotations

import torch

from hmlc_core.models.batch_norm import BatchNorm

X = torch.linspace(-2, 3, 12, dtype=torch.float64).view(4, 3).exp()


def test_it_is_torchs_in_training_and_after_it() -> None:
    ours, peer = BatchNorm(3, dtype=torch.float64), torch.nn.BatchNorm1d(3, dtype=torch.float64)
    for module in (ours, peer):
        module.weight.data.copy_(torch.tensor([1.0, 2.0, 3.0]))
        module.bias.data.copy_(torch.tensor([0.5, 0.0, -0.5]))
    torch.testing.assert_close(ours(X), peer(X))
    torch.testing.assert_close(ours(2 * X), peer(2 * X))
    torch.testing.assert_close(ours.eval()(X), peer.eval()(X))


def test_a_batch_of_one_is_normalised_by_what_is_remembered_and_changes_nothing() -> None:
    module = BatchNorm(3, dtype=torch.float64)
    module(X)
    before = {name: tensor.clone() for name, tensor in module.state_dict().items()}
    alone = module(X[:1])
    assert all(torch.equal(tensor, before[name]) for name, tensor in module.state_dict().items())
    torch.testing.assert_close(alone, module.eval()(X)[:1])


def test_what_is_remembered_is_in_its_state() -> None:
    assert set(BatchNorm(3, dtype=torch.float32).state_dict()) == {
        "weight",
        "bias",
        "mean",
        "variance",
    }
