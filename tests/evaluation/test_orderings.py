"""What a table orders holds here, does not, or cannot be told from noise."""

from __future__ import annotations

import pytest

from hmlc_core.evaluation.orderings import counted_verdicts, orderings

SCORE = "P@1"
TABLE = {name: {SCORE: value} for name, value in {"a": 0.9, "b": 0.8, "c": 0.7, "d": 0.9}.items()}


def runs(*values: float):
    return {seed: {SCORE: value} for seed, value in enumerate(values)}


def told(**results):
    found = orderings(TABLE, results, SCORE)
    return {(item.better, item.worse): item.verdict for item in found}


def test_a_clear_difference_holds_or_does_not_and_an_unclear_one_is_noise() -> None:
    found = told(
        a=runs(0.61, 0.63, 0.60, 0.62), b=runs(0.50, 0.54, 0.47, 0.51), c=runs(0.7, 0.73, 0.68, 0.7)
    )
    assert found == {
        ("a", "b"): "holds",
        ("a", "c"): "does not hold",
        ("b", "c"): "does not hold",
    }
    assert told(a=runs(0.5, 0.6, 0.7), b=runs(0.6, 0.5, 0.65)) == {("a", "b"): "within noise"}


def test_one_seed_tells_nothing_and_neither_do_seeds_that_change_nothing() -> None:
    assert told(a=runs(0.5), b=runs(0.4)) == {("a", "b"): "one seed"}
    assert told(a=runs(0.5, 0.5, 0.5), b=runs(0.4, 0.4, 0.4)) == {("a", "b"): "one seed"}


def test_methods_published_level_have_no_order_and_those_without_runs_are_left_out() -> None:
    assert told(a=runs(0.5, 0.6), d=runs(0.4, 0.3), unknown=runs(1.0)) == {}
    assert told(b=runs(0.5, 0.6), c={}) == {}


def test_differences_are_the_published_winner_minus_the_other() -> None:
    (item,) = orderings(TABLE, {"c": runs(0.7, 0.72), "b": runs(0.5, 0.5)}, SCORE)
    assert (item.better, item.worse, item.n) == ("b", "c", 2)
    assert item.published == pytest.approx(0.1)
    assert item.here == pytest.approx(-0.21)


def test_verdicts_are_counted_in_a_clause() -> None:
    found = orderings(
        TABLE, {"a": runs(0.61, 0.63, 0.6), "b": runs(0.5, 0.54, 0.47), "c": runs(0.4)}, SCORE
    )
    assert counted_verdicts(found).startswith("1 holds, 2 cannot be told")
    assert counted_verdicts([]) == ""
