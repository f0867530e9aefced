"""The position head: its two layers by hand, gradients, and what padding may hold."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from hmlc_core.models import heads
from hmlc_core.models.heads import PositionHead

BATCH, LABELS, WIDTH = 5, 3, 6


def make_head(*, ordered: bool = False, biases: bool = True) -> PositionHead:
    generator = torch.Generator().manual_seed(0)
    return PositionHead(
        WIDTH, ordered=ordered, biases=biases, generator=generator, dtype=torch.float64
    )


def make_scores(width: int = WIDTH) -> Tensor:
    generator = torch.Generator().manual_seed(1)
    return -torch.rand(BATCH, LABELS, width, generator=generator, dtype=torch.float64)


def make_weights(width: int = WIDTH) -> Tensor:
    """Documents of 0 … words, evenly weighted."""
    lengths = torch.arange(BATCH) * width // (BATCH - 1)
    present = torch.arange(width) < lengths[:, None]
    return present.double() / lengths.clamp(min=1)[:, None]


def by_hand(head: PositionHead, scores: Tensor, weights: Tensor) -> Tensor:
    """W^e ReLU(W^f S), document after document, over scores padded with 0."""
    rows = []
    for score, weight in zip(scores, weights):
        kept = score[:, weight > 0]
        if head.ordered:
            kept = kept.sort(dim=-1, descending=True).values
        padded = torch.zeros(LABELS, WIDTH, dtype=scores.dtype)
        padded[:, : kept.shape[1]] = kept
        rows.append(head.outer(torch.relu(head.inner(padded)))[:, 0])
    return torch.stack(rows)


@pytest.fixture(params=[1, 40, 10_000], ids=["one at a time", "two at a time", "all at once"])
def _block(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads._TwoLayers, "BLOCK", request.param)


@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("ordered", [True, False])
@pytest.mark.parametrize("width", [WIDTH, WIDTH - 2])
def test_it_is_two_layers_over_zero_padded_scores(ordered: bool, biases: bool, width: int) -> None:
    head = make_head(ordered=ordered, biases=biases)
    scores, weights = make_scores(width), make_weights(width)
    actual = head(scores, weights, None)
    torch.testing.assert_close(actual, by_hand(head, scores, weights), rtol=0, atol=1e-12)


@pytest.mark.slow
@pytest.mark.usefixtures("_block")
@pytest.mark.parametrize("biases", [True, False])
@pytest.mark.parametrize("layout", ["labels first", "words first"])
def test_gradients_are_those_of_the_formula(biases: bool, layout: str) -> None:
    head, weights = make_head(biases=biases), make_weights()
    scores = make_scores()
    if layout == "words first":  # as the torch path has them
        scores = scores.transpose(1, 2).contiguous().transpose(1, 2)
    scores.requires_grad_()
    inputs = (scores, *head.parameters())
    outer = torch.rand(BATCH, LABELS, dtype=torch.float64)
    actual = torch.autograd.grad((head(scores, weights, None) * outer).sum(), inputs)
    expected = torch.autograd.grad((by_hand(head, scores, weights) * outer).sum(), inputs)
    for one, other in zip(actual, expected):
        torch.testing.assert_close(one, other, rtol=0, atol=1e-12)
    assert torch.autograd.gradcheck(lambda s: head(s, weights, None), (scores,))


@pytest.mark.parametrize("ordered", [True, False])
def test_what_stands_at_padding_changes_nothing(ordered: bool) -> None:
    head, scores, weights = make_head(ordered=ordered), make_scores(), make_weights()
    other = torch.where(weights[:, None] > 0, scores, torch.full_like(scores, -1e3))
    assert torch.equal(head(scores, weights, None), head(other, weights, None))
