"""What scores of a recovery say in words."""

from __future__ import annotations

from hmlc_core.evaluation.recovery import Recovery, Spread, Tree
from hmlc_core.evaluation.told import below_random, beyond_chance


def recovery(depth_error: float) -> Recovery:
    return Recovery(
        tree=Tree([-1, 0]),
        method="arborescence",
        scores={"edge_f1": 0.2, "depth_error": depth_error, "spearman": 0.1, "gromov_delta": 0.0},
        chance={
            "edge_f1": {"shuffled": Spread(0.1, 0.01), "random_tree": Spread(0.1, 0.1)},
            "depth_error": {"shuffled": Spread(3.0, 0.5), "random_tree": Spread(3.0, 0.5)},
            "spearman": {"shuffled": Spread(0.1, 0.1), "star": 0.5},
        },
    )


def test_what_is_worse_than_a_random_tree_is_named_with_both_values() -> None:
    said = below_random(recovery(6.8))
    assert said == (
        "**Worse than a tree that grew at random**: Depth error (6.80 against 3.00 ± 0.50)."
    )
    assert below_random(recovery(3.9)) == ""  # within two standard deviations
    assert below_random(recovery(float("nan"))) == ""


def test_what_is_undefined_counts_neither_as_better_nor_as_no_better() -> None:
    assert beyond_chance(recovery(float("nan"))) == (
        "**Clearly better than shuffled labels** in 1 of 2 measures; not in Spearman with hops. "
        "Undefined here: Depth error."
    )
    assert beyond_chance(recovery(1.0)) == (
        "**Clearly better than shuffled labels** in 2 of 3 measures; not in Spearman with hops."
    )
