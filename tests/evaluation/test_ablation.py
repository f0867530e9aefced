"""Statistics over seeds, against scipy and worked examples."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import permutation_test, ttest_rel

from hmlc_core.errors import DataError
from hmlc_core.evaluation.ablation import Sample, compare, holm, paired_t, sign_flip


def runs(*values: float) -> dict[int, dict[str, float]]:
    return {seed: {"P@1": value} for seed, value in enumerate(values)}


def test_interval_of_a_worked_sample():
    sample = Sample.of([1.0, 2.0, 3.0])
    assert (sample.n, sample.mean, sample.median, sample.sd) == (3, 2, 2, 1)
    # t(0.975, 2) = 4.3027, over the root of 3
    assert sample.low == pytest.approx(2 - 2.4841, abs=1e-4)
    assert sample.high == pytest.approx(2 + 2.4841, abs=1e-4)


def test_one_seed_has_no_spread():
    sample = Sample.of([0.7])
    assert (sample.sd, sample.low, sample.high) == (None, None, None)
    found = compare({"A": runs(0.5), "B": runs(0.6)}).differences["P@1"][0]
    assert (found.p, found.p_signs, found.p_holm) == (None, None, None)
    assert not found.significant
    assert found.verdict() == (
        "B is 10.0 points above A, from one seed; whether that is noise cannot be told."
    )


def test_p_values_agree_with_scipy():
    random = np.random.default_rng(0)
    first, second = random.random(7), random.random(7)
    gaps = first - second
    assert paired_t(gaps) == pytest.approx(ttest_rel(first, second).pvalue)
    peer = permutation_test(
        (first, second), lambda a, b: np.mean(a - b), permutation_type="samples"
    )
    assert sign_flip(gaps) == pytest.approx(peer.pvalue)


def test_equal_differences_are_no_division_by_zero():
    assert paired_t(np.zeros(4)) == 1
    assert paired_t(np.full(4, 0.1)) is None  # seeds that change nothing are one observation
    assert sign_flip(np.zeros(4)) == 1


def test_seeds_that_change_nothing_are_no_evidence():
    (found,) = compare({"A": runs(0.5, 0.5, 0.5), "B": runs(0.6, 0.6, 0.6)}).differences["P@1"]
    assert (found.p, found.p_holm, found.significant) == (None, None, False)
    assert found.verdict() == (
        "B is 10.0 points above A with each of 3 seeds alike: they are one observation here, and "
        "whether it is noise cannot be told."
    )


def test_sign_flip_is_exact_or_nothing():
    assert sign_flip(np.array([0.1, 0.2, 0.3])) == 2 / 8
    assert sign_flip(np.ones(17)) is None


def test_holm_on_a_worked_example():
    found = holm([0.01, None, 0.04, 0.03])
    assert found == [pytest.approx(0.03), None, pytest.approx(0.06), pytest.approx(0.06)]
    assert holm([0.9, 0.8]) == [1.0, 1.0]


def test_runs_are_paired_by_seed_and_order_does_not_matter():
    shuffled = {2: {"P@1": 0.3}, 0: {"P@1": 0.1}, 1: {"P@1": 0.2}}
    (found,) = compare({"A": shuffled, "B": runs(0.2, 0.3, 0.4)}).differences["P@1"]
    assert (found.first, found.second, found.sample.n) == ("B", "A", 3)
    assert found.sample.mean == pytest.approx(0.1)
    assert found.sample.sd == pytest.approx(0)


def test_only_seeds_in_common_are_paired():
    differences = compare({"A": runs(0.1, 0.2, 0.3), "B": {1: {"P@1": 0.9}}, "C": {7: {"P@1": 0}}})
    (found,) = differences.differences["P@1"]
    assert (found.first, found.second, found.sample.n) == ("B", "A", 1)
    assert found.sample.mean == pytest.approx(0.7)


def test_a_clear_difference_names_the_better_variant():
    weak, strong = runs(0.50, 0.51, 0.52, 0.53), runs(0.60, 0.61, 0.63, 0.63)
    for results in ({"weak": weak, "strong": strong}, {"strong": strong, "weak": weak}):
        (found,) = compare(results).differences["P@1"]
        assert found.significant
        assert found.verdict().startswith("strong is better than weak: +10.2 points (95 % interv")
        assert "interval +9.5 to +11.0" in found.verdict()


def test_noise_is_called_noise():
    (found,) = compare({"A": runs(0.5, 0.6, 0.7), "B": runs(0.6, 0.5, 0.71)}).differences["P@1"]
    assert not found.significant
    assert "within noise" in found.verdict()


def test_plain_values_have_the_promised_shape():
    results = {"E-rand": runs(0.5, 0.6), "H-hier": runs(0.55, 0.66)}
    plain = compare(results).to_dict()
    assert plain["variants"]["H-hier"] == {
        "n": 2,
        "mean": {"P@1": pytest.approx(0.605)},
        "median": {"P@1": pytest.approx(0.605)},
        "sd": {"P@1": pytest.approx(0.0778, abs=1e-4)},
    }
    assert plain["paired"].keys() == {"H-hier vs E-rand"}
    assert plain["paired"]["H-hier vs E-rand"]["P@1"].keys() == {"difference", "p"}
    json.dumps(plain, allow_nan=False)


def test_a_variant_without_runs_is_named():
    with pytest.raises(DataError, match=r"H-hier: a variant has no finished run.*Run it"):
        compare({"E-rand": runs(0.5), "H-hier": {}})


def test_runs_with_other_scores_are_named():
    with pytest.raises(DataError, match=r"B, seed 3: .*expected P@1; found P@5"):
        compare({"A": runs(0.5), "B": {3: {"P@5": 0.1}}})
