"""Parameters and checks: what a person reads when a tensor holds no points."""

from __future__ import annotations

import copy

import geoopt
import pytest
import torch

from hmlc_core.errors import HyperlabelError, SettingError
from hmlc_core.geometry import Euclidean, PoincareBall, ProductOfBalls, make_geometry


class TestCheckPoint:
    def test_points_pass(self, case):
        assert case.space.check_point(case.points(3, 4)) == (True, None)

    def test_projected_vectors_pass(self, case):
        assert case.space.check_point(case.space.project(case.vectors(500, length=9.0)))[0]

    def test_wrong_width(self, case):
        ok, reason = case.space.check_point(case.points(3, 4)[..., 1:])
        dim = case.space.dim
        assert not ok
        assert reason == (
            f"expected {dim} coordinates on the last axis, found shape (3, 4, {dim - 1})"
        )

    def test_no_axis_at_all(self):
        assert PoincareBall(1).check_point(torch.tensor(0.5))[1] == (
            "expected 1 coordinates on the last axis, found shape ()"
        )

    @pytest.mark.parametrize("dtype", [torch.float16, torch.int64])
    def test_wrong_type(self, dtype):
        name = str(dtype).removeprefix("torch.")
        for space in (Euclidean(2), PoincareBall(2), ProductOfBalls(2)):
            ok, reason = space.check_point(torch.zeros(3, 2, dtype=dtype))
            assert not ok
            assert reason == f"expected float32 or float64, found {name}"

    def test_not_a_number(self, case):
        x = case.points(5)
        x[3, 1] = float("nan")
        assert case.space.check_point(x)[1] == "point 3 has the coordinate nan at position 1"

    def test_infinite_in_a_batch(self):
        x = torch.zeros(2, 3, 2)
        x[1, 2, 0] = float("-inf")
        reason = "point (1, 2) has the coordinate -inf at position 0"
        assert Euclidean(2).check_point(x)[1] == reason

    def test_outside_the_ball(self):
        x = torch.zeros(20, 2, dtype=torch.float64)
        x[17] = torch.tensor([0.0, 1.2])
        reason = "point 17 has norm 1.2, above the limit 0.99999"
        assert PoincareBall(2).check_point(x) == (False, reason)

    def test_a_single_point_needs_no_index(self):
        ok, reason = PoincareBall(2).check_point(torch.tensor([0.0, 1.5]))
        assert not ok
        assert reason == "the point has norm 1.5, above the limit 0.996"

    def test_outside_one_ball_of_a_product(self):
        x = torch.zeros(4, 6)
        x[2, 5] = 1.5
        reason = "ball 2 of point 2 has norm 1.5, above the limit 0.996"
        assert ProductOfBalls(6).check_point(x)[1] == reason


class TestParameter:
    def test_it_knows_its_space(self, case):
        points = case.points(4)
        parameter = case.space.parameter(points)
        assert isinstance(parameter, torch.nn.Parameter)
        assert parameter.requires_grad
        assert parameter.geometry is case.space
        assert torch.equal(parameter, points)

    def test_training_it_leaves_the_given_points_alone(self, case):
        points = case.points(4)
        before = points.clone()
        with torch.no_grad():
            case.space.parameter(points).zero_()
        assert torch.equal(points, before)

    def test_curved_ones_carry_the_manifold_of_geoopt(self):
        assert not isinstance(Euclidean(2).parameter(torch.zeros(3, 2)), geoopt.ManifoldParameter)
        ball = PoincareBall(4).parameter(torch.zeros(3, 4))
        assert isinstance(ball.manifold, geoopt.PoincareBall)
        product = ProductOfBalls(4).parameter(torch.zeros(3, 4))
        assert isinstance(product.manifold, geoopt.ProductManifold)
        assert product.manifold.n_manifolds == 2

    @pytest.mark.slow
    @pytest.mark.parametrize("space", [PoincareBall(4), ProductOfBalls(4)], ids=lambda s: s.name)
    def test_optimisers_of_geoopt_accept_it(self, space):
        parameter = space.parameter(torch.full((3, 4), 0.2))
        optimiser = geoopt.optim.RiemannianSGD([parameter], lr=0.1)
        before = space.radius(parameter).sum().item()
        space.radius(parameter).sum().backward()
        optimiser.step()
        assert space.radius(parameter).sum().item() < before

    @pytest.mark.parametrize("space", [PoincareBall(4), ProductOfBalls(4)], ids=lambda s: s.name)
    def test_a_copied_module_keeps_its_space(self, space):
        module = torch.nn.Module()
        module.labels = space.parameter(torch.full((3, 4), 0.2)).requires_grad_(False)
        twin = copy.deepcopy(module)
        assert twin.labels.geometry == space
        assert type(twin.labels.manifold) is type(module.labels.manifold)
        assert not twin.labels.requires_grad
        twin.labels.fill_(0)
        assert torch.equal(module.labels, torch.full((3, 4), 0.2))

    def test_a_module_in_another_precision_keeps_its_space(self):
        module = torch.nn.Module()
        module.labels = PoincareBall(4).parameter(torch.full((3, 4), 0.2))
        module.double()
        assert module.labels.dtype is torch.float64
        assert module.labels.geometry == PoincareBall(4)

    def test_points_outside_are_refused_with_the_reason(self):
        with pytest.raises(HyperlabelError) as error:
            PoincareBall(2).parameter(torch.tensor([[0.0, 0], [3, 4]]))
        assert str(error.value) == (
            "not points of the poincare space: point 1 has norm 5, above the limit 0.996. "
            "Project them first."
        )


class TestMakeGeometry:
    def test_by_name(self):
        assert make_geometry("euclidean", 4) == Euclidean(4)
        assert make_geometry("poincare", 4) == PoincareBall(4)
        assert make_geometry("product", 4) == ProductOfBalls(4)

    def test_choices_reach_the_space(self):
        choices = {"ball_dim": 4, "aggregate": "l2", "matrix": "rescaled"}
        inverting = {"projection": "inverting"}
        assert make_geometry("euclidean", 8, **choices, **inverting) == Euclidean(8)
        assert make_geometry("poincare", 8, **choices, **inverting) == PoincareBall(8, **inverting)
        made = make_geometry("product", 8, **choices, **inverting)
        assert made == ProductOfBalls(8, **choices, **inverting)

    def test_every_name_of_the_settings_is_a_space(self):
        from dataclasses import fields

        from hmlc_core.experiment.models.hyperim import HyperIM

        (field,) = (f for f in fields(HyperIM) if f.name == "geometry")
        for name in field.metadata["choices"]:
            assert make_geometry(name, 4).name == name

    def test_unknown_name_lists_the_choices(self):
        message = "geometry: no such geometry .expected euclidean, poincare or product; found 'sph"
        with pytest.raises(SettingError, match=message):
            make_geometry("sphere", 4)

    def test_spaces_are_values(self, case):
        assert copy.deepcopy(case.space) == case.space
        assert hash(copy.deepcopy(case.space)) == hash(case.space)
