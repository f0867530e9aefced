"""Settings of SLEEC: documents embedded by their labels, and labels of near documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting

_PRESETS = {
    "sleec": Preset(
        "SLEEC: documents are embedded so that those with labels in common are near, and a new one "
        "gets the labels of its neighbours. Sizes that work on few documents.",
        {},
        roles=("comparison",),
        title="SLEEC on texts",
    ),
    "sleec-paper": Preset(
        "SLEEC at the sizes of publications: 50 dimensions as in the HyperIM paper (which has 100 "
        "on RCV1), 250 neighbours by labels and 25 by place as in a Python port. 15 learners over "
        "clusters of 6,000 documents, and neighbours that count alike, as recalled; not verified. "
        "Steps and ridge are ours, as those of the paper are not known.",
        {
            "model.cluster_size": 6_000,
            "model.learners": 15,
            "model.label_neighbours": 250,
            "model.weights": "alike",
        },
        title="SLEEC, as recalled",
    ),
}

_DESIGN = VariantSet(
    "How near documents are, and what a neighbour counts.",
    {
        "similar": {"metric": "euclidean", "weights": "similar"},
        "alike": {"metric": "euclidean", "weights": "alike"},
        "angle": {"metric": "cosine", "weights": "similar"},
        "product": {"metric": "dot", "weights": "similar"},
    },
    titles={
        "similar": "Near ones count more",
        "alike": "Neighbours count alike",
        "angle": "Neighbours by angle",
        "product": "By inner product",
    },
    texts={
        "similar": "Neighbours by distance, each weighed by 1 / (1 + distance).",
        "alike": "Neighbours by distance: a score is the share of them that have the label.",
        "angle": "Neighbours by the cosine, and weighed by it.",
        "product": "Neighbours by the inner product, and weighed by it.",
    },
)


@dataclass(frozen=True, kw_only=True)
class SLEEC(ModelSettings):
    """SLEEC (Bhatia et al., NIPS 2015): scores, no probabilities, and no places of labels."""

    title: ClassVar[str] = "SLEEC"
    source: ClassVar[str] = (
        "Bhatia et al., Sparse Local Embeddings for Extreme Multi-label Classification, NIPS 2015"
    )
    method: ClassVar[str] = "hmlc_core.methods.sleec:SleecMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"design": _DESIGN})
    has: ClassVar[frozenset[str]] = frozenset()
    unused: ClassVar[tuple[str, ...]] = (
        "labels",
        "training",
        "corpus.max_words",
        "corpus.min_count",
        "corpus.vocabulary",
    )

    name: str = setting("sleec", "The model.", choices=("sleec",))
    dim: int = setting(
        50,
        "Dimensions of an embedding; no more than a cluster has labels. The HyperIM paper has 100 "
        "on RCV1 and 50 elsewhere.",
        low=1,
        high=1_000,
    )
    learners: int = setting(
        5,
        "Clusterings whose scores are averaged, each from a start of its own. Where all documents "
        "fit into one cluster, learners would be equal, and one is fitted.",
        low=1,
        high=100,
    )
    cluster_size: int = setting(
        3_000,
        "Documents of a cluster at most. Time grows with its cube and memory with its square: one "
        "of 6,000 takes 300 MB while it is fitted.",
        low=2,
        high=10_000,
    )
    label_neighbours: int = setting(
        100,
        "Documents most alike by labels whose inner products with a document an embedding keeps, "
        "itself among them.",
        low=1,
        high=10_000,
    )
    steps: int = setting(
        5, "Steps of singular value projection, each of length 1.", low=1, high=1_000
    )
    ridge: float = setting(
        1.0,
        "Weight of the squared length of the map from words to an embedding. The paper's further "
        "term, absolute values of what the map gives (ADMM), is left out.",
        low=1e-6,
        high=1e6,
    )
    neighbours: int = setting(
        25, "Training documents whose labels a document gets.", low=1, high=10_000
    )
    metric: str = setting(
        "euclidean",
        "Near is a small distance, a small angle (cosine), or a large inner product (dot).",
        choices=("euclidean", "cosine", "dot"),
    )
    weights: str = setting(
        "similar",
        "What a neighbour counts: by how near it is (similar), as much as any other (alike).",
        choices=("similar", "alike"),
    )
    svd: int = setting(
        0,
        "Dimensions to which features are reduced first, by singular values; 0 leaves them as they "
        "are.",
        low=0,
        high=1_000,
        advanced=True,
    )
    ngrams: str = setting(
        "1",
        "What is counted: words (1); pairs of neighbouring words, too (1-2).",
        choices=("1", "1-2"),
        advanced=True,
    )
    min_documents: int = setting(
        2,
        "Words and pairs of fewer training documents are left out, where any is in so many.",
        low=1,
        high=1_000,
        advanced=True,
    )

    def size(self) -> int | None:
        """Dimensions of an embedding."""
        return self.dim

    def reads_points(self) -> bool:
        """Coordinates are features like any other."""
        return True

    def reads_bags(self) -> bool:
        """TF-IDF knows no order."""
        return True

    def workload(self) -> tuple[object, ...]:
        """Eigenvalues and regressions of clusters take the time."""
        return (self.learners, self.cluster_size, self.label_neighbours, self.steps)


SETTINGS = SLEEC
