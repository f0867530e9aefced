"""What methods have in common that place words in a space before anything else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from hmlc_core.errors import SettingError
from hmlc_core.experiment.models.base import ModelSettings, check_balls
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import HYPERNYMS, WORDS, StageName
from hmlc_core.experiment.words import WordEmbedding


@dataclass(frozen=True, kw_only=True)
class WordPlaces(ModelSettings):
    """A space, and words that start in it from GloVe, from a file, or otherwise.

    A subclass says by fields of its own where words start (`word_init`: `glove`, `vectors`, or what
    it has beside them), and whether hypernyms draw them (`hypernyms`).
    beside_hypernyms: what does not matter where none do.
    """

    trains_words: ClassVar[bool] = True
    beside_hypernyms: ClassVar[tuple[str, ...]] = ("hypernyms",)

    geometry: str = setting(
        "poincare",
        "Space of all points: one Poincare ball, a product of small balls, or flat space.",
        choices=("poincare", "product", "euclidean"),
    )
    dim: int = setting(20, "Coordinates of a point in all.", low=1, high=1_024)
    ball_dim: int = setting(
        2, "Coordinates of each ball of a product.", low=1, high=1_024, advanced=True
    )
    if TYPE_CHECKING:
        word_init: str = ""
        hypernyms: bool = False

    def check(self) -> None:
        """A product has whole balls."""
        if self.geometry == "product":
            check_balls(self.dim, self.ball_dim)

    def check_words(self, words: WordEmbedding) -> None:
        """Words are trained by what the space has, and read from a file that is named."""
        if self.word_init == "glove":
            words.check_space(flat=self.geometry == "euclidean")
        if self.word_init == "vectors" and not words.vectors:
            raise SettingError(
                "words start from a file of vectors, and none is named",
                where="words.vectors",
                expected="the path of a file of vectors",
                received="nothing",
                remedy="Name one, or set model.word_init to something else than vectors.",
            )

    def check_vectors(self, words: WordEmbedding) -> None:
        """See `ModelSettings`."""
        if self.word_init != "vectors" and words.vectors:
            raise SettingError(
                "a file of vectors is named, and words do not start from it",
                where="words.vectors",
                expected="model.word_init = vectors",
                received=f"model.word_init = {self.word_init}",
                remedy="Set model.word_init=vectors, or words.vectors to nothing.",
            )

    def idle(self) -> tuple[str, ...]:
        """What is about words, where they start otherwise or no hypernyms draw them."""
        placed = self.word_init in ("glove", "vectors")
        others = [f"words.{name}" for name in WordEmbedding.beside(self.word_init)]
        hypernyms = [] if self.hypernyms else self.beside_hypernyms
        return (*self.unused, *(others if placed else ["words"]), *hypernyms)

    def word_size(self) -> str:
        """All points lie in one space."""
        return "model.dim"

    def size(self) -> int:
        """Coordinates of a point in all."""
        return self.dim

    def word_stages(self) -> tuple[StageName, ...]:
        """Those that place words, in order."""
        placed = self.word_init in ("glove", "vectors")
        return (WORDS,) * placed + (HYPERNYMS,) * self.hypernyms
