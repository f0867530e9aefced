"""The recursive regulariser gives the golden number, and its gradient."""

from __future__ import annotations

import torch

from hmlc_core.models.regulariser import recursive_regulariser

EDGES = torch.tensor([(0, 2), (0, 3), (1, 4)])


def rows() -> torch.Tensor:
    """(((7 i + 3 j + 1) mod 11) − 5)/10 at the place (i, j)."""
    i, j = torch.meshgrid(torch.arange(5), torch.arange(4), indexing="ij")
    return ((7 * i + 3 * j + 1) % 11 - 5).double() / 10


def test_half_the_squared_distances_of_parents_and_children() -> None:
    found = recursive_regulariser(rows(), EDGES)
    torch.testing.assert_close(found, torch.tensor(0.99, dtype=torch.float64), rtol=0, atol=1e-9)


def test_its_gradient_is_that_of_finite_differences() -> None:
    assert torch.autograd.gradcheck(
        lambda w: recursive_regulariser(w, EDGES), rows().requires_grad_()
    )


def test_no_hierarchy_costs_nothing() -> None:
    none = torch.zeros(0, 2, dtype=torch.int64)
    assert recursive_regulariser(rows(), none) == 0
