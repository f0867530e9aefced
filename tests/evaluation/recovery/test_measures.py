"""Which value is the better one, and where counting wins."""

from __future__ import annotations

import math

import numpy as np

from hmlc_core.data.corpus import Corpus
from hmlc_core.evaluation.recovery import MEASURES, Spread, counting_wins, recover
from hmlc_core.geometry import make_geometry


def test_every_score_against_a_hierarchy_has_its_words(corpus: Corpus) -> None:
    points = np.random.default_rng(0).uniform(-0.5, 0.5, (7, 2))
    found = recover(points, corpus.graph, make_geometry("poincare", 2))
    assert set(MEASURES) == set(found.chance)


def test_lower_is_better_for_ranks_and_errors() -> None:
    assert MEASURES["mean_rank"].at_least(1.0, 2.0)
    assert not MEASURES["edge_f1"].at_least(0.1, 0.2)
    assert not MEASURES["edge_f1"].at_least(math.nan, 0.2)


def test_better_than_chance_means_by_two_standard_deviations() -> None:
    level = Spread(0.5, 0.1)
    assert MEASURES["edge_f1"].beyond(0.71, level)
    assert not MEASURES["edge_f1"].beyond(0.69, level)
    assert MEASURES["mean_rank"].beyond(0.29, level)
    assert not MEASURES["mean_rank"].beyond(math.nan, level)
    assert MEASURES["edge_f1"].short_of(0.29, level)
    assert not MEASURES["edge_f1"].short_of(0.31, level)
    assert MEASURES["depth_error"].short_of(0.71, level)
    assert not MEASURES["depth_error"].short_of(math.nan, level)


def test_counting_wins_where_it_is_as_good_and_where_nothing_is_defined() -> None:
    scores = {"edge_f1": 0.8, "mean_rank": 3.0, "map": 0.9, "spearman": math.nan}
    counted = {
        "edge_f1": {"cooccurrence_90": 0.2, "cooccurrence_80": 0.8},
        "mean_rank": {"cooccurrence_90": 2.0, "cooccurrence_80": 5.0},
        "map": {"cooccurrence_90": 0.7, "cooccurrence_80": math.nan, "star": 1.0},
        "spearman": {"cooccurrence_90": 0.4},
    }
    assert counting_wins(scores, counted) == {"edge_f1": 0.8, "spearman": 0.4, "mean_rank": 2.0}
    assert counting_wins(scores, {}) == {}
