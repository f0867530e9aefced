"""Scores of this project as scikit-learn's `scoring` takes them: `scorer(estimator, X, y)`."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from sklearn.pipeline import Pipeline

if TYPE_CHECKING:
    from hmlc_core.estimators.base import LabelClassifier

BY_HIERARCHY = ("hp", "hr", "hf", "hf_macro", "distance_to_truth")
BY_LABELS = ("P@1", "P@3", "P@5", "nDCG@3", "nDCG@5", "micro_f1", "macro_f1", "macro_ap")
FALLING = frozenset({"distance_to_truth"})
"""Scores of which less is better; like scikit-learn's, they are negated."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """One score by its name; NaN where it is undefined.

    Decisions are made at the estimator's own threshold, as its `predict` makes them.
    """

    name: str

    def __call__(self, estimator: LabelClassifier | Pipeline, X: Any, y: Any) -> float:
        """The score of a fitted classifier, or of a pipeline that ends with one, in [0, 1] unless
        it counts hops. Raises `ValueError` for a score by a hierarchy that was not given."""
        if isinstance(estimator, Pipeline):
            X, estimator = estimator[:-1].transform(X), estimator[-1]
        if self.name in BY_HIERARCHY and not estimator.hierarchy_:
            raise ValueError(f"{self.name} is a score by the hierarchy, and none was given at fit")
        found = estimator.scores(X, y, hierarchical=self.name in BY_HIERARCHY)
        value = found.get(self.name, math.nan)
        return -value if self.name in FALLING else value


SCORERS: Mapping[str, Scorer] = MappingProxyType(
    {name: Scorer(name) for name in (*BY_LABELS, *BY_HIERARCHY)}
)
"""Name -> scorer: those of rankings and decisions, and by the hierarchy hp, hr, hf (hierarchical
precision, recall, F1), hf_macro (mean over documents) and distance_to_truth (hops)."""
