"""Settings of word vectors alone: GloVe in balls or in flat space, and no documents labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import ModelSettings, Preset, check_balls
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import CLASSIFIER, HYPERNYMS, WORDS, StageName
from hmlc_core.experiment.words import WordEmbedding, check_source, check_used

_PRESETS = {
    "words": Preset(
        "Words alone, in one ball: those that stand near each other in texts come to lie near each "
        "other (Poincaré GloVe). No documents are labelled.",
        {},
        title="Words in a ball",
    ),
    "words-hypernyms": Preset(
        "The same, and then words drawn to their hypernyms: animal nearer to the centre than dog.",
        {"model.hypernyms": True},
        title="Words and hypernyms",
    ),
    "words-disk": Preset(
        "Words and their hypernyms in two dimensions, so that the disk shows exactly what is "
        "learned.",
        {"model.dim": 2, "model.hypernyms": True},
        title="Words on a disk",
    ),
}

ALONE = StageName(CLASSIFIER.name, "measuring the words")
"""The last stage of a run that labels no documents."""


@dataclass(frozen=True, kw_only=True)
class WordVectors(ModelSettings):
    """Poincaré GloVe (Tifrea et al., ICLR 2019) or GloVe, with hypernyms or without."""

    title: ClassVar[str] = "Word vectors"
    source: ClassVar[str] = (
        "Tifrea et al., Poincaré GloVe: Hyperbolic Word Embeddings, ICLR 2019; Pennington et al., "
        "GloVe: Global Vectors for Word Representation, EMNLP 2014"
    )
    method: ClassVar[str] = "hmlc_core.methods.words:WordVectorsMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(_PRESETS)
    has: ClassVar[frozenset[str]] = frozenset({"words"})
    unused: ClassVar[tuple[str, ...]] = ("labels", "training", "corpus.missing")
    scores_documents: ClassVar[bool] = False
    trains_words: ClassVar[bool] = True

    name: str = setting("word-vectors", "The model.", choices=("word-vectors",))
    geometry: str = setting(
        "poincare",
        "Space of words: one Poincare ball, a product of small balls, or flat space.",
        choices=("poincare", "product", "euclidean"),
    )
    dim: int = setting(20, "Coordinates of a point in all.", low=1, high=1_024)
    ball_dim: int = setting(
        2, "Coordinates of each ball of a product.", low=1, high=1_024, advanced=True
    )
    word_init: str = setting(
        "glove",
        "Where words come from: trained on the training documents (glove; settings: words), or "
        "read from a file (vectors; words.vectors).",
        choices=("glove", "vectors"),
        advanced=True,
    )
    hypernyms: bool = setting(
        False, "Words are drawn to their hypernyms in the end (Eq. 4; settings: hypernyms)."
    )

    def check(self) -> None:
        """A product has whole balls."""
        if self.geometry == "product":
            check_balls(self.dim, self.ball_dim)

    def check_vectors(self, words: WordEmbedding) -> None:
        """See `ModelSettings`."""
        check_used(self.word_init, words)

    def word_size(self) -> str:
        """All that there is lies in one space."""
        return "model.dim"

    def check_words(self, words: WordEmbedding) -> None:
        """Words are trained by what the space has, and read from a file that is named."""
        check_source(self.word_init, words, flat=self.geometry == "euclidean")

    def size(self) -> int:
        """Coordinates of a point in all."""
        return self.dim

    def stages(self) -> tuple[StageName, ...]:
        """Words, then their hypernyms, then a look at what came of them."""
        return (WORDS, HYPERNYMS, ALONE) if self.hypernyms else (WORDS, ALONE)

    def start(self) -> str:
        """The geometry, and whether hypernyms had their part."""
        return f"{self.geometry}-hypernyms" if self.hypernyms else self.geometry


SETTINGS = WordVectors
