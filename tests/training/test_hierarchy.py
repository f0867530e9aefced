"""What a hierarchy adds to a loss."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from hmlc_core.data.labels import LabelGraph
from hmlc_core.training.hierarchy import edges_of, recursive_regulariser, violation

EDGES = edges_of(LabelGraph(tuple("ABabc"), ((0, 2), (0, 3), (1, 4))))


def test_recursive_regulariser_has_its_golden_value() -> None:
    """W[i, j] = (((7i + 3j + 1) mod 11) − 5)/10; the value was computed apart from this code."""
    i, j = np.indices((5, 4))
    rows = torch.tensor(((7 * i + 3 * j + 1) % 11 - 5) / 10)
    assert float(recursive_regulariser(rows, EDGES)) == pytest.approx(0.99, abs=1e-12)


def test_equal_rows_cost_nothing() -> None:
    assert not recursive_regulariser(torch.ones(5, 3), EDGES)


def test_children_below_their_parents_cost_nothing_and_others_the_squared_excess() -> None:
    probabilities = torch.tensor([[0.9, 0.8, 0.1, 0.9, 0.8], [0.5, 0.1, 0.7, 0.2, 0.4]])
    found = violation(probabilities, EDGES)
    assert float(found) == pytest.approx((0.2**2 + 0.3**2) / 2, abs=1e-6)
    assert not violation(probabilities[:1], EDGES)


def test_without_edges_both_are_zero() -> None:
    none = edges_of(LabelGraph(("a", "b")))
    assert none.shape == (0, 2)
    assert not violation(torch.rand(3, 2), none)
    assert not recursive_regulariser(torch.rand(2, 3), none)


def test_gradients_agree_with_differences() -> None:
    values = torch.linspace(0.1, 0.9, 10, dtype=torch.float64).view(2, 5).requires_grad_()
    torch.autograd.gradcheck(lambda p: violation(p, EDGES), values)
    torch.autograd.gradcheck(lambda rows: recursive_regulariser(rows.T, EDGES), values)
