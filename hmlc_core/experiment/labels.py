"""How label vectors are placed before training (HyperIM, Eq. 2)."""

from __future__ import annotations

from dataclasses import dataclass

from hmlc_core.experiment.section import Section, setting


@dataclass(frozen=True, kw_only=True)
class LabelEmbedding(Section):
    """Embedding of the label graph; used where labels start from the hierarchy."""

    method: str = setting(
        "optimised",
        "Minimise Eq. 2, or place the tree at once by Sarkar's construction (2-D only).",
        choices=("optimised", "sarkar"),
    )
    hierarchy: str = setting(
        "",
        "Hierarchy to place labels by instead of the corpus' own, by the name under which it is "
        "kept; empty for the corpus' own.",
        advanced=True,
    )
    pairs: str = setting(
        "closure",
        "Related pairs: every ancestor and descendant (closure), or parents and children only "
        "(edges, as HyperIM prints it).",
        choices=("closure", "edges"),
    )
    anchor: str = setting(
        "child",
        "Whose softmax a pair belongs to: the lower label's, which draws general labels to the "
        "centre (Nickel and Kiela), or the upper label's, as HyperIM's (parent, child) reads "
        "literally.",
        choices=("child", "parent"),
        advanced=True,
    )
    denominator: str = setting(
        "positive",
        "What Eq. 2's softmax adds to the unrelated labels: the positive (Nickel and Kiela), or "
        "the label itself (self, as HyperIM prints it).",
        choices=("positive", "self"),
        advanced=True,
    )
    virtual_root: bool = setting(
        True, "Join several top labels under one root while embedding.", advanced=True
    )
    epochs: int = setting(300, "Passes over all related pairs.", low=1, high=10_000)
    burn_in: float = setting(
        0.5,
        "Share of the passes in which the rate rises from 0; steps that are large too early fix "
        "a bad arrangement.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    rate: float = setting(0.2, "Learning rate of Riemannian SGD.", low=1e-6, high=100.0)
    pull: float = setting(
        0.03,
        "Share of its distance from the centre that a label gives up per unit of rate: keeps "
        "upper levels apart from the rim. The papers have none.",
        low=0.0,
        high=1.0,
        advanced=True,
    )
    negatives: int = setting(
        50,
        "Unrelated labels per pair where there are more than 600 labels; below that all are used.",
        low=1,
        high=100_000,
        advanced=True,
    )
