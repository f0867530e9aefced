"""Settings of HR-DGCNN: convolutions over graphs of words, labels drawn to their parents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, VariantSet
from hmlc_core.experiment.section import setting

_PRESETS = {
    "hr-dgcnn": Preset(
        "HR-DGCNN: the words of a text become a graph, convolutions read the surroundings of its "
        "most important words, and labels are drawn to their parents. It needs about a thousand "
        "documents: on newsroom its P@1 is 73 % with 2,000 of them and 40 % with 600; with 300 it "
        "is 23 %, that of label frequency.",
        {
            "model.frequent": 0.1,
            "training.batch": 32,
            "training.epochs": 15,
            "training.weight_rate": 0.004,
            "training.clip_by": "all",
        },
        roles=("comparison",),
        title="HR-DGCNN on texts",
    ),
    "hr-dgcnn-paper": Preset(
        "HR-DGCNN with the sizes of its authors' TensorFlow code, trained by Adam as in their "
        "PyTorch code. The authors read lemmas without stop words, and vectors of words that were "
        "trained before and stayed as they were; here words are as they stand and their vectors "
        "start at random and learn.",
        {
            "model.frequent": 0.1,
            "model.window": 3,
            "model.counting": "windows",
            "model.nodes": 64,
            "model.field": 5,
            "model.word_dim": 50,
            "model.first_maps": 64,
            "model.maps": 96,
            "model.normalise": True,
            "model.hidden": 256,
            "model.dim": 96,
            "model.dropout": 0.5,
            "model.recursive": 5e-5,
            "training.batch": 128,
            "training.epochs": 200,
            "training.weight_rate": 0.001,
            "training.clip": 0.0,
            "training.decay": 1.0,
            "training.patience": 0,
        },
        title="HR-DGCNN, as released",
    ),
}

_DESIGN = VariantSet(
    "The deep convolutions of HR-DGCNN and plain graph convolutions in their place, each with and "
    "without the loss that draws labels to their parents.",
    {
        "dgcnn": {"network": "dgcnn"},
        "dgcnn λ=0": {"network": "dgcnn", "recursive": 0.0},
        "gcn": {"network": "gcn"},
        "gcn λ=0": {"network": "gcn", "recursive": 0.0},
    },
    titles={
        "dgcnn": "HR-DGCNN",
        "dgcnn λ=0": "HR-DGCNN, no hierarchy",
        "gcn": "HR-GCN (simplified)",
        "gcn λ=0": "HR-GCN, no hierarchy",
    },
    texts={
        "dgcnn": "Convolutions over the surroundings of the most important words.",
        "dgcnn λ=0": "The same, and labels are not drawn to their parents.",
        "gcn": "Two plain graph convolutions, their mean and their maximum: a simplification, not "
        "the paper's.",
        "gcn λ=0": "The simplification, and labels are not drawn to their parents.",
    },
)


@dataclass(frozen=True, kw_only=True)
class HRDGCNN(ModelSettings):
    """HR-DGCNN (Peng et al., WWW 2018).

    The vector of a label is its row in the last layer, which the hierarchy draws to its parents'.
    """

    title: ClassVar[str] = "HR-DGCNN"
    source: ClassVar[str] = (
        "Peng et al., Large-Scale Hierarchical Text Classification with Recursively Regularized "
        "Deep Graph-CNN, WWW 2018"
    )
    method: ClassVar[str] = "hmlc_core.methods.hr_dgcnn.method:HrDgcnnMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({"design": _DESIGN})
    has: ClassVar[frozenset[str]] = frozenset({"places", "probabilities"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training.point_rate", "training.kernels")
    places_are: ClassVar[str] = (
        "Rows of the last layer's matrix, which documents are compared with by inner products and "
        "which the regulariser pulls to their parents' in the hierarchy: it was told."
    )

    name: str = setting("hr-dgcnn", "The model.", choices=("hr-dgcnn",))
    network: str = setting(
        "dgcnn",
        "What reads the graph: HR-DGCNN's convolutions over the surroundings of its most important "
        "words (dgcnn), or two plain graph convolutions over these words, HR-GCN (simplified), "
        "which is not the paper's (gcn).",
        choices=("dgcnn", "gcn"),
    )
    window: int = setting(
        5,
        "Words that a window over the text holds; two words of a window are joined in the graph. "
        "The authors' PyTorch code has 3.",
        low=2,
        high=100,
    )
    counting: str = setting(
        "pairs",
        "How often two words come together: once for every two places no farther apart than a "
        "window (pairs), or once for every window that holds both (windows, as in the authors' "
        "PyTorch code).",
        choices=("pairs", "windows"),
        advanced=True,
    )
    frequent: float = setting(
        0.3,
        "Words that more than this share of the training documents have are no nodes of the graph; "
        "1 keeps every word, and so does a share that would leave none. It stands for the authors' "
        "list of English stop words; their lemmas are left out, so that forms of a word are words "
        "of their own.",
        low=0.0,
        high=1.0,
    )
    nodes: int = setting(
        64,
        "Words that are read of a graph, the most important first: by degree times occurrences, "
        "then by occurrences, then by place in the text (as recalled; not verified). The authors' "
        "TensorFlow code has 64.",
        low=32,
        high=1_024,
    )
    field: int = setting(
        5,
        "Words of a field: an important word, and those around it in the graph, breadth first. The "
        "authors' TensorFlow code has 5.",
        low=1,
        high=64,
    )
    repeats: bool = setting(
        False,
        "A word may stand in a field more than once, as in the authors' PyTorch code.",
        advanced=True,
    )
    word_dim: int = setting(50, "Coordinates of a word. The authors have 50.", low=1, high=1_024)
    word_range: float = setting(
        0.1,
        "Word vectors start uniformly in +/- this range.",
        low=1e-6,
        high=10.0,
        advanced=True,
    )
    first_maps: int = setting(
        32, "Filters of the first convolution. The authors have 64.", low=1, high=4_096
    )
    maps: int = setting(
        48,
        "Filters of each later convolution. The authors' TensorFlow code has 96.",
        low=1,
        high=4_096,
    )
    normalise: bool = setting(
        False,
        "Local response normalisation after each convolution, as in the authors' TensorFlow code "
        "(dgcnn).",
        advanced=True,
    )
    hidden: int = setting(
        128,
        "Units of the first fully connected layer. The authors' TensorFlow code has 256.",
        low=1,
        high=4_096,
    )
    dim: int = setting(
        64,
        "Units of the second fully connected layer, and so coordinates of a label. The authors' "
        "TensorFlow code has 96.",
        low=1,
        high=1_024,
    )
    dropout: float = setting(
        0.1,
        "Share of the units of both fully connected layers hidden at random in training. The "
        "authors' TensorFlow code has 0.5.",
        low=0.0,
        high=0.9,
    )
    recursive: float = setting(
        5e-5,
        "Weight (lambda) of the recursive regulariser: half the squared distances between the last "
        "layer's rows of parents and children. The authors' code has 5e-5.",
        low=0.0,
        high=1e3,
    )

    def size(self) -> int:
        """Coordinates of a label."""
        return self.dim

    def reads_hierarchy(self) -> bool:
        """The regulariser draws labels to their parents."""
        return self.recursive > 0

    def word_size(self) -> str:
        """The table that is read in the beginning."""
        return "model.word_dim"

    def workload(self) -> tuple[object, ...]:
        """The convolutions take the time."""
        return (
            self.network,
            self.nodes,
            self.field,
            self.word_dim,
            self.first_maps,
            self.maps,
            self.hidden,
        )


SETTINGS = HRDGCNN
