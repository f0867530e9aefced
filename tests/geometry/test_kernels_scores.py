"""Compiled word × label scores, and their pooling, against the textbook and the torch spaces."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hmlc_core.errors import HyperlabelError
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.kernels import neg_distances, pooled_scores
from hmlc_core.models.heads import PooledHead

# Mode, coordinates, coordinates of a ball, geometry and its aggregate.
SPACES = {
    "ball": ("sum", 5, 5, "poincare", "sum"),
    "disks": ("sum", 6, 2, "product", "sum"),
    "more disks than multiply without overflow": ("sum", 42, 2, "product", "sum"),
    "disks, root of squares": ("l2", 6, 2, "product", "l2"),
    "flat": ("flat", 5, 5, "euclidean", "sum"),
}
spaces = pytest.mark.parametrize("space", SPACES.values(), ids=SPACES.keys())

# Its first use on a machine compiles the kernels a second time.
single_precision = pytest.mark.slow


def points(*shape, k, block, reach, random, dtype=torch.float64):
    """Points whose norms in each ball fill (0, reach)."""
    x = torch.randn(*shape, k // block, block, generator=random, dtype=torch.float64)
    x = x / x.norm(dim=-1, keepdim=True) * reach
    x = x * torch.rand(*x.shape[:-1], 1, generator=random, dtype=torch.float64)
    return x.flatten(-2).to(dtype).requires_grad_()


def problem(space, batch=3, width=7, labels=4, reach=0.8, seed=0, dtype=torch.float64):
    """Words, labels and lengths; the first document is full, the second empty."""
    _, k, block, *_ = space
    random = torch.Generator().manual_seed(seed)
    words = points(batch, width, k=k, block=block, reach=reach, random=random, dtype=dtype)
    targets = points(labels, k=k, block=block, reach=reach, random=random, dtype=dtype)
    lengths = torch.randint(0, width + 1, (batch,), generator=random)
    lengths[:2] = torch.tensor([width, 0])[: len(lengths[:2])]
    return words, targets, lengths


def present(words: Tensor, lengths: Tensor) -> Tensor:
    return torch.arange(words.shape[1]) < lengths[:, None]


def in_torch(words, labels, lengths, space):
    """The space's own `pairwise`."""
    _, k, block, name, aggregate = space
    geometry = make_geometry(name, k, ball_dim=block, aggregate=aggregate)
    scores = -geometry.pairwise(words, labels).transpose(1, 2)
    return scores * present(words, lengths)[:, None]


def textbook(words, labels, lengths, space):
    """d = 2 artanh ‖(−x) ⊕ y‖ in each ball, broadcast over everything."""
    mode, _, block, *_ = space
    x = words.reshape(*words.shape[:2], 1, -1, block)
    y = labels.reshape(len(labels), -1, block)
    if mode == "flat":
        distances = (x - y).square().sum((-1, -2)).sqrt()
    else:
        xy, xx, yy = ((p * q).sum(-1, keepdim=True) for p, q in ((x, y), (x, x), (y, y)))
        moved = (-(1 - 2 * xy + yy) * x + (1 - xx) * y) / (1 - 2 * xy + xx * yy)
        each = 2 * torch.atanh(moved.norm(dim=-1))
        distances = each.sum(-1) if mode == "sum" else each.norm(dim=-1)
    return -distances.transpose(1, 2) * present(words, lengths)[:, None]


def ours(words, labels, lengths, space):
    return neg_distances(words, labels, lengths, block=space[2], mode=space[0])


def gradients(function, words, labels, lengths, space):
    scores = function(words, labels, lengths, space)
    random = torch.Generator().manual_seed(7)
    outer = torch.randn(scores.shape, generator=random, dtype=torch.float64).to(scores.dtype)
    return scores.detach(), torch.autograd.grad(scores, (words, labels), outer)


def agree(function, arguments, space, atol=1e-9, rtol=1e-9):
    actual = gradients(ours, *arguments, space)
    torch.testing.assert_close(actual, gradients(function, *arguments, space), atol=atol, rtol=rtol)


