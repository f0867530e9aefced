"""The sentence on all differences: true of those that cannot be tested, too."""

from __future__ import annotations

import pytest

from hmlc_core.evaluation.ablation import compare
from hmlc_core.evaluation.verdict import verdict

BASE = (0.50, 0.52, 0.48, 0.51, 0.49)
NOISE = (0.01, -0.01, 0.005, -0.005, 0.0)


def runs(gap: float, seeds: int = 5, noise: tuple[float, ...] = NOISE):
    return {n: {"nDCG@5": BASE[n] + gap + noise[n]} for n in range(seeds)}


LOW, SAME, HIGH = runs(0.0, noise=(0.0,) * 5), runs(0.001), runs(0.3)
ALONE, ALIKE = runs(0.2, seeds=1), runs(0.1, noise=(0.0,) * 5)


@pytest.mark.parametrize(
    ("others", "said"),
    [
        ([HIGH, SAME], "1 of 2 differences in nDCG@5 is beyond noise, here."),
        ([HIGH, HIGH], "2 of 2 differences in nDCG@5 are beyond noise, here."),
        ([SAME], "No difference in nDCG@5 is beyond noise, here."),
        ([ALONE, ALONE], "One seed cannot tell a difference in nDCG@5 from noise, here."),
        ([ALIKE, ALONE], "Whether any difference in nDCG@5 is noise cannot be told, here."),
        (
            [SAME, ALONE, ALIKE],
            "Of 3 differences in nDCG@5, none is known to be beyond noise, here; of 2 it cannot be "
            "told.",
        ),
        (
            [HIGH, ALONE],
            "Of 2 differences in nDCG@5, 1 is beyond noise, here; of 1 it cannot be told.",
        ),
    ],
)
def test_what_cannot_be_tested_is_not_called_noise(others, said):
    results = {"low": LOW, **{f"other {n}": found for n, found in enumerate(others)}}
    found = compare(results, "low").differences["nDCG@5"]
    head, sentences = verdict(found, "nDCG@5", where=", here")
    assert head == said
    assert len(sentences) == len(others)
    untold = sum("cannot be told" in sentence for sentence in sentences)
    assert untold == sum(item.p_holm is None for item in found)
