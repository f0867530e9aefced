"""A function of rows in chunks has the values and gradients that it has at once."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.kernels.cores import cores
from hmlc_core.models import rows
from hmlc_core.models.rows import ByRows


def inputs(count: int) -> tuple[Tensor, Tensor]:
    random = torch.Generator().manual_seed(0)
    m = torch.randn(3, 6, 6, generator=random, dtype=torch.float64)
    x = 0.3 * torch.rand(count, 6, generator=random, dtype=torch.float64)
    return m.requires_grad_(), x.requires_grad_()


def found(image: Tensor, m: Tensor, x: Tensor) -> tuple[Tensor, ...]:
    outer = torch.linspace(-1, 1, image.numel(), dtype=image.dtype).view(image.shape)
    return image, *torch.autograd.grad(image, (m, x), outer)


@pytest.mark.parametrize("count", [1, 7, 100])
def test_chunks_equal_the_whole_on_any_number_of_threads(
    count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rows, "LEAST", 6)
    space, (m, x) = make_geometry("product", 6, ball_dim=2), inputs(count)
    whole = found(space.matvec(m, x), m, x)
    results = []
    for threads in (1, 2, 16):
        monkeypatch.setattr(cores, "threads", threads)
        results.append(found(ByRows.apply(space.matvec, m, x), m, x))
    for result in results:
        assert all(torch.equal(one, two) for one, two in zip(results[0], result, strict=True))
        torch.testing.assert_close(result, whole, rtol=1e-12, atol=1e-12)


def test_nothing_is_recorded_where_no_gradient_is_wanted() -> None:
    space, (m, x) = make_geometry("poincare", 6), inputs(5)
    image = ByRows.apply(space.matvec, m.detach(), x.detach())
    assert not image.requires_grad
    torch.testing.assert_close(image, space.matvec(m, x).detach(), rtol=1e-12, atol=1e-12)