class TestScores:
    @pytest.mark.slow
    @spaces
    @pytest.mark.parametrize("reference", [in_torch, textbook])
    def test_equal_both_references(self, space, reference):
        agree(reference, problem(space), space)

    @spaces
    def test_of_one_word_for_one_label(self, space):
        agree(in_torch, problem(space, batch=1, width=1, labels=1), space)

    @spaces
    def test_near_the_origin(self, space):
        agree(in_torch, problem(space, reach=1e-7), space)

    @spaces
    def test_at_the_rim(self, space):
        # Gradients there are of order 1e5, and 1 − ‖x‖² keeps eleven digits.
        agree(in_torch, problem(space, reach=1 - 1e-5), space, rtol=1e-8)

    @spaces
    def test_between_equal_points(self, space):
        words, labels, lengths = problem(space)
        with torch.no_grad():
            words[0, 0] = labels[0]
        scores = ours(words, labels, lengths, space)
        assert scores[0, 0, 0] == 0
        assert not scores[0, 0, 0].signbit()
        for gradient in torch.autograd.grad(scores[0, 0, 0], (words, labels)):
            assert not gradient.any()

    @single_precision
    @spaces
    def test_between_near_points_in_single_precision(self, space):
        _, k, block, *_ = space
        random = torch.Generator().manual_seed(1)
        labels = points(4, k=k, block=block, reach=0.99, random=random, dtype=torch.float32)
        near = labels.detach()[None] + 1e-4 * torch.randn(1, 4, k, generator=random)
        words = near.requires_grad_()
        single = ours(words, labels, torch.tensor([4]), space)
        double = in_torch(words.double(), labels.double(), torch.tensor([4]), space)
        # The points are float32 themselves, and near the rim that alone moves them.
        torch.testing.assert_close(single.double(), double, rtol=1e-3, atol=1e-5)

    @single_precision
    @spaces
    def test_in_single_precision(self, space):
        single = problem(space, dtype=torch.float32)
        scores, grads = gradients(ours, *single, space)
        words, labels, lengths = single
        double = words.detach().double().requires_grad_(), labels.detach().double().requires_grad_()
        expected, wanted = gradients(ours, *double, lengths, space)
        assert scores.dtype == grads[0].dtype == torch.float32
        torch.testing.assert_close(scores.double(), expected, atol=1e-5, rtol=1e-5)
        for gradient, other in zip(grads, wanted):
            torch.testing.assert_close(gradient.double(), other, atol=1e-4, rtol=1e-4)

    @pytest.mark.slow
    @settings(deadline=None, max_examples=25)
    @given(
        mode=st.sampled_from(["sum", "l2", "flat"]),
        balls=st.integers(1, 20),
        block=st.integers(1, 4),
        batch=st.integers(1, 4),
        width=st.integers(1, 9),
        labels=st.integers(1, 4),
        reach=st.floats(1e-3, 0.999),
        seed=st.integers(0, 2**16),
    )
    def test_of_any_shape(self, mode, balls, block, batch, width, labels, reach, seed):
        name = "euclidean" if mode == "flat" else "product"
        space = (mode, balls * block, block, name, mode if mode == "l2" else "sum")
        agree(in_torch, problem(space, batch, width, labels, reach, seed), space, rtol=1e-8)

    @pytest.mark.slow
    @spaces
    def test_by_finite_differences(self, space):
        words, labels, lengths = problem(space, width=3, labels=2)
        assert torch.autograd.gradcheck(
            lambda x, y: ours(x, y, lengths, space), (words, labels), atol=1e-6
        )

    @spaces
    def test_in_groups_of_labels(self, space):
        words, labels, lengths = problem(space)
        whole = ours(words, labels, lengths, space)
        groups = [ours(words, group, lengths, space) for group in labels.split(3)]
        assert torch.equal(torch.cat(groups, 1), whole)

    @spaces
    def test_padding_scores_nothing_and_costs_no_gradient(self, space):
        words, labels, lengths = problem(space)
        with torch.no_grad():
            words[2, lengths[2] :] = torch.nan
        scores, (gradient, _) = gradients(ours, words, labels, lengths, space)
        padding = ~present(words, lengths)
        assert not scores.transpose(1, 2)[padding].any()
        assert not gradient[padding].any()
        assert gradient.isfinite().all()

    def test_no_labels(self):
        space = SPACES["ball"]
        words, labels, lengths = problem(space)
        assert ours(words, labels[:0], lengths, space).shape == (3, 0, 7)

    def test_a_label_of_another_space(self):
        space = SPACES["ball"]
        words, labels, lengths = problem(space)
        with pytest.raises(HyperlabelError, match=r"labels: .*\(4, 5\).*\(4, 4\)"):
            neg_distances(words, labels[:, :4], lengths, block=5)

    def test_an_unknown_mode(self):
        space = SPACES["ball"]
        with pytest.raises(HyperlabelError, match=r"mode.*flat, sum, l2.*'mean'"):
            neg_distances(*problem(space), block=5, mode="mean")


def weights_for(words: Tensor, lengths: Tensor, seed: int = 3) -> Tensor:
    """Weights that sum to 1 over a document; the first document's first word has none."""
    random = torch.Generator().manual_seed(seed)
    raw = torch.rand(words.shape[:2], generator=random, dtype=torch.float64)
    raw = raw * present(words, lengths)
    raw[0, 0] = 0
    return (raw / raw.sum(1, keepdim=True).clamp_min(1e-9)).to(words.dtype).requires_grad_()


def pooled_in_torch(words, labels, lengths, weights, sharpness, space):
    head = PooledHead(len(labels), dtype=words.dtype)
    del head.log_sharpness
    head.log_sharpness = sharpness.log()
    return head.pool(in_torch(words, labels, lengths, space), weights)


