"""What scores of a recovery say in words."""

from __future__ import annotations

from hmlc_core.evaluation.recovery import Recovery, Spread, Tree
from hmlc_core.evaluation.told import below_random


def recovery(depth_error: float) -> Recovery:
    return Recovery(
        tree=Tree([-1, 0]),
        method="arborescence",
        scores={"edge_f1": 0.2, "depth_error": depth_error, "spearman": 0.1, "gromov_delta": 0.0},
        chance={
            "edge_f1": {"random_tree": Spread(0.1, 0.1), "star": 0.0},
            "depth_error": {"random_tree": Spread(3.0, 0.5), "star": 2.0},
            "spearman": {"star": 0.5},
        },
    )


def test_what_is_worse_than_a_random_tree_is_named_with_both_values() -> None:
    said = below_random(recovery(6.8))
    assert said == (
        "**Worse than a tree that grew at random**: Depth error (6.80 against 3.00 ± 0.50)."
    )
    assert below_random(recovery(3.9)) == ""  # within two standard deviations
    assert below_random(recovery(float("nan"))) == ""
