"""The ball's formulas against golden numbers, geoopt, the released code, and the rim."""

from __future__ import annotations

import math

import geoopt
import pytest
import torch
from torch import Tensor

from hmlc_core.errors import HyperlabelError, SettingError
from hmlc_core.geometry import PoincareBall, ProductOfBalls, mobius

U, V, W = (torch.tensor(p, dtype=torch.float64) for p in [(0.1, 0.2), (-0.3, 0.4), (0.25, -0.15)])
M = torch.tensor([[1, 2], [0, -1]], dtype=torch.float64)


@pytest.fixture(params=[PoincareBall(2), ProductOfBalls(2)], ids=["ball", "product of one ball"])
def disk(request: pytest.FixtureRequest):
    return request.param


def points(*shape: int, seed: int = 0, reach: float = 0.95) -> Tensor:
    random = torch.Generator().manual_seed(seed)
    x = torch.randn(*shape, generator=random, dtype=torch.float64)
    radius = reach * torch.rand(*shape[:-1], 1, generator=random, dtype=torch.float64)
    return x / x.norm(dim=-1, keepdim=True) * radius


def close(actual: Tensor, *expected: float, atol: float = 1e-10) -> None:
    wanted = torch.tensor(expected, dtype=torch.float64).reshape(actual.shape)
    torch.testing.assert_close(actual, wanted, atol=atol, rtol=0)


class TestGoldenNumbers:
    """Computed once by hand-checked formulas; every digit counts."""

    @pytest.mark.slow
    def test_addition_does_not_commute(self, disk):
        close(disk.add(U, V), -0.134831460674, 0.584269662921)
        close(disk.add(V, U), -0.242696629213, 0.548314606742)

    def test_distance(self, disk):
        close(disk.distance(U, V), 1.015434256530)
        close(2 * torch.atanh(disk.add(-U, V).norm()), 1.015434256530)

    def test_conformal_factor(self):
        close(2 / mobius.gap(U), 2.105263157895)

    def test_exponential_and_logarithm(self, disk):
        close(disk.exp(U, W), 0.352308584673, 0.070618816817)
        close(disk.log(U, V), -0.451620843089, 0.169357816158)
        close(disk.exp0(W), 0.243149490083, -0.145889694050)
        close(disk.log0(V), -0.329583686600, 0.439444915467)

    def test_matrix_product_in_column_convention(self, disk):
        close(disk.matvec(M, U), 0.463168529722, -0.185267411889)


X, Y, T = points(50, 4, seed=1), points(50, 4, seed=2), points(50, 4, seed=3)
SQUARE, SHARE = points(4, 4, seed=4), torch.tensor(0.3, dtype=torch.float64)

AS_GEOOPT = {
    "add": lambda ours, theirs: (ours.add(X, Y), theirs.mobius_add(X, Y)),
    "exp": lambda ours, theirs: (ours.exp(X, T), theirs.expmap(X, T)),
    "log": lambda ours, theirs: (ours.log(X, Y), theirs.logmap(X, Y)),
    "exp0": lambda ours, theirs: (ours.exp0(T), theirs.expmap0(T)),
    "log0": lambda ours, theirs: (ours.log0(X), theirs.logmap0(X)),
    "matvec": lambda ours, theirs: (ours.matvec(SQUARE, X), theirs.mobius_matvec(SQUARE, X)),
    "pointwise": lambda ours, theirs: (ours.pointwise(T, X), theirs.mobius_pointwise_mul(T, X)),
    "scale": lambda ours, theirs: (ours.scale(SHARE, X), theirs.mobius_scalar_mul(SHARE, X)),
    "distance": lambda ours, theirs: (ours.distance(X, Y), theirs.dist(X, Y)),
    "pairwise": lambda ours, theirs: (ours.pairwise(X, Y), theirs.dist(X[:, None], Y)),
    "radius": lambda ours, theirs: (ours.radius(X), theirs.dist0(X)),
    "transport": lambda ours, theirs: (ours.transport(X, Y, T), theirs.transp(X, Y, T)),
    "geodesic": lambda ours, theirs: (ours.geodesic(X, Y, SHARE), theirs.geodesic(SHARE, X, Y)),
    "gradient": lambda ours, theirs: (ours.riemannian_gradient(X, T), theirs.egrad2rgrad(X, T)),
    "sq_norm": lambda ours, theirs: (ours.sq_norm(X, T)[:, 0], theirs.norm(X, T).square()),
    "project": lambda ours, theirs: (ours.project(3 * X), theirs.projx(3 * X)),
    "gyrate": lambda ours, theirs: (mobius.gyrate(X, Y, T), theirs.gyration(X, Y, T)),
}


