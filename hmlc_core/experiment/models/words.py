"""Settings of word vectors alone: GloVe in balls or in flat space, and no documents labelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ClassVar

from hmlc_core.experiment.models.base import Preset
from hmlc_core.experiment.models.word_places import WordPlaces
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import CLASSIFIER, StageName

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
class WordVectors(WordPlaces):
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
    beside_hypernyms: ClassVar[tuple[str, ...]] = tuple(  # words are measured by the others
        f"hypernyms.{name}" for name in ("epochs", "rate", "negatives", "anchor", "denominator")
    )

    name: str = setting("word-vectors", "The model.", choices=("word-vectors",))
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

    def stages(self) -> tuple[StageName, ...]:
        """Words, then their hypernyms, then a look at what came of them."""
        return (*self.word_stages(), ALONE)

    def start(self) -> str:
        """The geometry, and whether hypernyms had their part."""
        return f"{self.geometry}-hypernyms" if self.hypernyms else self.geometry


SETTINGS = WordVectors
