"""Settings of HyperIM and its Euclidean twin: one model, two decisive fields.

`geometry` x `label_init` spans the four ablations: E-rand, E-hier, H-rand, H-hier.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import ClassVar, Self

from hmlc_core.errors import SettingError
from hmlc_core.experiment.models.base import Preset, VariantSet
from hmlc_core.experiment.models.hyperim.recipes import PRESETS, VARIANTS
from hmlc_core.experiment.models.word_places import WordPlaces
from hmlc_core.experiment.section import Section, section, setting
from hmlc_core.experiment.stages import CLASSIFIER, LABELS, StageName
from hmlc_core.experiment.step_memory import StepSizes, score_memory
from hmlc_core.experiment.training import Training


@dataclass(frozen=True, kw_only=True)
class ReleasedCode(Section):
    """Differences of the released HyperIM code from its paper, each off by default."""

    candidate_uses_reset_matrix: bool = setting(
        False, "GRU candidate reads U^r instead of U^g, which then never learns."
    )
    positive_distance: bool = setting(
        False, "Scores are +d instead of -d (squared distance for the Euclidean twin)."
    )
    inverting_projection: bool = setting(
        False, "Points outside the ball are inverted by their squared norm, not clipped."
    )
    rescaled_product_matrix: bool = setting(
        False,
        "On a product of balls a full matrix is applied and each ball rescaled, which is no "
        "Moebius map, instead of acting on the joint tangent vector.",
    )
    padding_is_a_word: bool = setting(False, "Padding is encoded and scored like a word.")
    head_biases: bool = setting(False, "The two linear layers of the position head have biases.")
    batch_means: bool = setting(
        False, "Scores average the means of batches, and nDCG counts 0 where it is undefined."
    )


@dataclass(frozen=True, kw_only=True)
class HyperIM(WordPlaces):
    """HyperIM (Chen et al., AAAI 2020); EuclideanIM when `geometry` is euclidean."""

    title: ClassVar[str] = "HyperIM"
    source: ClassVar[str] = (
        "Chen et al., Hyperbolic Interaction Model for Hierarchical Multi-Label Classification, "
        "AAAI 2020"
    )
    method: ClassVar[str] = "hmlc_core.methods.hyperim.method:HyperIMMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(PRESETS)
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType(VARIANTS)
    has: ClassVar[frozenset[str]] = frozenset({"places", "words", "hierarchy", "probabilities"})
    places_are: ClassVar[str] = (
        "Label points, whose distances to the points of words are what the method scores by."
    )
    saves_memory: ClassVar[tuple[str, ...]] = ("interaction",)

    name: str = setting("hyperim", "The model.", choices=("hyperim",))
    aggregate: str = setting(
        "sum",
        "Distance in a product: the sum over balls (released HyperIM) or its Riemannian root of "
        "squares (l2).",
        choices=("sum", "l2"),
        advanced=True,
    )
    label_init: str = setting(
        "hierarchy",
        "Where label vectors start: placed by the hierarchy (-hier), at random (-rand), or all at "
        "the origin (zeros: what the released script's unset memory usually holds).",
        choices=("hierarchy", "random", "zeros"),
    )
    label_scale: float = setting(
        0.0,
        "Factor on the distance from the origin of hierarchical label vectors, in both geometries. "
        "Near the centre labels still find their places by what documents say; at 1 they keep the "
        "hierarchy's distances, and far from the centre they hardly move. 0 starts them as far out "
        "as the farthest words, which is nearer the fewer dimensions there are.",
        low=0.0,
        high=10.0,
        advanced=True,
    )
    hold: float = setting(
        0.0,
        "Factor on a loss that holds labels at the places where the hierarchy has put them: the "
        "mean over labels of the squared distance. 0 lets them go, as in the paper; a frozen label "
        "(train_labels) is the other end.",
        low=0.0,
        high=1_000.0,
    )
    word_init: str = setting(
        "random",
        "Where word vectors start: at random, at the midpoint of the labels of the documents in "
        "which a word occurs (midpoint), trained by GloVe in the same space on the training "
        "documents (glove; settings: words), or read from a file (vectors; words.vectors).",
        choices=("random", "midpoint", "glove", "vectors"),
        advanced=True,
    )
    hypernyms: bool = setting(
        False,
        "Words are drawn to their hypernyms before training (Eq. 4; settings: hypernyms).",
        advanced=True,
    )
    init_range: float = setting(
        0.1, "Random vectors start uniformly in +/- this range.", low=1e-6, high=0.5, advanced=True
    )
    encoder: str = setting(
        "gru+word",
        "What is compared with the labels: GRU states, GRU states and plain word vectors, or "
        "plain word vectors (none).",
        choices=("gru", "gru+word", "none"),
    )
    cell: str = setting(
        "mobius",
        "GRU formula: Eq. 5 in the chosen geometry, or the vanilla GRU with tanh (flat space).",
        choices=("mobius", "vanilla"),
        advanced=True,
    )
    head: str = setting(
        "pooled",
        "From word scores to a label's logit: the paper's layer over positions, the same over "
        "sorted scores, or learned pooling with a gain and bias per label.",
        choices=("position", "sorted", "pooled"),
    )
    word_dropout: float = setting(
        0.2, "Share of words hidden at random in training.", low=0.0, high=0.9
    )
    interaction: str = setting(
        "full",
        "Labels scored in a training step: all; for each document its own and others drawn for it "
        "alone (per_document: Eq. 7 as printed); those of all its documents and others drawn for "
        "all of them (sampled); or only those positive somewhere in the batch (released code). "
        "With the compiled pooled head no score is kept, with all others fewer labels need less "
        "memory.",
        choices=("full", "per_document", "sampled", "batch_union"),
    )
    negatives: int = setting(
        512,
        "Labels drawn beside the own ones, per document or, with sampled interaction, per step.",
        low=1,
        high=1_000_000,
        advanced=True,
    )
    label_group: int = setting(
        4_096, "Labels scored at once when predicting.", low=1, high=1_000_000, advanced=True
    )
    train_words: bool = setting(True, "Word vectors are trained.", advanced=True)
    train_labels: bool = setting(True, "Label vectors are trained.", advanced=True)
    released: ReleasedCode = section(ReleasedCode, "Differences of the released code.")

    def check(self) -> None:
        """Rules between fields."""
        super().check()
        if self.cell == "vanilla" and self.geometry != "euclidean":
            raise SettingError(
                "the vanilla GRU lives in flat space",
                where="cell",
                expected="geometry = euclidean",
                received=f"geometry = {self.geometry}",
            )
        if self.hold and not self.given_hierarchy():
            raise SettingError(
                "labels can only be held where the hierarchy has put them",
                where="hold",
                expected="label_init = hierarchy",
                received=f"label_init = {self.label_init}",
                remedy="Start labels from the hierarchy, or set hold to 0.",
            )
        if self.word_init == "midpoint" and self.label_init == "zeros":
            raise SettingError(
                "labels that all start at the origin leave no midpoints to words",
                where="word_init",
                expected="label_init = hierarchy or random",
                received=f"label_init = {self.label_init}",
            )
        if self.word_init == "midpoint" and self.hypernyms:
            raise SettingError(
                "words that start between labels leave the places to which hypernyms drew them",
                where="hypernyms",
                expected="word_init = random, glove or vectors",
                received="word_init = midpoint",
            )

    def stages(self) -> tuple[StageName, ...]:
        """Words first, then labels, each as far as something places it before training."""
        labels = (LABELS,) if self.given_hierarchy() else ()
        return (*self.word_stages(), *labels, CLASSIFIER)

    def start(self) -> str:
        """Geometry and start of the labels."""
        return f"{self.geometry}-{self.label_init}"

    def given_hierarchy(self) -> bool:
        """Whether labels start from the hierarchy."""
        return self.label_init == "hierarchy"

    def with_hierarchy(self) -> Self:
        """The same as H-hier."""
        return replace(self, geometry="poincare", cell="mobius", label_init="hierarchy")

    def reads_points(self) -> bool:
        """A document that is a vector is one word to the interaction, which has no positions and
        no words to start from."""
        return not self.needs_for_points()

    def needs_for_points(self) -> tuple[str, ...]:
        """A head without positions, and nothing that is about words."""
        fits = {
            "model.head=pooled": self.head == "pooled",
            "model.word_init=random": self.word_init == "random",
            "model.hypernyms=false": not self.hypernyms,
            "model.released.padding_is_a_word=false": not self.released.padding_is_a_word,
        }
        return tuple(change for change, there in fits.items() if not there)

    def rate_group(self) -> str:
        """Points of a geometry share a rate."""
        return self.geometry

    def workload(self) -> tuple[object, ...]:
        """Recurrence and head take the time, and words where they are trained first."""
        return self.encoder, self.head, self.word_init == "glove", self.hypernyms

    def step_memory(self, training: Training, step: StepSizes) -> Mapping[str, Mapping[str, int]]:
        """What partial interaction saves (Eq. 7)."""
        code = self.released
        if code.padding_is_a_word:
            step = replace(step, words=step.most_words)
        by_torch = code.inverting_projection or code.rescaled_product_matrix
        unpooled = self.head == "pooled" and code.positive_distance
        need = partial(
            score_memory,
            step=step,
            head=self.head,
            compiled=not (training.kernels == "torch" or by_torch or unpooled),
            branches=2 if self.encoder == "gru+word" else 1,
            number=4 if training.dtype == "float32" else 8,
        )
        sampled = min(step.labels, step.own + self.negatives)
        choices = {
            "full": step.labels,
            "per_document": min(step.labels, step.of_document + self.negatives),
            "sampled": sampled,
            "batch_union": step.own,
        }
        return {"interaction": {name: need(labels) for name, labels in choices.items()}}

    def batch_means(self) -> bool:
        """What the released code does."""
        return self.released.batch_means


SETTINGS = HyperIM
