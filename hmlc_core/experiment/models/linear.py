"""Settings of TF-IDF + linear: one linear support vector machine for each label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting

GRID: Mapping[str, tuple[Any, ...]] = MappingProxyType(
    {"cost": (1.0, 0.1, 10.0), "weights": ("none", "balanced"), "ngrams": ("1", "1-2")}
)
"""Values of each setting that are tried where it is left open, the plain one first."""

PLAIN: Mapping[str, Any] = MappingProxyType({name: values[0] for name, values in GRID.items()})

OPEN: Mapping[str, Any] = MappingProxyType({"cost": 0.0, "weights": "auto", "ngrams": "auto"})
"""The value by which each setting is left open."""

LARGEST = 500_000
"""Labels times training documents beyond which nothing is tried, and open settings are plain."""

_PRESETS = {
    "linear": Preset(
        "TF-IDF + linear: no geometry and no hierarchy, a hard opponent on little data. Its "
        "scores stand beside those of every run.",
        {},
        roles=("comparison",),
        title="TF-IDF + linear",
    ),
}

_COSTS = VariantSet(
    "How much a machine may pay to fit its documents: the less, the more even its weights.",
    {f"C={cost:g}": {"cost": cost} for cost in sorted(GRID["cost"])}
    | {"C=auto": {"cost": OPEN["cost"]}},
    titles={
        "C=0.1": "Even weights",
        "C=1": "The usual cost",
        "C=10": "Close fit",
        "C=auto": "Chosen cost",
    },
    texts={
        "C=0.1": "Documents on the wrong side cost little, and weights stay small and even.",
        "C=1": "What a wrong document costs where nothing else is tried.",
        "C=10": "Documents on the wrong side cost much, and weights grow until they fit.",
        "C=auto": "The best of these on validation documents.",
    },
)


@dataclass(frozen=True, kw_only=True)
class Linear(ModelSettings):
    """TF-IDF of a document's words, and one linear support vector machine for each label."""

    title: ClassVar[str] = "TF-IDF + linear"
    source: ClassVar[str] = (
        "Joachims, Text Categorization with Support Vector Machines, ECML 1998; scikit-learn's "
        "LinearSVC"
    )
    method: ClassVar[str] = "hmlc_core.methods.linear:LinearMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"costs": _COSTS})
    unused: ClassVar[tuple[str, ...]] = (
        "labels",
        "training",
        "corpus.max_words",
        "corpus.min_count",
        "corpus.vocabulary",
    )
    reference: ClassVar[str] = "TF-IDF + linear"

    name: str = setting("linear", "The model.", choices=("linear",))
    cost: float = setting(
        OPEN["cost"],
        "What a wrong document costs (C of the support vector machine); 0 tries .1, 1 and 10 and "
        "takes what is best on validation documents, unless labels times documents are more than "
        f"{LARGEST:,}: then it is 1.",
        low=0.0,
        high=1e6,
    )
    weights: str = setting(
        OPEN["weights"],
        "What documents weigh: all alike (none); those with a label as much in sum as those "
        "without (balanced); whichever is better on validation documents (auto).",
        choices=(OPEN["weights"], *GRID["weights"]),
    )
    ngrams: str = setting(
        OPEN["ngrams"],
        "What is counted: words (1); pairs of neighbouring words, too (1-2); whichever is better "
        "on validation documents (auto).",
        choices=(OPEN["ngrams"], *GRID["ngrams"]),
    )
    min_documents: int = setting(
        2,
        "Words and pairs of fewer training documents are left out, where any is in so many.",
        low=1,
        high=1_000,
        advanced=True,
    )

    def open(self) -> tuple[str, ...]:
        """The settings that are left open, in the order in which they are chosen."""
        return tuple(name for name, value in OPEN.items() if getattr(self, name) == value)

    def reads_points(self) -> bool:
        """Coordinates are features like any other."""
        return True

    def reads_bags(self) -> bool:
        """TF-IDF knows no order."""
        return True


SETTINGS = Linear
