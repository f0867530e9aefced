"""Theorems that hold in every space, tried on a thousand points of each in both precisions."""

from __future__ import annotations

import torch

COUNT = 1_000


def test_exp0_undoes_log0(case):
    x = case.points(COUNT)
    case.close(case.space.exp0(case.space.log0(x)), x)


def test_log0_undoes_exp0(case):
    v = case.vectors(COUNT, length=2.5)
    case.close(case.space.log0(case.space.exp0(v)), v)


def test_exp_undoes_log(case):
    x, y = case.points(COUNT), case.points(COUNT)
    case.close(case.space.exp(x, case.space.log(x, y)), y)


def test_log_undoes_exp(case):
    x = case.space.scale(0.5, case.points(COUNT))
    v = case.vectors(COUNT, length=0.3)
    case.close(case.space.log(x, case.space.exp(x, v)), v)


def test_maps_at_the_origin_are_exp0_and_log0(case):
    x, v = case.points(COUNT), case.vectors(COUNT, length=2)
    case.close(case.space.exp(case.origin(), v), case.space.exp0(v))
    case.close(case.space.log(case.origin(), x), case.space.log0(x))


def test_left_cancellation(case):
    # Half-way points: the sum of two points near the rim would be clipped, and so not cancel.
    x, y = (case.space.scale(0.5, case.points(COUNT)) for _ in range(2))
    case.close(case.space.add(case.space.negate(x), case.space.add(x, y)), y)


def test_the_origin_is_neutral_and_negation_is_inverse(case):
    x = case.points(COUNT)
    case.close(case.space.add(case.origin(), x), x)
    case.close(case.space.add(x, case.origin()), x)
    case.close(case.space.add(case.space.negate(x), x), case.origin())


def test_distance_is_a_metric(case):
    x, y, z = case.points(COUNT), case.points(COUNT), case.points(COUNT)
    d = case.space.distance
    assert (d(x, y) > 0).all()
    assert torch.equal(d(x, y), d(y, x))
    assert (d(x, z) <= d(x, y) + d(y, z) + case.precision.atol).all()


def test_self_distance_is_exactly_zero(case):
    x = case.points(COUNT)
    assert torch.equal(case.space.distance(x, x.clone()), torch.zeros(COUNT, dtype=x.dtype))
    some = x[:50]
    assert torch.equal(case.space.pairwise(some, some).diagonal(), torch.zeros(50, dtype=x.dtype))


def test_radius_is_the_distance_from_the_origin(case):
    x = case.points(COUNT)
    case.close(case.space.radius(x), case.space.distance(case.origin(), x))


def test_left_translation_is_an_isometry(case):
    x, y = case.points(COUNT), case.points(COUNT)
    z = case.space.scale(0.2, case.points(COUNT))
    moved = case.space.distance(case.space.add(z, x), case.space.add(z, y))
    case.close(moved, case.space.distance(x, y))


def test_distance_to_exp_is_the_length_of_the_vector(case):
    x, v = case.space.scale(0.5, case.points(COUNT)), case.vectors(COUNT, length=0.3)
    length = case.total(case.space.sq_norm(x, v).sqrt())
    case.close(case.space.distance(x, case.space.exp(x, v)), length)


def test_matvec_composes_like_matrices(case):
    dim, dtype = case.space.dim, case.precision.dtype
    a, b = (torch.randn(dim, dim, generator=case.random, dtype=dtype) / dim for _ in range(2))
    x = case.points(COUNT)
    case.close(case.space.matvec(a, case.space.matvec(b, x)), case.space.matvec(a @ b, x))
    case.close(case.space.matvec(torch.eye(dim, dtype=dtype), x), x)


def test_pointwise_and_scale_are_diagonal_matrices(case):
    r = torch.rand(case.space.dim, generator=case.random, dtype=case.precision.dtype)
    x = case.points(COUNT)
    case.close(case.space.pointwise(r, x), case.space.matvec(torch.diag(r), x))
    case.close(case.space.scale(0.3, x), case.space.pointwise(torch.full_like(r, 0.3), x))


def test_scale_by_a_whole_number_is_repeated_addition(case):
    x = case.space.scale(0.25, case.points(COUNT))
    twice = case.space.add(x, x)
    case.close(case.space.scale(2, x), twice)
    case.close(case.space.scale(3, x), case.space.add(x, twice))


