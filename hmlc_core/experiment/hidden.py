"""Settings of HiddeN: labels and classifier learned together, the hierarchy unknown."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.experiment.encoder import Encoder
from hmlc_core.experiment.section import Section, section, setting


@dataclass(frozen=True, kw_only=True)
class HiddeN(Section):
    """HiddeN (Chatterjee et al., EACL 2021): label vectors from co-occurrence and classification.

    Defaults are what the paper describes; `RELEASED` in the presets is what its code does.
    """

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
