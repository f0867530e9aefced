"""Settings of DXML: documents are led to where their labels lie, and take their neighbours'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import CLASSIFIER, LABELS, StageName

_PRESETS = {
    "dxml": Preset(
        "DXML: label vectors from walks over the graph of labels that come together; networks "
        "lead documents to them, and nearest documents lend their labels. Sizes and rates that "
        "work on few documents.",
        {
            "training.batch": 32,
            "training.epochs": 20,
            "training.weight_rate": 0.003,
        },
        roles=("comparison",),
        title="DXML on texts",
    ),
    "dxml-paper": Preset(
        "DXML with 100 dimensions, which the HyperIM paper reports for RCV1 (300 elsewhere), and "
        "DeepWalk's usual walks. Layers, rates, neighbours and the ensemble are as recalled, not "
        "verified.",
        {
            "model.dim": 100,
            "model.hidden": 512,
            "model.dropout": 0.5,
            "training.batch": 64,
            "training.epochs": 20,
            "training.weight_rate": 0.001,
            "training.clip": 0.0,
            "training.decay": 1.0,
            "training.patience": 0,
        },
        title="DXML, as recalled",
    ),
}

_SEARCH = VariantSet(
    "How the labels of the nearest training documents become scores, and over how many networks.",
    {
        "weighted": {"average": "weighted"},
        "plain": {"average": "plain"},
        "one network": {"average": "weighted", "learners": 1},
    },
    titles={
        "weighted": "Near documents count more",
        "plain": "All neighbours alike",
        "one network": "A single network",
    },
    texts={
        "weighted": "A neighbour's labels count by the cosine between it and the document.",
        "plain": "The share of the neighbours that have the label.",
        "one network": "Neighbours count by their cosine, and no other network has a say.",
    },
)


@dataclass(frozen=True, kw_only=True)
class DXML(ModelSettings):
    """DXML (Zhang et al., ICMR 2018) over the label graph of the training documents.

    Only its abstract could be read: what is not in it is as recalled, and said to be so.
    """

    title: ClassVar[str] = "DXML"
    source: ClassVar[str] = "Zhang et al., Deep Extreme Multi-label Learning, ICMR 2018"
    method: ClassVar[str] = "hmlc_core.methods.dxml.method:DxmlMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"search": _SEARCH})
    has: ClassVar[frozenset[str]] = frozenset({"places"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training.point_rate", "training.kernels")
    places_are: ClassVar[str] = (
        "Vectors that walks over the graph of labels gave them before training: labels that come "
        "together lie in like directions. Nothing was asked of their norms."
    )

    name: str = setting("dxml", "The model.", choices=("dxml",))
    dim: int = setting(
        30,
        "Coordinates of a label. The HyperIM paper has 100 for RCV1 and 300 elsewhere.",
        low=1,
        high=1_024,
    )
    walks: int = setting(
        10, "Random walks from each label over the graph of labels.", low=1, high=10_000
    )
    walk_length: int = setting(40, "Labels on a walk.", low=2, high=10_000, advanced=True)
    window: int = setting(
        5, "Steps on a walk within which two labels count as near.", low=1, high=1_000
    )
    negatives: float = setting(
        1.0,
        "Labels meet on walks k times as often as by chance before that counts (the shift log k of "
        "skip-gram with k negatives).",
        low=0.01,
        high=1e3,
        advanced=True,
    )
    hidden: int = setting(256, "Units between TF-IDF and a label vector.", low=1, high=4_096)
    dropout: float = setting(
        0.2, "Share of these units hidden at random in training.", low=0.0, high=0.9
    )
    learners: int = setting(
        3, "Networks with other initial values, whose scores are averaged.", low=1, high=64
    )
    neighbours: int = setting(
        50, "Training documents that lend their labels to a document.", low=1, high=10_000
    )
    average: str = setting(
        "weighted",
        "What a neighbour's labels count: its cosine (weighted), or as much as any other's "
        "(plain).",
        choices=("weighted", "plain"),
    )

    def size(self) -> int:
        """Coordinates of a label."""
        return self.dim

    def stages(self) -> tuple[StageName, ...]:
        """The label graph's vectors come first."""
        return (LABELS, CLASSIFIER)

    def reads_points(self) -> bool:
        """Coordinates are read as TF-IDF is."""
        return True

    def reads_bags(self) -> bool:
        """TF-IDF knows no order."""
        return True

    def workload(self) -> tuple[object, ...]:
        """The networks take the time."""
        return (self.hidden, self.learners)


SETTINGS = DXML
