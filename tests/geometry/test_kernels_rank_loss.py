"""The compiled ranking loss equals the readable one: value and gradient."""

from __future__ import annotations

import numba
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from hmlc_core.embeddings.ranking import rank_loss
from hmlc_core.geometry.kernels.compile import kernel
from hmlc_core.geometry.kernels.rank_loss import add_rank_loss

pytestmark = pytest.mark.slow

WEIGHT = 0.3


@kernel
def compiled(table, drawn, flat, weight, gradient):  # type: ignore[no-untyped-def]
    return add_rank_loss(table, drawn, flat, weight, gradient)


def assert_equal(table: torch.Tensor, drawn: torch.Tensor, *, flat: bool) -> None:
    table = table.clone().requires_grad_()
    loss = rank_loss(table, drawn, flat=flat)
    (WEIGHT * loss).backward()
    gradient = np.ones(table.shape)
    value = compiled(table.detach().numpy(), drawn.numpy(), flat, WEIGHT, gradient)
    assert value == pytest.approx(loss.item(), rel=1e-9, abs=1e-12)
    assert table.grad is not None
    largest = max(1.0, float(table.grad.abs().max()))
    assert np.abs(gradient - 1 - table.grad.numpy()).max() <= 1e-9 * largest


@settings(max_examples=60, deadline=None)
@given(
    labels=st.integers(1, 6),
    dim=st.integers(1, 5),
    pairs=st.integers(0, 9),
    negatives=st.integers(1, 5),
    size=st.sampled_from([0.0, 1e-12, 1e-3, 1.0, 30.0, 1e4]),
    flat=st.booleans(),
    seed=st.integers(0, 999),
)
def test_compiled_equals_readable(
    labels: int, dim: int, pairs: int, negatives: int, size: float, flat: bool, seed: int
) -> None:
    """From the origin to the rim (Π(1e4) lies 1e-4 from it), for equal and for absent labels.

    Flat space is left out where squared distances are so large that torch's softmax rounds.
    """
    size = min(size, 30.0) if flat else size
    generator = torch.Generator().manual_seed(seed)
    table = torch.randn(labels, dim, generator=generator, dtype=torch.float64) * size
    drawn = torch.randint(labels, (pairs, 2 + negatives), generator=generator)
    assert_equal(table, drawn, flat=flat)


@pytest.mark.parametrize("flat", [False, True])
def test_equal_places_and_labels_never_drawn_have_no_gradient(flat: bool) -> None:
    table = torch.tensor([[0.5, 0.5], [0.5, 0.5], [3.0, -1.0]], dtype=torch.float64)
    drawn = torch.tensor([[0, 1, 0, 1]])
    assert_equal(table, drawn, flat=flat)
    gradient = np.zeros((3, 2))
    compiled(table.numpy(), drawn.numpy(), flat, WEIGHT, gradient)
    assert (gradient == 0).all()


def test_float32_stays_float32_and_near() -> None:
    generator = torch.Generator().manual_seed(0)
    table = torch.randn(5, 3, generator=generator)
    drawn = torch.randint(5, (20, 7), generator=generator)
    gradient = np.zeros((5, 3), np.float32)
    value = compiled(table.numpy(), drawn.numpy(), False, np.float32(1), gradient)
    readable = table.double().requires_grad_()
    loss = rank_loss(readable, drawn, flat=False)
    loss.backward()
    assert value == pytest.approx(loss.item(), rel=1e-6)
    assert readable.grad is not None
    assert np.abs(gradient - readable.grad.numpy()).max() < 1e-6
    assert compiled.signatures[-1][0].dtype == numba.float32