def test_scale_multiplies_the_distance_from_the_origin(case):
    x = case.points(COUNT)
    r = torch.rand(COUNT, 1, generator=case.random, dtype=x.dtype)
    case.close(case.space.radius(case.space.scale(r, x)), r.squeeze(-1) * case.space.radius(x))


def test_transport_preserves_norms(case):
    x, y, v = case.points(COUNT), case.points(COUNT), case.vectors(COUNT)
    carried = case.space.transport(x, y, v)
    case.close(case.space.sq_norm(y, carried), case.space.sq_norm(x, v))


def test_transport_there_and_back_changes_nothing(case):
    x, y, v = case.points(COUNT), case.points(COUNT), case.vectors(COUNT)
    case.close(case.space.transport(y, x, case.space.transport(x, y, v)), v)


def test_transport_keeps_the_velocity_of_a_geodesic(case):
    x, y = case.points(COUNT), case.points(COUNT)
    arriving = case.space.transport(x, y, case.space.log(x, y))
    case.close(arriving, -case.space.log(y, x))


def test_geodesic_runs_at_constant_speed_from_end_to_end(case):
    x, y = case.points(COUNT), case.points(COUNT)
    case.close(case.space.geodesic(x, y, 0), x)
    case.close(case.space.geodesic(x, y, 1), y)
    t = torch.rand(COUNT, 1, generator=case.random, dtype=x.dtype)
    between, d = case.space.geodesic(x, y, t), case.space.distance(x, y)
    case.close(case.space.distance(x, between), t.squeeze(-1) * d)
    case.close(case.space.distance(between, y), (1 - t.squeeze(-1)) * d)


def test_riemannian_gradient_represents_the_derivative(case):
    """⟨grad, v⟩ in the metric of x is the Euclidean product of gradient and v, for every v."""
    x, g, v = case.space.scale(0.5, case.points(COUNT)), case.vectors(COUNT), case.vectors(COUNT)
    gradient = case.space.riemannian_gradient(x, g)
    norms = case.space.sq_norm
    inner = (norms(x, gradient + v) - norms(x, gradient - v)).sum(dim=-1) / 4
    case.close(inner, (g * v).sum(dim=-1))


def test_points_that_stay_inside_are_returned_bit_for_bit(case):
    x = case.points(COUNT)
    assert torch.equal(case.space.project(x), x)


def test_leading_axes_broadcast(case):
    x, y = case.points(4, 1), case.points(3)
    v = case.vectors(5, 1, 1)
    space, dim = case.space, case.space.dim
    assert space.add(x, y).shape == (4, 3, dim)
    assert space.exp(y, v).shape == (5, 1, 3, dim)
    assert space.log(x, y).shape == (4, 3, dim)
    assert space.transport(x, y, v).shape == (5, 4, 3, dim)
    assert space.distance(x, y).shape == (4, 3)
    assert space.sq_norm(y, v).shape == (5, 1, 3, case.factors)
    assert space.radius(x).shape == (4, 1)


def test_the_midpoint_of_one_point_is_that_point(case):
    # Not at the rim, where the height of a point on the hyperboloid loses the digits of the rest.
    x = case.space.scale(0.5, case.points(COUNT))
    case.close(case.space.midpoint(x, torch.eye(COUNT, dtype=x.dtype)[:50]), x[:50])


def test_the_midpoint_of_two_points_is_half_way_whatever_their_common_weight(case):
    x, y = (case.space.scale(0.5, case.points(2)) for _ in range(2))
    for first, second in zip(x, y, strict=True):
        weights = torch.full((1, 2), 3.0, dtype=x.dtype)
        found = case.space.midpoint(torch.stack([first, second]), weights)[0]
        case.close(found, case.space.geodesic(first, second, 0.5))


def test_midpoints_move_with_their_points(case):
    x, z = case.space.scale(0.3, case.points(20)), case.space.scale(0.2, case.points(1))[0]
    weights = torch.rand(5, 20, generator=case.random, dtype=x.dtype)
    moved = case.space.midpoint(case.space.add(z, x), weights)
    case.close(moved, case.space.add(z, case.space.midpoint(x, weights)))


def test_midpoints_without_weight_are_the_origin(case):
    x = case.points(20)
    case.close(case.space.midpoint(x, torch.zeros(3, 20, dtype=x.dtype)), case.origin())
