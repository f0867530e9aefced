"""Settings of HiddeN: labels and classifier learned together, the hierarchy unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import section, setting
from hmlc_core.experiment.stages import CLASSIFIER, LABELS, StageName

_PRESETS = {
    "hidden": Preset(
        "HiddeN: the hierarchy is not given; label vectors learn from texts and from which "
        "labels come together.",
        {"model.label_dropout": 0.3, "training.batch": 20, "training.clip": 0.0},
        roles=("comparison",),
        title="HiddeN on texts",
    ),
    "hidden-synthetic": Preset(
        "HiddeN's synthetic benchmark as its paper has it: 12,000 points, 21 labels, a network "
        "with four hidden units.",
        {
            "corpus.name": "synthetic",
            "model.encoder.kind": "points",
            "model.dim": 21,
            "model.label_dropout": 0.0,
            "training.batch": 32,
            "training.epochs": 30,
            "training.patience": 0,
            "training.decay": 1.0,
            "training.clip": 0.0,
            "training.weight_rate": 0.001,
            "training.select_by": "macro_f1",
        },
        title="The paper's benchmark",
    ),
}

_RELEASED: Mapping[str, object] = {
    "freeze_labels": False,
    "negative_rule": "le_code",
    "max_norm": 1.0,
}
"""What the released code does otherwise than its paper says."""

_JOINT = VariantSet(
    "Labels and texts together (joint) as the paper describes it, and step by step what the "
    "released code does otherwise.",
    {
        "as paper": {"regime": "joint"},
        "as released": {"regime": "joint", **_RELEASED},
        "as released for texts": {
            "regime": "joint",
            **_RELEASED,
            "label_masks": "occurrence",
            "label_dropout": 0.6,
        },
    },
    titles={
        "as paper": "Together",
        "as released": "Together, as released",
        "as released for texts": "Together, as released for texts",
    },
    texts={
        "as paper": "Labels in the disk learn from co-occurrence and from texts at once.",
        "as released": "The same with the released code's limit on norms and choice of negatives.",
        "as released for texts": "The limit and the negatives, .6 of the label coordinates hidden, "
        "and others for every occurrence of a label.",
    },
)

_REGIMES = VariantSet(
    "flat: every label an axis of its own; cascaded: labels placed by co-occurrence first; joint: "
    "both losses together. As released, labels keep learning in all of them. Controls: joint "
    "without the ranking loss, and in flat space.",
    {
        "flat": {"regime": "flat"},
        "flat released": {"regime": "flat", **_RELEASED},
        "cascaded": {"regime": "cascaded"},
        "cascaded released": {"regime": "cascaded", **_RELEASED},
        "joint": {"regime": "joint"},
        "joint released": {"regime": "joint", **_RELEASED},
        "joint λ=0": {"regime": "joint", "rank_weight": 0.0},
        "euclidean": {"regime": "euclidean"},
    },
    titles={
        "flat": "An axis a label",
        "flat released": "An axis a label, as released",
        "cascaded": "Labels first",
        "cascaded released": "Labels first, as released",
        "joint": "Labels and texts together",
        "joint released": "Together, as released",
        "joint λ=0": "Together, no ranking loss",
        "euclidean": "Together, in flat space",
    },
    texts={
        "flat": "Every label is an axis of its own and stays where it is.",
        "flat released": "Every label starts as an axis of its own and goes on learning.",
        "cascaded": "Co-occurrence places the labels in the disk; then they are fixed, and the "
        "classifier learns.",
        "cascaded released": "Co-occurrence places the labels in the disk; they go on learning "
        "with the classifier.",
        "joint": "Labels in the disk learn from co-occurrence and from texts at once.",
        "joint released": "The same with the released code's limit on norms and choice of "
        "negatives.",
        "joint λ=0": "Labels in the disk learn from texts alone: the ranking loss counts nothing.",
        "euclidean": "Labels in flat space learn from co-occurrence and from texts at once.",
    },
)


@dataclass(frozen=True, kw_only=True)
class HiddeN(ModelSettings):
    """HiddeN (Chatterjee et al., EACL 2021): label vectors from co-occurrence and classification.

    Defaults are what the paper describes; the variants called "released" do what its code does.
    """

    title: ClassVar[str] = "HiddeN"
    source: ClassVar[str] = (
        "Chatterjee et al., Joint Learning of Hyperbolic Label Embeddings for Hierarchical "
        "Multi-label Classification, EACL 2021"
    )
    method: ClassVar[str] = "hmlc_core.methods.hidden.method:HiddeNMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType(
        {"regimes": _REGIMES, "joint": _JOINT}
    )
    has: ClassVar[frozenset[str]] = frozenset({"places", "probabilities"})
    unused: ClassVar[tuple[str, ...]] = ("labels",)
    places_are: ClassVar[str] = (
        "Label vectors, which documents are compared with by inner products; a ranking loss, where "
        "the regime has one, places them by their distances."
    )

    name: str = setting("hidden", "The model.", choices=("hidden",))
    regime: str = setting(
        "joint",
        "Label vectors: one axis each and fixed (flat); learned from co-occurrence first, then "
        "fixed (cascaded); learned with the classifier (joint); the same in flat space "
        "(euclidean).",
        choices=("flat", "cascaded", "joint", "euclidean"),
    )
    dim: int = setting(
        50,
        "Coordinates of a document or label; the flat regime has as many as there are labels. The "
        "paper has 300.",
        low=1,
        high=1_024,
    )
    rank_weight: float = setting(
        0.1, "Weight (lambda) of the ranking loss beside the classifier's.", low=0.0, high=1e3
    )
    similarity: str = setting(
        "count",
        "How alike two labels are: documents with both (count, the paper's), P(other | label), "
        "pointwise mutual information, or Jaccard's share.",
        choices=("count", "conditional", "pmi", "jaccard"),
    )
    negative_rule: str = setting(
        "lt_paper",
        "Labels that a pair is ranked above: those strictly less alike (lt_paper), or also the "
        "equally alike, both labels themselves among them (le_code).",
        choices=("lt_paper", "le_code"),
        advanced=True,
    )
    negatives: int = setting(
        5, "Labels drawn for each pair to be ranked below it.", low=1, high=1_000, advanced=True
    )
    first_epochs: int = setting(
        20,
        "Passes over the pairs before the classifier begins (cascaded).",
        low=1,
        high=10_000,
        advanced=True,
    )
    freeze_labels: bool = setting(
        True,
        "Label vectors stay fixed where the regime says so. The released code means to, but "
        "misspells it, and they go on learning.",
        advanced=True,
    )
    max_norm: float = setting(
        0.0,
        "Largest norm of a label's coordinates; 0 sets no limit. The released code has 1, which "
        "keeps labels within 0.41 of the disk's centre.",
        low=0.0,
        high=1e6,
        advanced=True,
    )
    label_dropout: float = setting(
        0.6,
        "Share of the label coordinates hidden at random in a training step.",
        low=0.0,
        high=0.9,
    )
    label_masks: str = setting(
        "step",
        "Which label coordinates a step hides: the same wherever it uses a label (step), or others "
        "for the classifier and for every occurrence of a label in the ranking loss (occurrence, "
        "as in the released code).",
        choices=("step", "occurrence"),
        advanced=True,
    )
    released_epoch: bool = setting(
        False,
        "An epoch has as many items, a document and a pair of labels each, as the larger of "
        "documents and labels², as in the released code; documents come again until there are as "
        "many. On few documents it has many times the steps.",
        advanced=True,
    )
    init_range: float = setting(
        0.001,
        "Label coordinates start uniformly in +/- this range (released code: 0.0001).",
        low=1e-6,
        high=1.0,
        advanced=True,
    )
    encoder: Encoder = section(Encoder, "From a document to its vector.")

    @property
    def geometry(self) -> str:
        """The space in which the labels' places are looked at."""
        return "euclidean" if self.regime == "euclidean" else "poincare"

    def size(self) -> int:
        """Coordinates of a label, but in the flat regime, which has one for each label."""
        return self.dim

    def stages(self) -> tuple[StageName, ...]:
        """The cascaded regime places its labels first."""
        return (LABELS, CLASSIFIER) if self.regime == "cascaded" else (CLASSIFIER,)

    def start(self) -> str:
        """The regime."""
        return self.regime

    def reads_points(self) -> bool:
        """With an encoder for them."""
        return self.encoder.reads_points

    def needs_for_points(self) -> tuple[str, ...]:
        """Another encoder."""
        return () if self.reads_points() else ("model.encoder.kind=tfidf",)

    def reads_bags(self) -> bool:
        """With an encoder without order."""
        return self.encoder.reads_bags

    def word_size(self) -> str:
        """With an encoder that has a table of words."""
        return "model.encoder.word_dim" if self.encoder.has_words else ""

    def workload(self) -> tuple[object, ...]:
        """The encoder takes the time, and long epochs do."""
        return self.encoder, self.released_epoch

    def epoch_items(self, documents: int, labels: int) -> int:
        """How many documents of that many an epoch reads, a pair of labels beside each.

        The released code sets a tenth of the items apart, so that documents are trained on and
        validated on at once; here validation documents are others, and all items are trained on.
        """
        return max(documents, labels**2) if self.released_epoch and documents else documents


SETTINGS = HiddeN
