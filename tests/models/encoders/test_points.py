"""The point network, worked by hand."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.models.encoders.points import PointNetwork

POINTS = torch.tensor([[1.0, 0.0], [0.0, 1.0], [-1.0, -1.0]], dtype=torch.float64)
LENGTHS = torch.tensor([2, 2, 2])


def network(dtype: torch.dtype = torch.float64) -> PointNetwork:
    """Units x, y, −x − y − 3 and x − 1 (0 at most), then sums of two of them."""
    generator = torch.Generator().manual_seed(0)
    network = PointNetwork(2, 4, 3, generator=generator, dtype=dtype)
    values = {
        "inner.weight": [[1, 0], [0, 1], [-1, -1], [1, 0]],
        "inner.bias": [0, 0, -3, -1],
        "outer.weight": [[1, 0, 0, 0], [1, 2, 0, 0], [0, 0, 5, 5]],
        "outer.bias": [0, 0, 7],
    }
    network.load_state_dict({k: torch.tensor(v, dtype=dtype) for k, v in values.items()})
    return network


def test_worked_by_hand() -> None:
    assert network()(POINTS, LENGTHS).tolist() == [[1, 1, 7], [0, 2, 7], [0, 0, 7]]


def test_units_that_never_fire_are_counted() -> None:
    assert network().dead_units(POINTS) == 2
    assert network().dead_units(POINTS[1:2]) == 3
    assert network().dead_units(torch.tensor([[-9.0, 0.0], [2.0, 1.0]])) == 0


def test_dead_units_get_no_gradient() -> None:
    net = network()
    net(POINTS, LENGTHS).sum().backward()
    assert net.inner.weight.grad is not None
    assert net.inner.weight.grad.abs().sum(1).ne(0).tolist() == [True, True, False, False]


def test_coordinates_are_read_in_the_models_precision() -> None:
    assert network(torch.float32)(POINTS, LENGTHS).dtype == torch.float32


def test_points_have_no_words() -> None:
    assert network().word_vectors(torch.tensor([0])) is None
    assert network().max_words is None


@pytest.mark.parametrize("seed", range(3))
def test_a_gradient_reaches_every_parameter(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    net = PointNetwork(2, 4, 21, generator=generator, dtype=torch.float64)
    everywhere = torch.randn(200, 2, generator=generator, dtype=torch.float64) * 3
    net(everywhere, torch.full((200,), 2)).square().sum().backward()
    assert net.dead_units(everywhere) == 0
    for name, parameter in net.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().max() > 0, name
