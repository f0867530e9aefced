"""Settings of HMCN-F: a layer for each level of the hierarchy, and one output of all labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import section, setting

_PRESETS = {
    "hmcn-f": Preset(
        "HMCN-F over TF-IDF: a layer for each level of the hierarchy, whose labels are predicted "
        "level by level and all together. Sizes and rates that work on few documents.",
        {
            "model.dropout": 0.3,
            "training.batch": 32,
            "training.epochs": 20,
            "training.clip": 0.0,
        },
        roles=("comparison",),
        title="HMCN-F on texts",
    ),
    "hmcn-f-paper": Preset(
        "HMCN-F with the sizes and rates of its paper over TF-IDF, as recalled; not verified: "
        "batch, epochs, and the document vector (the paper is given features) are not known.",
        {
            "corpus.max_words": 500,
            "model.document_dim": 384,
            "model.units": 384,
            "model.local_units": 384,
            "model.dropout": 0.6,
            "training.batch": 32,
            "training.epochs": 20,
            "training.weight_rate": 0.001,
            "training.decay": 1.0,
            "training.clip": 0.0,
            "training.patience": 0,
            "training.select_by": "micro_auprc",
        },
        title="HMCN-F, as recalled",
    ),
}

_PAPER: Mapping[str, object] = {
    "beta": 0.5,
    "last_reads_document": False,
    "batch_norm": True,
    "mixes": "probabilities",
    "learns_by": "parts",
    "violation": 0.1,
    "recursive": 0.0,
}

_DESIGN = VariantSet(
    "Three programs go by the name HMCN: the paper's, that of HiLAP's authors, and "
    "NeuralClassifier's. Beside them each of the paper's two parts on its own.",
    {
        "as described": _PAPER,
        "hilap": {
            **_PAPER,
            "last_reads_document": True,
            "batch_norm": False,
            "learns_by": "mixture",
            "violation": 0.0,
        },
        "neuralclassifier": {
            **_PAPER,
            "mixes": "logits",
            "learns_by": "mixture",
            "violation": 0.0,
            "recursive": 1e-6,
        },
        "local": {**_PAPER, "beta": 1.0},
        "global": {**_PAPER, "beta": 0.0},
    },
    titles={
        "as described": "As the paper has it",
        "hilap": "As HiLAP's code has it",
        "neuralclassifier": "As NeuralClassifier has it",
        "local": "Level by level alone",
        "global": "All labels alone",
    },
    texts={
        "as described": "Both parts learn by themselves; a child that is more probable than its "
        "parent costs the squared difference.",
        "hilap": "Only the mixed probabilities learn, without that cost and without batch norm; "
        "the last layer reads the document, too.",
        "neuralclassifier": "Logits are mixed, not probabilities, and only the mixture learns; "
        "weights of children are drawn to those of their parents.",
        "local": "The outputs of the levels alone, trained and judged; labels then have no places "
        "that were learned.",
        "global": "The output of all labels alone, trained and judged.",
    },
)


@dataclass(frozen=True, kw_only=True)
class HMCNF(ModelSettings):
    """HMCN-F (Wehrmann et al., ICML 2018) over any number of levels.

    The rows of its last layer, a vector for each label in one flat space, are the labels' places.
    """

    title: ClassVar[str] = "HMCN-F"
    source: ClassVar[str] = (
        "Wehrmann, Cerri and Barros, Hierarchical Multi-Label Classification Networks, ICML 2018"
    )
    method: ClassVar[str] = "hmlc_core.methods.hmcn_f.method:HmcnFMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"design": _DESIGN})
    has: ClassVar[frozenset[str]] = frozenset({"places", "probabilities"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training.point_rate", "training.kernels")
    places_are: ClassVar[str] = (
        "Rows of the last layer's matrix, which documents are compared with by inner products; the "
        "levels of the hierarchy were told, and their order."
    )

    name: str = setting("hmcn-f", "The model.", choices=("hmcn-f",))
    document_dim: int = setting(
        128, "Coordinates of the document vector that every level reads.", low=1, high=4_096
    )
    units: int = setting(
        128, "Units of each level's layer (global flow). The paper has 384.", low=1, high=4_096
    )
    local_units: int = setting(
        128,
        "Units between a level's layer and its labels (local flow). The paper has 384.",
        low=1,
        high=4_096,
    )
    beta: float = setting(
        0.5,
        "Weight of the levels' outputs (local part) in a label's score; the rest is the global "
        "part's. A part without weight is not trained.",
        low=0.0,
        high=1.0,
    )
    violation: float = setting(
        0.1,
        "Weight (lambda) of a loss for labels that are more probable than a parent: the squared "
        "differences over all parents and children. The paper's value as recalled; two published "
        "programs have it, too.",
        low=0.0,
        high=1e3,
    )
    dropout: float = setting(
        0.6,
        "Share of a layer's units hidden at random in training. The paper's value as recalled; "
        "not verified.",
        low=0.0,
        high=0.9,
    )
    batch_norm: bool = setting(
        True,
        "Units are normalised over the batch after their ReLU, as NeuralClassifier has it; HiLAP's "
        "code makes such layers and leaves them unused.",
        advanced=True,
    )
    last_reads_document: bool = setting(
        False,
        "The last layer reads the document vector beside the last level's units, as in HiLAP's "
        "code. That the paper's does not is recalled, not verified.",
        advanced=True,
    )
    mixes: str = setting(
        "probabilities",
        "What the score of a label mixes of both parts: probabilities, or logits as in "
        "NeuralClassifier.",
        choices=("probabilities", "logits"),
        advanced=True,
    )
    learns_by: str = setting(
        "parts",
        "What has a cross-entropy: each part (parts), or only what is mixed of both (mixture), as "
        "in HiLAP's code and NeuralClassifier.",
        choices=("parts", "mixture"),
        advanced=True,
    )
    sums_over_labels: bool = setting(
        False,
        "Cross-entropies are summed over labels, not averaged over those of a level or of all; the "
        "violation then weighs less beside them.",
        advanced=True,
    )
    recursive: float = setting(
        0.0,
        "Weight of half the squared distances between the last layer's weights of parents and "
        "children. NeuralClassifier has 0.000001.",
        low=0.0,
        high=1e3,
        advanced=True,
    )
    encoder: Encoder = section(Encoder, "From a document to its vector.", kind="tfidf", dropout=0.0)

    def reads_points(self) -> bool:
        """With an encoder for them."""
        return self.encoder.reads_points

    def needs_for_points(self) -> tuple[str, ...]:
        """Another encoder."""
        return () if self.reads_points() else ("model.encoder.kind=tfidf",)

    def reads_bags(self) -> bool:
        """With an encoder without order."""
        return self.encoder.reads_bags

    def reads_hierarchy(self) -> bool:
        """It has a layer for each level."""
        return True

    def word_size(self) -> str:
        """With an encoder that has a table of words."""
        return "model.encoder.word_dim" if self.encoder.has_words else ""

    def workload(self) -> tuple[object, ...]:
        """The encoder and the layers take the time."""
        return (self.document_dim, self.units, self.local_units, self.encoder)


SETTINGS = HMCNF
