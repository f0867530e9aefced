"""Whether a method has learned anything from the texts: judged beside label frequency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

JUDGED_BY = ("nDCG@5", "micro_auprc")
"""Scores of the order of labels; both need no threshold."""

POINTS, SHARE = 0.01, 0.05
"""Up to how far above label frequency a score is level with it: so many hundredths, and so large a
share of it. A network that gives every text the same order of labels has some order, and by luck
one that suits the test documents a little better than the order of their frequency."""

UNLEARNED = "no better than label frequency: it learned nothing from the texts"


def learned_nothing(
    scores: Mapping[str, float], references: Mapping[str, Mapping[str, float]]
) -> bool:
    """Whether no test score is clearly above that of label frequency, which reads no text.

    scores: of a run, or means over seeds. references: name of a predictor -> its scores. False
    where a score that judges is missing on either side.
    """
    bar = references.get("frequency", {})
    return all(
        name in scores and name in bar and scores[name] <= _reach(bar[name]) for name in JUDGED_BY
    )


def _reach(score: float) -> float:
    return score + min(POINTS, SHARE * score)


def unlearned(
    variants: Mapping[str, Mapping[str, Sample]], references: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Those of several variants that `learned_nothing`, by their means over seeds."""
    means = {
        variant: {name: sample.mean for name, sample in samples.items()}
        for variant, samples in variants.items()
    }
    return [variant for variant, scores in means.items() if learned_nothing(scores, references)]
