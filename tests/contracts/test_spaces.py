"""Everything that takes a space, with every space: those that settings name, as meant and as
released, and a foreign one, whose distances are three times those of the ball."""

from __future__ import annotations

import re
from dataclasses import fields

import numpy as np
import pytest
import torch
from torch import Tensor

from hmlc_core.embeddings.graph import embed_labels
from hmlc_core.errors import SettingError
from hmlc_core.evaluation.recovery import recover
from hmlc_core.experiment.labels import LabelEmbedding
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.geometry import Euclidean, Geometry, PoincareBall
from hmlc_core.models.gru import GRU
from hmlc_core.models.kernels import choose_kernels
from hmlc_core.pictures.projection import fit_projection
from hmlc_core.training.optim import RiemannianAdam
from tests.contracts.spaces import FOREIGN, REGISTERED, RELEASED, TripledBall
from tests.embeddings.trees import tree

EXACT = torch.float64


def among(spaces: dict[str, Geometry]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("space", spaces.values(), ids=list(spaces))


ALL = REGISTERED | RELEASED | FOREIGN
everywhere = among(ALL)
in_balls = among({name: space for name, space in ALL.items() if name != "euclidean"})
compiled, uncompiled = among(REGISTERED), among(RELEASED | FOREIGN)


def seeded(seed: int = 0) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def points(space: Geometry, *shape: int, seed: int = 0) -> Tensor:
    return space.random(shape, 0.3, seeded(seed))


def test_every_space_that_settings_name_is_tried() -> None:
    (field,) = (item for item in fields(HyperIM) if item.name == "geometry")
    assert set(field.metadata["choices"]) <= {space.name for space in REGISTERED.values()}


class TestPoints:
    @everywhere
    @pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
    def test_the_origin_is_at_distance_zero_from_itself(
        self, space: Geometry, dtype: torch.dtype
    ) -> None:
        origin = space.origin(2, 3, dtype=dtype)
        assert (origin.shape, origin.dtype) == ((2, 3, space.width), dtype)
        assert space.check_point(origin) == (True, None)
        assert torch.equal(space.radius(origin), torch.zeros(2, 3, dtype=dtype))

    @everywhere
    def test_random_coordinates_are_uniform_and_the_same_in_both_precisions(
        self, space: Geometry
    ) -> None:
        uniform = (torch.rand(2, 5, space.width, dtype=EXACT, generator=seeded()) * 2 - 1) * 0.1
        assert torch.equal(space.random((2, 5), 0.1, seeded()), uniform)
        single = space.random((2, 5), 0.1, seeded(), torch.float32)
        assert torch.equal(single, uniform.float())

    @everywhere
    def test_random_points_are_inside_however_wide_the_range(self, space: Geometry) -> None:
        assert space.check_point(space.random((200,), 9.0, seeded())) == (True, None)


class TestCentre:
    @everywhere
    def test_centring_is_an_isometry_that_brings_the_centre_to_the_origin(
        self, space: Geometry
    ) -> None:
        x = points(space, 9)
        moved = space.centred(x)
        torch.testing.assert_close(space.pairwise(moved, moved), space.pairwise(x, x))
        torch.testing.assert_close(space.centre(moved), space.origin())
        torch.testing.assert_close(space.radius(moved), space.distance(space.centre(x), x))

    @in_balls
    def test_balls_keep_the_origin_that_models_measure_from(self, space: Geometry) -> None:
        x = points(space, 9)
        assert torch.equal(space.centred(x), x)
        assert space.depth_notes == ()

    def test_flat_space_may_be_moved_at_will(self) -> None:
        space = Euclidean(6)
        x = points(space, 9)
        torch.testing.assert_close(space.centred(x + 7), space.centred(x))


class TestOptimiser:
    @everywhere
    def test_the_first_step_is_as_long_as_its_rate_in_every_factor(self, space: Geometry) -> None:
        x = points(space, 9)
        table, goal = space.parameter(x), points(space, 9, seed=1)
        adam = RiemannianAdam([("x", table)], point_rate=0.01, weight_rate=9.0, clip=0.0)
        before = space.distance(table, goal)
        before.sum().backward()
        adam.step()
        length = space.sq_norm(x, space.log(x, table.detach())).sqrt()
        torch.testing.assert_close(length, torch.full_like(length, 0.01), rtol=1e-5, atol=0)
        assert (space.distance(table, goal) < before).all()
        assert space.check_point(table.detach()) == (True, None)


class TestPicture:
    @everywhere
    def test_it_is_drawn_in_two_coordinates_of_the_same_kind(self, space: Geometry) -> None:
        plane = space.picture_plane
        assert (plane.width, plane.chart) == (2, space.chart)
        assert plane.picture_plane == plane
        x = points(space, 9).numpy()
        picture = fit_projection(x, space).place(x)
        assert picture.shape == (9, 2)
        assert plane.check_point(torch.tensor(picture)) == (True, None)

    @pytest.mark.parametrize("dim", [2, 6])
    def test_tripled_distances_give_the_same_picture_as_faithful(self, dim: int) -> None:
        large, small = TripledBall(dim), PoincareBall(dim)
        x = points(small, 30).numpy()
        one, two = (fit_projection(x, space) for space in (large, small))
        drawn = (one.place(x), two.place(x))
        np.testing.assert_array_equal(*drawn)
        assert one.method == two.method
        assert one.distortion == pytest.approx(two.distortion, rel=1e-9)
        assert one.rank_agreement == pytest.approx(two.rank_agreement, rel=1e-9)


@pytest.mark.parametrize("method", ["arborescence", "greedy"])
def test_tripled_distances_give_the_same_tree_and_scores(method: str) -> None:
    graph = tree(2, 3, 2)
    large, small = TripledBall(6), PoincareBall(6)
    x = points(small, len(graph)).numpy()
    one, two = (recover(x, graph, space, method=method, chance=False) for space in (large, small))
    assert one.tree.edges == two.tree.edges
    assert one.notes == two.notes
    scores = dict(two.scores)
    scores["gromov_delta"] *= 3  # a length, and the only score that is one
    assert one.scores == pytest.approx(scores, rel=1e-6)


def test_layers_do_not_see_that_distances_are_tripled() -> None:
    words, index = points(PoincareBall(6), 4), torch.tensor([[0, 1, 2], [3, 0, 0]])
    one, two = (
        GRU(space, generator=seeded(), dtype=EXACT)(words, index, torch.tensor([3, 1]))
        for space in (TripledBall(6), PoincareBall(6))
    )
    assert torch.equal(one, two)


class TestCompiledCode:
    @pytest.mark.slow
    @compiled
    def test_it_measures_as_the_space_does(self, space: Geometry) -> None:
        states, labels, lengths = (
            points(space, 2, 4),
            points(space, 3, seed=1),
            torch.tensor([4, 4]),
        )
        fast, plain = (choose_kernels(name, space) for name in ("numba", "torch"))
        scores = [kernels.scores(states, labels, lengths) for kernels in (fast, plain)]
        torch.testing.assert_close(*scores)

    @pytest.mark.slow
    @compiled
    def test_labels_are_placed_in_the_space(self, space: Geometry) -> None:
        settings = LabelEmbedding(epochs=20)
        *_, last = embed_labels(tree(2, 2), settings, geometry=space, seed=0)
        assert last.label_points is not None
        assert space.check_point(torch.tensor(last.label_points, dtype=EXACT)) == (True, None)

    @uncompiled
    def test_where_there_is_none_torch_is_taken_unasked(self, space: Geometry) -> None:
        assert choose_kernels("auto", space).name == "torch"
        with pytest.raises(SettingError, match=f"no compiled kernels.*{re.escape(str(space))}"):
            choose_kernels("numba", space)

    @uncompiled
    def test_where_there_is_none_labels_are_refused_at_the_call(self, space: Geometry) -> None:
        with pytest.raises(SettingError, match=f"^geometry: .*{re.escape(str(space))}"):
            embed_labels(tree(2, 2), LabelEmbedding(), geometry=space, seed=0)
