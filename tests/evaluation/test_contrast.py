"""Texts told apart by a state, beside what chance gives."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hmlc_core.evaluation.contrast import Contrast, landings, leads, more_than_chance


def test_a_state_leads_by_how_much_nearer_its_own_labels_are():
    distances = np.array([[1.0, 3.0, 9.0, 5.0], [4.0, 1.0, 9.0, 2.0]])
    # Label 2 belongs to both texts and says nothing about either.
    assert leads(distances, [{0, 2}, {1, 2, 3}]) == ((3 + 5) / 2 - 1, 4 - (1 + 2) / 2)


def test_texts_with_each_others_labels_change_the_sign_of_every_lead():
    rng = np.random.default_rng(0)
    distances = rng.uniform(size=(2, 6))
    ours, swapped = leads(distances, [{0, 1}, {2, 3, 4}]), leads(distances, [{2, 3, 4}, {0, 1}])
    assert ours is not None
    assert swapped is not None
    np.testing.assert_allclose(ours, np.negative(swapped))


@pytest.mark.parametrize("labels", [[{0}, {0}], [{0}, {0, 1}], [(), {1}]])
def test_a_text_without_a_label_of_its_own_has_no_lead(labels):
    assert leads(np.zeros((2, 3)), labels) is None


@pytest.mark.parametrize(("before", "after", "ratio"), [(2, 1, 0.5), (0, 1, math.inf), (0, 0, 1.0)])
def test_the_ratio_is_known_where_texts_begin_alike(before, after, ratio):
    assert Contrast(before, after).ratio == ratio


def test_fair_coins_are_seldom_more_than_chance():
    rng = np.random.default_rng(0)
    thrown = rng.binomial(40, 0.5, 4000)
    share = np.mean([more_than_chance(int(heads), 40) for heads in thrown])
    assert share < 0.05
    assert more_than_chance(40, 40)
    assert not more_than_chance(20, 40)
    assert not more_than_chance(0, 0)


def test_states_at_their_own_labels_pass_all_others():
    places = np.arange(10.0)
    found = landings(np.abs(places[:, None] - places), [[n] for n in range(10)])
    np.testing.assert_array_equal(found.passed, 9)
    assert (found.leads > 0).all()
    assert found.more_than_chance()


def test_states_that_know_nothing_of_their_texts_pass_half():
    rng = np.random.default_rng(0)
    labels = [sorted(rng.choice(30, 3, replace=False).tolist()) for _ in range(200)]
    near = rng.uniform(size=30)  # some labels are nearer to all states than others are
    found = landings(near + rng.normal(0, 0.3, (200, 30)), labels)
    assert found.passed.mean() == pytest.approx(199 / 2, rel=0.1)
    assert found.leads.mean() == pytest.approx(0, abs=0.02)
    assert not found.more_than_chance()


def test_the_lead_is_over_the_mean_of_the_others():
    found = landings(np.array([[1.0, 2.0, 6.0], [0, 0, 0], [0, 0, 0]]), [[0], [1], [2]])
    np.testing.assert_allclose(found.leads, [3, 0, 0])
    np.testing.assert_array_equal(found.passed, [2, 0, 0])