def pooled(words, labels, lengths, weights, sharpness, space):
    return pooled_scores(words, labels, lengths, weights, sharpness, block=space[2], mode=space[0])


def pooled_gradients(function, words, labels, lengths, weights, sharpness, space):
    results = function(words, labels, lengths, weights, sharpness, space)
    random = torch.Generator().manual_seed(7)
    outer = [torch.randn(x.shape, generator=random, dtype=x.dtype) for x in results]
    inputs = (words, labels, weights, sharpness)
    return [x.detach() for x in results], torch.autograd.grad(results, inputs, outer)


class TestPooling:
    @pytest.mark.slow
    @spaces
    @pytest.mark.parametrize("sharpness", [0.5, 4.0, 60.0])
    @pytest.mark.parametrize("reach", [0.01, 0.9, 1 - 1e-5])
    def test_equals_the_models_head(self, space, sharpness, reach):
        words, labels, lengths = problem(space, reach=reach)
        tau = torch.tensor([sharpness], dtype=torch.float64, requires_grad=True)
        arguments = (words, labels, lengths, weights_for(words, lengths), tau, space)
        torch.testing.assert_close(
            pooled_gradients(pooled, *arguments),
            pooled_gradients(pooled_in_torch, *arguments),
            atol=1e-8,
            rtol=1e-8,
        )

    @pytest.mark.parametrize("width", [1, 2, 3, 8, 33])
    def test_for_any_number_of_words(self, width):
        space = SPACES["disks"]
        words, labels, lengths = problem(space, batch=1, width=width, labels=2)
        weights = torch.full((1, width), 1 / width, dtype=torch.float64, requires_grad=True)
        tau = torch.tensor([4.0], dtype=torch.float64, requires_grad=True)
        arguments = (words, labels, lengths, weights, tau, space)
        torch.testing.assert_close(
            pooled_gradients(pooled, *arguments), pooled_gradients(pooled_in_torch, *arguments)
        )

    @pytest.mark.slow
    @spaces
    def test_by_finite_differences(self, space):
        words, labels, lengths = problem(space, width=3, labels=2)
        with torch.no_grad():
            weights = present(words, lengths) / lengths.clamp_min(1)[:, None]
        weights = weights.double().requires_grad_()
        tau = torch.tensor([2.0], dtype=torch.float64, requires_grad=True)

        # Weights move by factors, so that those of padding stay 0.
        def pool(x, y, factors, sharpness):
            return pooled(x, y, lengths, weights.detach() * factors, sharpness, space)

        factors = torch.ones_like(weights).requires_grad_()
        assert torch.autograd.gradcheck(pool, (words, labels, factors, tau), atol=1e-6)

    @single_precision
    def test_in_single_precision(self):
        space = SPACES["ball"]
        words, labels, lengths = problem(space, dtype=torch.float32)
        tau = torch.tensor([4.0], requires_grad=True)
        single = (words, labels, lengths, weights_for(words, lengths), tau)
        double = (x.detach().double() if x.is_floating_point() else x for x in single)
        double = tuple(x.requires_grad_() if x.is_floating_point() else x for x in double)
        values, grads = pooled_gradients(pooled, *single, space)
        results = pooled(*double, space)
        outer = [
            torch.randn(x.shape, generator=g, dtype=torch.float32).double()
            for g in [torch.Generator().manual_seed(7)]
            for x in results
        ]
        inputs = (double[0], double[1], double[3], double[4])
        wanted = torch.autograd.grad(results, inputs, outer)
        for actual, expected in zip((*values, *grads), (*results, *wanted)):
            torch.testing.assert_close(actual.double(), expected, atol=1e-4, rtol=1e-4)

    def test_a_document_without_words_pools_to_nothing(self):
        space = SPACES["ball"]
        words, labels, lengths = problem(space)
        tau = torch.tensor([4.0], dtype=torch.float64, requires_grad=True)
        mean, peak = pooled(words, labels, lengths, weights_for(words, lengths), tau, space)
        assert lengths[1] == 0
        assert not mean[1].any()
        assert not peak[1].any()

    def test_far_words_do_not_underflow(self):
        # Every exp(τ s) is 0 in itself: 21 disks at distance 24 and τ = 4 make exp(−2016).
        space = SPACES["more disks than multiply without overflow"]
        words, labels, lengths = problem(space, reach=1 - 1e-5)
        with torch.no_grad():
            for x in (words, labels):
                pairs = x.view(*x.shape[:-1], -1, 2)
                pairs.mul_((1 - 1e-5) / pairs.norm(dim=-1, keepdim=True))
        tau = torch.tensor([4.0], dtype=torch.float64)
        mean, peak = pooled(words, labels, lengths, weights_for(words, lengths), tau, space)
        assert mean[0].max() < -300
        assert (peak[0] >= mean[0]).all()
