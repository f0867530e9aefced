"""All pairs: the same numbers as one by one, in bounded memory."""

from __future__ import annotations

import pytest
import torch

from hmlc_core.geometry import pairwise


@pytest.mark.parametrize("chunk", [1, 7, 10**6])
def test_pairwise_equals_distance_however_it_is_cut(case, chunk, monkeypatch):
    monkeypatch.setattr(pairwise, "_CHUNK", chunk)
    x, y = case.points(2, 9), case.points(4)
    together = case.space.pairwise(x, y)
    assert together.shape == (2, 9, 4)
    case.close(together, case.space.distance(x.unsqueeze(-2), y))


def test_gradients_do_not_depend_on_the_cut(case, monkeypatch):
    x, y = case.points(9).requires_grad_(), case.points(4).requires_grad_()
    whole = torch.autograd.grad(case.space.pairwise(x, y).sum(), (x, y))
    monkeypatch.setattr(pairwise, "_CHUNK", 5)
    for actual, expected in zip(
        torch.autograd.grad(case.space.pairwise(x, y).sum(), (x, y)), whole
    ):
        case.close(actual, expected)


@pytest.mark.parametrize(("rows", "columns"), [(0, 4), (9, 0)])
def test_nothing_to_compare_gives_an_empty_table(case, rows, columns):
    x, y = case.points(rows).requires_grad_(), case.points(columns)
    table = case.space.pairwise(x, y)
    assert table.shape == (rows, columns)
    table.sum().backward()


def test_no_tensor_of_size_rows_by_labels_by_coordinates_is_kept(case):
    """What autograd keeps for the backward pass: a few tables, and no more of them per ball."""
    x, y = case.points(200).requires_grad_(), case.points(50).requires_grad_()
    kept: dict[int, int] = {}

    def note(tensor: torch.Tensor) -> torch.Tensor:
        kept[tensor.data_ptr()] = tensor.numel()
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(note, lambda tensor: tensor):
        case.space.pairwise(x, y)
    assert sum(kept.values()) <= 200 * 50 + x.numel() + y.numel()
