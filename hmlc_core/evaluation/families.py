"""Families of scores: what a run is judged by beside its validation, and what each is about.

A score is called `family/name`, as in `test/P@1` or `recovery/edge_f1`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

FAMILIES: Mapping[str, str] = MappingProxyType(
    {
        "validation": "on the validation documents",
        "test": "on the test documents",
        "test_missing": "on the test documents with labels missing as in training",
        "hierarchical": "on the test documents, judged by the hierarchy",
        "by_frequency": "on the test documents, by how many training documents a label has",
        "by_depth": "on the test documents, by the level of a label",
        "calibration": "about probabilities, and what was chosen on the validation documents",
        "parts": "of parts of the method alone, on the test documents",
        "recovery": "of the hierarchy read off the label points",
        "network": "about the network itself",
        "words": "of the words: losses, hypernyms, given vectors",
    }
)

FURTHER = tuple(name for name in FAMILIES if name not in ("validation", "test"))
"""Families that a run has where they make sense."""


def is_score(name: str) -> bool:
    """Whether a metric of that name is a score."""
    return name.partition("/")[0] in FAMILIES


def of_family(scores: Mapping[str, float], family: str) -> dict[str, float]:
    """The scores of a family by bare name (`P@1`, …)."""
    prefix = f"{family}/"
    return {
        name.removeprefix(prefix): value
        for name, value in scores.items()
        if name.startswith(prefix)
    }


def defined(scores: Mapping[str, float]) -> dict[str, float]:
    """Those that are numbers: what is undefined is left out, and never 0."""
    return {name: value for name, value in scores.items() if math.isfinite(value)}


def named(scores: Mapping[str, float], family: str) -> dict[str, float]:
    """Bare scores under their full names."""
    return {f"{family}/{name}": value for name, value in scores.items()}
