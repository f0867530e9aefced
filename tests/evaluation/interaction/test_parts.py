"""Ranks, means and verdicts by themselves."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from hmlc_core.data.labels import LabelGraph
from hmlc_core.evaluation.interaction.finding import Finding
from hmlc_core.evaluation.interaction.ranks import share_before
from hmlc_core.evaluation.interaction.root import absent_root, frechet_mean
from hmlc_core.evaluation.predictor import Places
from hmlc_core.evaluation.recovery.chance import Spread
from hmlc_core.geometry import make_geometry
from tests.contracts.spaces import FOREIGN, REGISTERED

SPACES = REGISTERED | FOREIGN


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=20).filter(
        lambda items: 0 < sum(member for _, member in items) < len(items)
    )
)
def test_the_share_counts_pairs_and_ties_by_half(items):
    values, member = (np.array(column) for column in zip(*items, strict=True))
    ranks = rankdata(values)
    ours, others = values[member][:, None], values[~member][None]
    expected = ((ours < others) + 0.5 * (ours == others)).mean()
    found = share_before(ranks[member].sum(), member.sum(), len(values))
    assert found == pytest.approx(expected)
    turned = share_before(ranks[~member].sum(), (~member).sum(), len(values))
    assert found + turned == pytest.approx(1)


@pytest.mark.parametrize("name", SPACES)
def test_pulls_of_all_points_cancel_at_their_mean(name):
    space, random = SPACES[name], torch.Generator().manual_seed(0)
    points = space.random((3, 9), 0.35, random)
    mean = frechet_mean(points, space)
    pull = space.log(mean.unsqueeze(-2), points).mean(-2)
    assert space.exp(mean, pull) == pytest.approx(mean, abs=1e-4)


@pytest.mark.parametrize("name", SPACES)
def test_the_mean_of_a_point_and_its_opposite_is_the_origin(name):
    space, random = SPACES[name], torch.Generator().manual_seed(1)
    point = space.random((5, 1), 0.35, random)
    mean = frechet_mean(torch.cat([point, space.negate(point)], 1), space)
    assert space.radius(mean).max() == pytest.approx(0, abs=1e-6)


def test_a_mean_far_out_is_found_without_overshooting():
    ball = make_geometry("poincare", 2)
    points = torch.tensor([[0.9999, 0.0], [0.0, 0.9999], [-0.9999, 0.0], [0.0, -0.9999]])
    assert ball.radius(frechet_mean(points.double(), ball)) == pytest.approx(0, abs=1e-6)
    same = torch.tensor([[0.999, 0.01]]).double().expand(4, 2)
    assert ball.distance(frechet_mean(same, ball), same[0]) == pytest.approx(0, abs=1e-6)


def forest(branches: int) -> LabelGraph:
    """So many top labels with three children each."""
    count = 4 * branches
    edges = tuple((top, branches + 3 * top + n) for top in range(branches) for n in range(3))
    return LabelGraph(tuple(map(str, range(count))), edges)


def test_top_labels_around_the_centre_have_their_root_there():
    """The others lie on one side, so that as many of them have their mean far out."""
    random = np.random.default_rng(0)
    angle = 2 * np.pi * np.arange(8) / 8
    top = 0.3 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    side = np.array([0.7, 0.0]) + random.uniform(-0.1, 0.1, (24, 2))
    places = Places(make_geometry("poincare", 2), np.concatenate([top, side]))
    found = absent_root(places, forest(8), np.random.default_rng(0))
    assert found.value == pytest.approx(0, abs=1e-6)
    assert found.verdict == "as claimed"
    turned = Places(places.geometry, np.concatenate([side[:8], np.tile(top, (3, 1))]))
    assert absent_root(turned, forest(8), np.random.default_rng(0)).verdict == "the opposite"


def test_top_labels_like_all_others_are_within_chance():
    points = np.random.default_rng(3).uniform(-0.6, 0.6, (32, 2))
    places = Places(make_geometry("poincare", 2), points)
    found = absent_root(places, forest(8), np.random.default_rng(0))
    assert found.verdict == "within chance"


@pytest.mark.parametrize("name", ["euclidean", "poincare"])
def test_where_labels_are_axes_there_is_no_root_to_judge(name):
    places = Places(make_geometry(name, 32), 0.7 * np.eye(32))
    found = absent_root(places, forest(8), np.random.default_rng(0))
    assert found.verdict == "undefined"
    assert "equally far from the centre" in found.sentence


@pytest.mark.parametrize(
    ("value", "rising", "verdict"),
    [
        (0.7, True, "within chance"),
        (0.71, True, "as claimed"),
        (0.29, True, "the opposite"),
        (0.71, False, "the opposite"),
        (0.29, False, "as claimed"),
        (None, True, "undefined"),
    ],
)
def test_a_verdict_needs_more_than_two_standard_deviations(value, rising, verdict):
    chance = None if value is None else Spread(0.5, 0.1)
    finding = Finding(title="t", value=value, chance=chance, rising=rising, reason="Why.")
    assert finding.verdict == verdict


def test_what_is_undefined_is_never_a_number():
    finding = Finding(title="t", reason="There is nothing.")
    assert (finding.measured, finding.by_chance) == ("undefined", "")
    assert finding.sentence == "Undefined. There is nothing."
    half = Finding(title="t", measure="from it", value=0.5, chance=Spread(0.25, 0.1), share=False)
    assert half.sentence.startswith("As claimed: 0.50 from it, by chance 0.25 ± 0.10.")