class TestAgreementWithGeoopt:
    """An independent implementation of the same formulas."""

    ours, theirs = PoincareBall(4), geoopt.PoincareBall()

    @pytest.mark.parametrize("name", AS_GEOOPT)
    def test_operation(self, name):
        ours, theirs = AS_GEOOPT[name](self.ours, self.theirs)
        torch.testing.assert_close(ours, theirs, atol=1e-9, rtol=1e-7)

    def test_limits(self):
        for dtype in (torch.float32, torch.float64):
            edge = self.theirs.projx(torch.tensor([2.0, 0], dtype=dtype))
            assert self.ours.limit(dtype) == pytest.approx(edge[0].item(), rel=1e-7)

    def test_gradient_of_distance(self):
        gradients = []
        for distance in (self.ours.distance, self.theirs.dist):
            x = X.clone().requires_grad_()
            gradients.append(torch.autograd.grad(distance(x, Y).sum(), x)[0])
        torch.testing.assert_close(*gradients, atol=1e-9, rtol=1e-7)


class TestRim:
    def test_a_point_outside_lands_at_the_limit_on_its_own_ray(self, precision):
        space = PoincareBall(3)
        x = torch.tensor([[3.0, 4, 0], [0, 0, -1], [1e20, 0, 0]], dtype=precision.dtype)
        inside = space.project(x)
        limit = space.limit(precision.dtype)
        torch.testing.assert_close(inside, limit * x / x.norm(dim=-1, keepdim=True))

    def test_largest_distance_from_the_origin(self):
        far = torch.tensor([5.0, 0])
        space = PoincareBall(2)
        assert space.radius(space.project(far.double())).item() == pytest.approx(12.206, abs=1e-3)
        assert space.radius(space.project(far)).item() == pytest.approx(6.213, abs=1e-3)

    def test_distances_do_not_saturate_at_half_their_range(self):
        x = torch.tensor([1 - 1e-5, 0], dtype=torch.float64)
        space = PoincareBall(2)
        close(space.distance(x, -x), 2 * space.radius(x).item())
        length = space.sq_norm(x, space.log(x, -x)).sqrt()
        assert length.item() == pytest.approx(2 * space.radius(x).item(), rel=1e-6)

    def test_near_pairs_at_the_rim_keep_their_digits_in_float32(self):
        random = torch.Generator().manual_seed(0)
        x = torch.randn(200, 10, generator=random)
        x *= 0.995 / x.norm(dim=-1, keepdim=True)
        y = x * (1 - 1e-4 * torch.rand(200, 1, generator=random))
        exact = PoincareBall(10).distance(x.double(), y.double())
        near = PoincareBall(10).pairwise(x, y).diagonal().double()
        torch.testing.assert_close(near, exact, rtol=2e-4, atol=1e-5)

    @pytest.mark.slow
    @pytest.mark.parametrize("space", [PoincareBall(6), ProductOfBalls(6)], ids=lambda s: s.name)
    def test_two_hundred_additions_stay_inside(self, space, precision):
        random = torch.Generator().manual_seed(1)
        state = torch.zeros(32, 6, dtype=precision.dtype, requires_grad=True)
        start = state
        for _ in range(200):
            step = torch.randn(32, 6, generator=random, dtype=precision.dtype)
            state = space.add(state, space.exp0(3 * step))
        assert space.check_point(state.detach()) == (True, None)
        (gradient,) = torch.autograd.grad(state.sum(), start)
        assert torch.isfinite(gradient).all()

    def test_half_precision_is_refused_in_words(self):
        with pytest.raises(HyperlabelError, match="expected float32 or float64; found float16"):
            PoincareBall(2).project(torch.zeros(2, dtype=torch.float16))


class TestReleasedProjection:
    """`inverting` reproduces the released HyperIM code, which clips by the squared norm."""

    space = PoincareBall(2, projection="inverting")

    @pytest.mark.parametrize(
        ("radius", "lands"),
        [(2, 0.5), (1.5, 2 / 3), (0.999995, 0.999995), (0.999, 0.999), (0.0, 0.0)],
    )
    def test_radius(self, radius, lands):
        x = torch.tensor([0.6, -0.8], dtype=torch.float64)
        torch.testing.assert_close(self.space.project(radius * x), lands * x, atol=1e-5, rtol=0)

    def test_results_of_operations_pass_through_it(self):
        far = self.space.exp0(torch.tensor([9.0, 0], dtype=torch.float64))
        assert far[0].item() == pytest.approx((1 - 1e-5) / math.tanh(9), abs=1e-15)

    def test_its_points_are_points(self):
        edge = self.space.project(torch.tensor([[0.999994, 0], [0.6, 4]], dtype=torch.float64))
        assert self.space.check_point(edge) == (True, None)
        assert self.space.parameter(edge).shape == (2, 2)
        assert not PoincareBall(2).check_point(edge)[0]

    def test_unknown_name_is_refused(self):
        message = "projection: no such projection .expected radial or inverting; found 'clip'"
        for kind in (PoincareBall, ProductOfBalls):
            with pytest.raises(SettingError, match=message):
                kind(2, projection="clip")
