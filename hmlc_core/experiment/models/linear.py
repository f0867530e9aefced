"""Settings of TF-IDF + linear: one linear support vector machine for each label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting

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
    {f"C={cost:g}": {"cost": cost} for cost in (0.1, 1.0, 10.0)},
    titles={"C=0.1": "Even weights", "C=1": "The usual cost", "C=10": "Close fit"},
    texts={
        "C=0.1": "Documents on the wrong side cost little, and weights stay small and even.",
        "C=1": "What a wrong document costs unless something else is set.",
        "C=10": "Documents on the wrong side cost much, and weights grow until they fit.",
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
        1.0, "What a wrong document costs (C of the support vector machine).", low=1e-6, high=1e6
    )
    min_documents: int = setting(
        2,
        "Words of fewer training documents are left out, where any word is in so many.",
        low=1,
        high=1_000,
        advanced=True,
    )

    def reads_points(self) -> bool:
        """Coordinates are features like any other."""
        return True


SETTINGS = Linear
