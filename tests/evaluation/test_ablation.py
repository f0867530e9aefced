"""Statistics over seeds, against scipy and worked examples."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy.stats import permutation_test, ttest_rel

from hmlc_core.evaluation.ablation import Sample, compare, holm, paired_t, sign_flip


def runs(*values: float) -> dict[int, dict[str, float]]:
    return {seed: {"P@1": value} for seed, value in enumerate(values)}


def test_interval_of_a_worked_sample():
    sample = Sample.of([1.0, 2.0, 3.0])
    assert (sample.n, sample.mean, sample.median, sample.sd) == (3, 2, 2, 1)
    # t(0.975, 2) = 4.3027, over the root of 3
    assert sample.low == pytest.approx(2 - 2.4841, abs=1e-4)
    assert sample.high == pytest.approx(2 + 2.4841, abs=1e-4)


def test_a_sample_is_written_with_its_standard_deviation():
    assert Sample.of([0.1, 0.2, 0.3]).written() == "20.0 ± 10.0"
    assert Sample.of([1.0, 2.0, 3.0]).written("%.2f", 1) == "2.00 ± 1.00"
    assert Sample.of([0.7]).written() == "70.0"


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
    assert plain["paired"]["H-hier vs E-rand"]["P@1"].keys() == {
        "difference",
        "p",
        "p_holm",
        "bootstrap",
    }
    json.dumps(plain, allow_nan=False)


def test_what_is_undefined_for_some_seeds_counts_where_it_is_defined():
    first = {0: {"P@1": 0.5, "macro_ap": 0.2}, 1: {"P@1": 0.7}}
    second = {0: {"P@1": 0.4, "macro_ap": 0.1}, 1: {"P@1": 0.5, "macro_ap": 0.3}}
    plain = compare({"A": first, "B": second}).to_dict()
    assert plain["variants"]["A"]["n"] == 2
    assert plain["variants"]["A"]["mean"]["macro_ap"] == pytest.approx(0.2)
    assert plain["paired"]["B vs A"]["macro_ap"]["difference"] == pytest.approx(-0.1)
    assert plain["paired"]["B vs A"]["macro_ap"]["p"] is None


def test_a_variant_without_runs_has_no_values_and_changes_no_other():
    results = {"A": runs(0.5, 0.6), "B": runs(0.7, 0.75)}
    plain, alone = compare({**results, "C": {}}).to_dict(), compare(results).to_dict()
    assert plain["variants"]["C"] == {
        "n": 0,
        **{part: {"P@1": None} for part in ("mean", "median", "sd")},
    }
    assert plain["paired"]["B vs A"] == alone["paired"]["B vs A"]
    assert set(plain["paired"]["C vs A"]["P@1"].values()) == {None}


def test_all_may_be_compared_with_one():
    results = {"A": runs(0.5, 0.61), "B": runs(0.7, 0.75), "C": runs(0.6, 0.8)}
    found = compare(results, "B")
    assert found.pairs == (("A", "B"), ("C", "B"))
    assert [each.first for each in found.differences["P@1"]] == ["A", "C"]
    every = compare(results).differences["P@1"]
    (of_all,) = [each for each in every if {each.first, each.second} == {"A", "B"}]
    assert found.differences["P@1"][0].p == pytest.approx(of_all.p)


def test_correction_never_lowers_a_p_value():
    for differences in compare({n: runs(*row) for n, row in SEVERAL.items()}).differences.values():
        assert all(each.p_holm >= each.p for each in differences)


SEVERAL = {"A": (0.5, 0.61, 0.55), "B": (0.7, 0.75, 0.71), "C": (0.6, 0.8, 0.5), "D": (0, 0.1, 0.9)}
