"""Methods that learned nothing are told from those that did."""

from __future__ import annotations

from hmlc_core.evaluation.ablation import compare
from hmlc_core.evaluation.learned import learned_nothing, unlearned

BAR = {"frequency": {"nDCG@5": 0.4, "micro_auprc": 0.3}, "chance": {"nDCG@5": 0.1}}


def test_a_run_that_scores_as_label_frequency_does_has_learned_nothing() -> None:
    assert learned_nothing({"nDCG@5": 0.4, "micro_auprc": 0.3}, BAR)
    assert learned_nothing({"nDCG@5": 0.2, "micro_auprc": 0.3}, BAR)


def test_a_run_that_orders_all_texts_alike_may_beat_label_frequency_by_luck() -> None:
    # HR-DGCNN after 300 documents of newsroom: P@1 is label frequency's to the last document.
    bar = {"frequency": {"nDCG@5": 0.25904, "micro_auprc": 0.13268}}
    assert learned_nothing({"nDCG@5": 0.26598, "micro_auprc": 0.12329}, bar)


def test_where_all_scores_are_low_a_small_step_is_something() -> None:
    bar = {"frequency": {"nDCG@5": 0.005, "micro_auprc": 0.002}}
    assert not learned_nothing({"nDCG@5": 0.008, "micro_auprc": 0.002}, bar)


def test_one_score_above_label_frequency_is_something() -> None:
    assert not learned_nothing({"nDCG@5": 0.4, "micro_auprc": 0.32}, BAR)
    assert not learned_nothing({"nDCG@5": 0.5, "micro_auprc": 0.2}, BAR)


def test_nothing_is_claimed_without_both_scores() -> None:
    assert not learned_nothing({"nDCG@5": 0.1}, BAR)
    assert not learned_nothing({"nDCG@5": 0.1, "micro_auprc": 0.1}, {})
    assert not learned_nothing({}, BAR)


def test_methods_are_judged_by_their_means_over_seeds() -> None:
    low, high = ({"nDCG@5": value, "micro_auprc": value} for value in (0.1, 0.9))
    found = compare({"lost": {1: low, 2: low}, "lucky once": {1: low, 2: high}, "none": {}})
    assert unlearned(found.variants, BAR) == ["lost"]
