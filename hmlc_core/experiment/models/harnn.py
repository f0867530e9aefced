"""Settings of HARNN: labels predicted level by level, down the hierarchy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import Section, section, setting

_PRESETS = {
    "harnn": Preset(
        "HARNN: a two-way LSTM, and attention that each level of the hierarchy hands to the next. "
        "Sizes and rates that work on few documents.",
        {
            "model.word_range": 1.0,
            "training.batch": 32,
            "training.epochs": 12,
            "training.weight_rate": 0.02,
            "training.clip_by": "all",
        },
        roles=("comparison",),
        title="HARNN on texts",
    ),
    "harnn-paper": Preset(
        "HARNN with the sizes and rates of its authors' code; word vectors start at random, where "
        "the authors had trained theirs before.",
        {
            "corpus.max_words": 150,
            "model.word_dim": 100,
            "model.word_range": 1.0,
            "model.units": 256,
            "model.attention": 200,
            "model.hidden": 512,
            "model.init_scale": 0.1,
            "model.dropout": 0.5,
            "training.batch": 32,
            "training.epochs": 20,
            "training.weight_rate": 0.001,
            "training.clip": 1.25,
            "training.clip_by": "all",
            "training.decay": 1.0,
            "training.staircase_steps": 500,
            "training.staircase_factor": 0.95,
            "training.rows": "dense",
            "training.patience": 0,
            "training.select_by": "micro_auprc",
        },
        title="HARNN, as printed",
    ),
}

_DESIGN = VariantSet(
    "HARNN as its authors' code has it, without that code's highway layer, and with a loss for "
    "labels that are more probable than their parents.",
    {
        "highway": {"highway": True, "violation": 0.0},
        "no highway": {"highway": False, "violation": 0.0},
        "violation": {"highway": True, "violation": 1.0},
    },
    titles={
        "highway": "With the highway layer",
        "no highway": "Without it",
        "violation": "Children below parents",
    },
    texts={
        "highway": "The authors' code: a highway layer in the global part.",
        "no highway": "The paper's text: the global part is one fully connected layer.",
        "violation": "A child that is more probable than its parent costs the squared difference.",
    },
)


@dataclass(frozen=True, kw_only=True)
class ReleasedCode(Section):
    """Differences of released HARNN code from its paper, each off by default.

    The first three are in the authors' code as well, the others in the PyTorch variant alone.
    """

    padding_is_a_word: bool = setting(
        False,
        "Every document is padded to corpus.max_words, and padding is read, averaged and attended "
        "to like words.",
    )
    unknown_is_padding: bool = setting(
        False,
        "Words that training does not know are zeros, as padding is, not a word of their own.",
    )
    no_relu: bool = setting(
        False, "The fully connected layers of the levels and of the global part have no ReLU."
    )
    mean_over_labels: bool = setting(
        False, "Cross-entropies are averaged over labels, not summed: with many labels they vanish."
    )
    equal_words: bool = setting(
        False, "All word vectors start equal, each coordinate at model.init_scale."
    )


@dataclass(frozen=True, kw_only=True)
class HARNN(ModelSettings):
    """HARNN (Huang et al., CIKM 2019) over any number of levels.

    Its vectors of labels lie in a space for each level, so that labels have no common place.
    """

    title: ClassVar[str] = "HARNN"
    source: ClassVar[str] = (
        "Huang et al., Hierarchical Multi-label Text Classification: An Attention-based Recurrent "
        "Network Approach, CIKM 2019"
    )
    method: ClassVar[str] = "hmlc_core.methods.harnn.method:HarnnMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"design": _DESIGN})
    has: ClassVar[frozenset[str]] = frozenset({"attention", "probabilities"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training.point_rate", "training.kernels")

    name: str = setting("harnn", "The model.", choices=("harnn",))
    word_dim: int = setting(64, "Coordinates of a word. The paper has 100.", low=1, high=1_024)
    word_range: float = setting(
        0.25,
        "Word vectors start uniformly in +/- this range.",
        low=1e-6,
        high=10.0,
        advanced=True,
    )
    units: int = setting(
        64, "States of the LSTM in each direction. The paper has 256.", low=1, high=1_024
    )
    layers: int = setting(
        1, "LSTM layers. The PyTorch variant has 2.", low=1, high=4, advanced=True
    )
    attention: int = setting(
        64, "Rows of a level's attention (d_a). The paper has 200.", low=1, high=2_048
    )
    hidden: int = setting(
        128,
        "Units of the fully connected layers of the levels and of the global part. The paper has "
        "512.",
        low=1,
        high=4_096,
    )
    highway: bool = setting(
        True, "A highway layer in the global part, as in the authors' code.", advanced=True
    )
    alpha: float = setting(
        0.5,
        "Weight of the global part in a label's probability; the rest is its level's (local part).",
        low=0.0,
        high=1.0,
    )
    violation: float = setting(
        0.0,
        "Weight of a loss for labels that are more probable than a parent: the squared differences "
        "over all parents and children.",
        low=0.0,
        high=1e3,
    )
    dropout: float = setting(
        0.5,
        "Share of the words' states, and of the global part, hidden at random in training.",
        low=0.0,
        high=0.9,
    )
    init_scale: float = setting(
        0.1,
        "Weights start normal with this standard deviation, cut at two of them, and biases at it, "
        "as in the authors' code; 0 starts them uniformly in +/- 1/sqrt(inputs), and biases at 0.",
        low=0.0,
        high=10.0,
        advanced=True,
    )
    released: ReleasedCode = section(ReleasedCode, "What released code does otherwise.")

    def reads_hierarchy(self) -> bool:
        """It predicts level by level."""
        return True

    def word_size(self) -> str:
        """The table that is read in the beginning."""
        return "model.word_dim"

    def workload(self) -> tuple[object, ...]:
        """The LSTM and the levels' layers take the time."""
        return (self.word_dim, self.units, self.layers, self.attention, self.hidden)


SETTINGS = HARNN
