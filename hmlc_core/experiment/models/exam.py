"""Settings of EXAM: words compared with labels, and one small network that weighs the scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting

_PRESETS = {
    "exam": Preset(
        "EXAM: every word's state is compared with every label, and a small network that labels "
        "share weighs the scores by the words' places. Sizes and rates that work on few documents: "
        "on newsroom its P@1 is 89 % with 2,000 of them and 55 % with 300.",
        {
            "training.batch": 32,
            "training.epochs": 20,
            "training.weight_rate": 0.01,
            "training.clip_by": "all",
        },
        roles=("comparison",),
        title="EXAM on texts",
    ),
    "exam-paper": Preset(
        "EXAM with the sizes and rates that its paper gives for texts with several labels; word "
        "vectors start at random, where the authors had trained theirs before. Epochs, the layers "
        "of the GRU (two in the authors' code) and where weights start are not in the paper: these "
        "are ours.",
        {
            "corpus.max_words": 30,
            "model.word_dim": 256,
            "model.dim": 1024,
            "model.hidden": 60,
            "model.dropout": 0.0,
            "training.batch": 1000,
            "training.epochs": 20,
            "training.weight_rate": 0.001,
            "training.clip": 0.0,
            "training.decay": 1.0,
            "training.rows": "dense",
        },
        title="EXAM, as printed",
    ),
}

_AGGREGATION = VariantSet(
    "What weighs the scores of words for labels: the network of EXAM, or their mean; and the mean "
    "of words that no GRU has read, which is the model of FastText.",
    {
        "exam": {"encoder": "gru", "aggregation": "mlp"},
        "mean": {"encoder": "gru", "aggregation": "mean"},
        "fasttext": {"encoder": "none", "aggregation": "mean"},
    },
    titles={"exam": "EXAM", "mean": "Mean of the states", "fasttext": "Mean of the words"},
    texts={
        "exam": "A small network weighs the scores by the places of the words.",
        "mean": "Scores of the GRU's states are averaged, whatever their places.",
        "fasttext": "Scores of plain word vectors are averaged: FastText's model of single words.",
    },
)


@dataclass(frozen=True, kw_only=True)
class EXAM(ModelSettings):
    """EXAM (Du et al., AAAI 2019): labels are vectors in the space of the words' states.

    Its other encoder, region embedding, is the one of its paper for texts with a single label.
    """

    title: ClassVar[str] = "EXAM"
    source: ClassVar[str] = (
        "Du et al., Explicit Interaction Model towards Text Classification, AAAI 2019"
    )
    method: ClassVar[str] = "hmlc_core.methods.exam.method:ExamMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"aggregation": _AGGREGATION})
    has: ClassVar[frozenset[str]] = frozenset({"places", "probabilities"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training.point_rate", "training.kernels")
    places_are: ClassVar[str] = (
        "Label vectors, which words are compared with by inner products: distances between them "
        "and their norms were not learned as such."
    )

    name: str = setting("exam", "The model.", choices=("exam",))
    encoder: str = setting(
        "gru",
        "What is compared with the labels: the states of a GRU that reads the text (gru), or the "
        "words' vectors as they are (none).",
        choices=("gru", "none"),
    )
    dim: int = setting(
        64, "Coordinates of a label and of a word's state. The paper has 1024.", low=1, high=1_024
    )
    word_dim: int = setting(
        64, "Coordinates of a word that a GRU reads. The paper has 256.", low=1, high=1_024
    )
    word_range: float = setting(
        0.25,
        "Word vectors start uniformly in +/- this range.",
        low=1e-6,
        high=10.0,
        advanced=True,
    )
    layers: int = setting(1, "GRU layers. The authors' code has 2.", low=1, high=4, advanced=True)
    aggregation: str = setting(
        "mlp",
        "From the scores of a document's words for a label to its logit: two layers with a weight "
        "for each place in the text, shared by all labels (mlp), or the mean (mean).",
        choices=("mlp", "mean"),
    )
    hidden: int = setting(
        60, "Hidden units of the two layers that weigh the scores (mlp).", low=1, high=4_096
    )
    dropout: float = setting(
        0.4,
        "Share of the words' vectors and states hidden at random in training.",
        low=0.0,
        high=0.9,
    )

    def size(self) -> int:
        """Coordinates of a label."""
        return self.dim

    def word_size(self) -> str:
        """What a GRU reads, or what is compared with the labels."""
        return "model.word_dim" if self.encoder == "gru" else "model.dim"

    def workload(self) -> tuple[object, ...]:
        """The GRU takes the time, and the two layers do."""
        return self.encoder, self.word_dim, self.layers, self.aggregation, self.hidden


SETTINGS = EXAM
