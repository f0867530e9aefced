"""Whether a method has learned anything from the texts: judged beside label frequency."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hmlc_core.evaluation.ablation import Sample

JUDGED_BY = ("nDCG@5", "micro_auprc")
"""Scores of the order of labels; both need no threshold."""

UNLEARNED = "no better than label frequency: it learned nothing from the texts"


def learned_nothing(
    scores: Mapping[str, float], references: Mapping[str, Mapping[str, float]]
) -> bool:
    """Whether test scores are not above those of label frequency, which reads no text.

    scores: of a run, or means over seeds. references: name of a predictor -> its scores. False
    where a score that judges is missing on either side.
    """
    bar = references.get("frequency", {})
    return all(name in scores and name in bar and scores[name] <= bar[name] for name in JUDGED_BY)


def unlearned(
    variants: Mapping[str, Mapping[str, Sample]], references: Mapping[str, Mapping[str, float]]
) -> list[str]:
    """Those of several variants that `learned_nothing`, by their means over seeds."""
    means = {
        variant: {name: sample.mean for name, sample in samples.items()}
        for variant, samples in variants.items()
    }
    return [variant for variant, scores in means.items() if learned_nothing(scores, references)]
