"""The compiled GRU against the textbook formulas, against the torch model, and by itself."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from hmlc_core.errors import HyperlabelError
from hmlc_core.geometry import make_geometry
from hmlc_core.geometry.kernels import gru_sequence
from hmlc_core.geometry.rim import radial_limit
from hmlc_core.models.gru import GRU

TINY = 1e-30

# Its first use on a machine compiles the kernels a second time.
single_precision = pytest.mark.slow


def textbook(ux, index, w, b, lengths, block):
    """Eq. 5 from the definitions of ⊕, ⊗ and log0 (Ganea et al., section 2), one step at a time."""
    limit = radial_limit(ux.dtype)

    def norm(x: Tensor) -> Tensor:
        return (x * x).sum(-1, keepdim=True).clamp_min(TINY).sqrt()

    def clip(x: Tensor) -> Tensor:
        return torch.where(norm(x) > limit, x / norm(x) * limit, x)

    def add(u: Tensor, v: Tensor) -> Tensor:
        uv, uu, vv = ((p * q).sum(-1, keepdim=True) for p, q in ((u, v), (u, u), (v, v)))
        return clip(((1 + 2 * uv + vv) * u + (1 - uu) * v) / (1 + 2 * uv + uu * vv))

    def log0(x: Tensor) -> Tensor:
        return torch.atanh(norm(x)) * x / norm(x)

    def map_tangent(image: Tensor) -> Tensor:
        return clip(torch.tanh(norm(image)) * image / norm(image))

    def balls(x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:-1], -1, block)

    def times(m: Tensor, x: Tensor) -> Tensor:
        return map_tangent(balls(log0(x).flatten(-2) @ m.T))

    def pointwise(factors: Tensor, x: Tensor) -> Tensor:
        scaled = balls(factors) * x
        ratio = norm(scaled) / norm(x)
        return torch.tanh(ratio * torch.atanh(norm(x))) * scaled / norm(scaled)

    h = balls(ux.new_zeros(len(index), w.shape[1]))
    states = []
    for t in range(index.shape[1]):
        u = balls(ux[:, index[:, t]])
        r, z = (
            torch.sigmoid(log0(add(add(times(w[g], h), u[g]), balls(b[g])))).flatten(-2)
            for g in (0, 1)
        )
        candidate = add(add(times(w[2], pointwise(r, h)), u[2]), balls(b[2]))
        new = add(h, pointwise(z, add(-h, candidate)))
        h = torch.where((t < lengths)[:, None, None], new, h)
        states.append(h.flatten(-2))
    return torch.stack(states, 1)


def problem(
    batch=4, width=6, k=4, block=4, words=7, reach=0.8, scale=1.0, seed=0, dtype=torch.float64
):
    """Arguments of a GRU; norms of points fill (0, reach), lengths fill 0 … width."""
    random = torch.Generator().manual_seed(seed)

    def draw(*shape: int) -> Tensor:
        return torch.randn(*shape, generator=random, dtype=torch.float64)

    def points(*shape: int) -> Tensor:
        x = draw(*shape, k).reshape(*shape, -1, block)
        x = x / x.norm(dim=-1, keepdim=True) * reach
        x = x * torch.rand(*x.shape[:-1], 1, generator=random, dtype=torch.float64)
        return x.flatten(-2).to(dtype).requires_grad_()

    lengths = torch.randint(0, width + 1, (batch,), generator=random)
    lengths[0] = width
    index = torch.randint(0, words, (batch, width), generator=random)
    w = (scale * draw(3, k, k)).to(dtype).requires_grad_()
    return points(3, words), index, w, points(3), lengths


def gradients(function, arguments, block, outer=None):
    states = function(*arguments, block=block)
    if outer is None:
        random = torch.Generator().manual_seed(5)
        outer = torch.randn(states.shape, generator=random, dtype=torch.float64).to(states.dtype)
    ux, _, w, b, _ = arguments
    return states.detach(), torch.autograd.grad(states, (ux, w, b), outer)


def agree(arguments, block, *, reference=textbook, atol=1e-9, rtol=1e-9):
    ours, theirs = (gradients(f, arguments, block) for f in (gru_sequence, reference))
    torch.testing.assert_close(ours, theirs, atol=atol, rtol=rtol)


SHAPES = {
    "one ball": {"k": 5, "block": 5},
    "three disks": {"k": 6, "block": 2},
    "two balls": {"k": 6, "block": 3},
    "segments": {"k": 3, "block": 1},
    "one step": {"width": 1},
    "one document": {"batch": 1},
    "one word": {"words": 1, "batch": 1, "width": 1},
    "more lanes than a vector has": {"batch": 37, "width": 4},
}


class TestEquality:
    @pytest.mark.slow
    @pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
    def test_with_the_textbook(self, shape):
        agree(problem(**shape), shape.get("block", 4))

    @pytest.mark.parametrize("block", [4, 2])
    def test_near_the_origin(self, block):
        # The textbook's own derivatives are quotients of rounding errors at much smaller norms.
        agree(problem(block=block, reach=1e-4), block)

    @pytest.mark.parametrize("block", [4, 2])
    def test_at_the_origin(self, block):
        arguments = problem(block=block, reach=0.0)
        states, grads = gradients(gru_sequence, arguments, block)
        assert not states.any()
        assert all(g.isfinite().all() for g in grads)
        agree(arguments, block, reference=modelled(block))

    @pytest.mark.parametrize("block", [4, 2])
    def test_at_the_rim(self, block):
        # The textbook's ⊕ subtracts nearly equal numbers there; the model's does not.
        arguments = problem(block=block, reach=1 - 1e-5, scale=4.0)
        agree(arguments, block, reference=modelled(block), rtol=1e-8)

    def test_where_clipping_decides(self):
        arguments = problem(reach=1 - 1e-5, scale=30.0, seed=3)
        states, _ = gradients(gru_sequence, arguments, 4)
        assert states.norm(dim=-1).max() > 1 - 1.1e-5
        agree(arguments, 4, reference=modelled(4), rtol=1e-7, atol=1e-8)

    @pytest.mark.parametrize("block", [4, 2])
    def test_where_sums_cancel(self, block):
        # (0 ⊕ u) ⊕ b = 0 in the first step: log0 and the gates start from the origin.
        ux, index, w, _, lengths = problem(block=block, reach=0.5)
        opposite = (-ux[:, 2]).detach().requires_grad_()
        index[:, 0] = 2
        agree((ux, index, w, opposite, lengths), block, reference=modelled(block))

    @pytest.mark.slow
    @settings(deadline=None, max_examples=25)
    @given(
        balls=st.integers(1, 3),
        block=st.integers(1, 3),
        batch=st.integers(1, 5),
        width=st.integers(1, 5),
        reach=st.floats(1e-3, 0.99),
        scale=st.floats(0, 2),
        seed=st.integers(0, 2**16),
    )
    def test_for_any_shape(self, balls, block, batch, width, reach, scale, seed):
        arguments = problem(batch, width, balls * block, block, 5, reach, scale, seed)
        agree(arguments, block, reference=modelled(block), rtol=1e-8)

    @pytest.mark.parametrize("name", ["poincare", "product", "euclidean"])
    def test_with_the_model(self, name):
        geometry = make_geometry(name, 6)
        block = {"poincare": 6, "product": 2, "euclidean": 6}[name]
        gru = GRU(geometry, generator=torch.Generator().manual_seed(2), dtype=torch.float64)

        def ours(*arguments, block):
            return gru_sequence(*arguments, block=block, flat=name == "euclidean")

        def theirs(*arguments, block):
            return gru.run(*arguments)

        arguments = problem(k=6, block=block)
        torch.testing.assert_close(
            gradients(ours, arguments, block),
            gradients(theirs, arguments, block),
            atol=1e-10,
            rtol=1e-9,
        )

    @single_precision
    @pytest.mark.parametrize("block", [4, 2])
    def test_in_single_precision(self, block):
        # Small enough that no state reaches the limit, which differs between the precisions.
        single = problem(block=block, reach=0.5, scale=0.5, dtype=torch.float32)
        double = tuple(x.detach().double() if x.is_floating_point() else x for x in single)
        double = tuple(x.requires_grad_() if x.is_floating_point() else x for x in double)
        outer = torch.ones(4, 6, 4)
        states, grads = gradients(gru_sequence, single, block, outer)
        expected_states, expected = gradients(gru_sequence, double, block, outer.double())
        assert states.dtype == grads[0].dtype == torch.float32
        torch.testing.assert_close(states.double(), expected_states, atol=1e-5, rtol=1e-5)
        for actual, wanted in zip(grads, expected):
            torch.testing.assert_close(actual.double(), wanted, atol=2e-4, rtol=1e-4)


def modelled(block):
    """The model's own loop, whose guards make gradients finite where the textbook's are not."""

    def run(ux, index, w, b, lengths, *, block):
        geometry = make_geometry("product", w.shape[1], ball_dim=block)
        gru = GRU(geometry, generator=torch.Generator(), dtype=ux.dtype)
        return gru.run(ux, index, w, b, lengths)

    return run


class TestGradient:
    @pytest.mark.slow
    @pytest.mark.parametrize(("block", "reach"), [(4, 0.8), (2, 0.8), (4, 0.01)])
    def test_by_finite_differences(self, block, reach):
        ux, index, w, b, lengths = problem(3, 3, block=block, words=3, reach=reach)

        def states(ux: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return gru_sequence(ux, index, w, b, lengths, block=block)

        assert torch.autograd.gradcheck(states, (ux, w, b))

    @pytest.mark.slow
    def test_in_flat_space_by_finite_differences(self):
        ux, index, w, b, lengths = problem(3, 3, words=3)

        def states(ux: Tensor, w: Tensor, b: Tensor) -> Tensor:
            return gru_sequence(ux, index, w, b, lengths, block=4, flat=True)

        assert torch.autograd.gradcheck(states, (ux, w, b))

    def test_can_be_taken_twice(self):
        ux, index, w, b, lengths = problem()
        total = gru_sequence(ux, index, w, b, lengths, block=4).sum()
        first = torch.autograd.grad(total, (ux, w, b), retain_graph=True)
        second = torch.autograd.grad(total, (ux, w, b))
        torch.testing.assert_close(first, second, atol=0, rtol=0)

    @single_precision
    def test_stays_finite_over_long_documents_in_single_precision(self):
        arguments = problem(8, 200, 10, 10, 20, reach=0.996, scale=3.0, dtype=torch.float32)
        states, grads = gradients(gru_sequence, arguments, 10)
        assert states.norm(dim=-1).max() <= radial_limit(torch.float32) * (1 + 1e-6)
        assert all(g.isfinite().all() for g in grads)


class TestDocuments:
    def test_an_empty_document_stays_at_the_origin(self):
        ux, index, w, b, lengths = problem()
        lengths[1] = 0
        states = gru_sequence(ux, index, w, b, lengths, block=4)
        assert not states[1].any()
        grads = torch.autograd.grad(states[1].sum(), (ux, w, b))
        assert not any(g.any() for g in grads)

    def test_a_batch_may_be_empty_of_words(self):
        ux, index, w, b, lengths = problem()
        states = gru_sequence(ux, index, w, b, torch.zeros_like(lengths), block=4)
        assert not states.any()
        assert not any(g.any() for g in torch.autograd.grad(states.sum(), (ux, w, b)))

    def test_the_last_state_stays_after_the_end(self):
        ux, index, w, b, lengths = problem()
        lengths[:] = torch.tensor([6, 3, 1, 4])
        states = gru_sequence(ux, index, w, b, lengths, block=4)
        for document, length in enumerate(lengths.tolist()):
            last = states[document, length - 1]
            assert torch.equal(states[document, length:], last.expand(6 - length, -1))

    def test_padding_changes_nothing(self):
        ux, index, w, b, lengths = problem()
        padded = torch.cat([index, torch.full((4, 3), 6)], 1)
        short = gradients(gru_sequence, (ux, index, w, b, lengths), 4, torch.ones(4, 6, 4).double())
        outer = torch.cat([torch.ones(4, 6, 4), torch.zeros(4, 3, 4)], 1).double()
        long = gradients(gru_sequence, (ux, padded, w, b, lengths), 4, outer)
        torch.testing.assert_close(long[0][:, :6], short[0], atol=0, rtol=0)
        torch.testing.assert_close(long[1], short[1], atol=1e-14, rtol=1e-14)

    def test_documents_do_not_see_each_other(self):
        ux, index, w, b, lengths = problem()
        order = torch.tensor([2, 0, 3, 1])
        states = gru_sequence(ux, index, w, b, lengths, block=4)
        again = gru_sequence(ux, index[order], w, b, lengths[order], block=4)
        torch.testing.assert_close(again, states[order], atol=1e-14, rtol=0)

    def test_what_is_not_a_number_stays_in_its_document(self):
        ux, index, w, b, lengths = problem()
        with torch.no_grad():
            ux[:, 6] = torch.nan
        index[index == 6] = 0
        index[2, 0], lengths[2] = 6, 6
        states = gru_sequence(ux, index, w, b, lengths, block=4)
        assert states[2].isnan().all()
        assert states[[0, 1, 3]].isfinite().all()

    def test_inputs_may_be_strided(self):
        ux, index, w, b, lengths = problem()
        expected = gru_sequence(ux, index, w, b, lengths, block=4)
        strided = ux.transpose(0, 1).contiguous().transpose(0, 1)
        columns = index.T.contiguous().T
        assert not strided.is_contiguous()
        assert torch.equal(gru_sequence(strided, columns, w, b, lengths, block=4), expected)


class TestRefusals:
    """Compiled code would read past the end of an array where torch raises."""

    def test_words_that_do_not_exist(self):
        ux, index, w, b, lengths = problem()
        index[0, 0] = 7
        with pytest.raises(HyperlabelError, match=r"index.*from 0 to 6.*from 0 to 7"):
            gru_sequence(ux, index, w, b, lengths, block=4)

    def test_documents_longer_than_the_batch(self):
        ux, index, w, b, lengths = problem()
        with pytest.raises(HyperlabelError, match=r"lengths.*from 0 to 6"):
            gru_sequence(ux, index, w, b, lengths + 1, block=4)

    def test_mixed_precision(self):
        ux, index, w, b, lengths = problem()
        with pytest.raises(HyperlabelError, match=r"b: .*the same for all.*float32"):
            gru_sequence(ux, index, w, b.float(), lengths, block=4)

    def test_coordinates_that_do_not_divide_into_balls(self):
        with pytest.raises(HyperlabelError, match=r"block.*a divisor of 4.*found 3"):
            gru_sequence(*problem(), block=3)

    def test_shapes_that_do_not_fit(self):
        ux, index, w, b, lengths = problem()
        with pytest.raises(HyperlabelError, match=r"b: .*\(3, 4\).*\(4,\)"):
            gru_sequence(ux, index, w, b[0], lengths, block=4)
