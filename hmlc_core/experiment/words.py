"""How word vectors are trained before labels are placed (HyperIM, Eq. 3 and 4)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

from hmlc_core.errors import SettingError
from hmlc_core.experiment.section import Files, Section, setting


@dataclass(frozen=True, kw_only=True)
class WordEmbedding(Section):
    """GloVe in the model's space, or given vectors; used where words start from them."""

    similarity: str = setting(
        "auto",
        "What the logarithm of a count is fitted by: −cosh²d (cosh2; HyperIM, Eq. 3; balls only), "
        "−d² (square), or the inner product of vanilla GloVe (inner; flat space only). auto is "
        "what the paper compares: cosh2 in balls, inner in flat space.",
        choices=("auto", "cosh2", "square", "inner"),
    )
    window: int = setting(
        10, "Words on each side that count as neighbours; one n away counts 1/n.", low=1, high=100
    )
    epochs: int = setting(50, "Passes over all pairs of neighbours.", low=1, high=10_000)
    rate: float = setting(
        0.05,
        "Learning rate of Riemannian AdaGrad; the released code takes .05, and .01 in one ball. A "
        "higher one learns more from few documents, until it throws words to the rim.",
        low=1e-6,
        high=10.0,
    )
    full_count: float = setting(
        100.0,
        "Pairs counted as often as this weigh 1, rarer ones (count / this)^¾.",
        low=1.0,
        high=1e9,
        advanced=True,
    )
    points: str = setting(
        "midpoint",
        "A word's vector: the gyromidpoint of its two, as word and as context of others "
        "(midpoint), or the first alone (target).",
        choices=("midpoint", "target"),
        advanced=True,
    )
    vectors: str = setting(
        "",
        "File of vectors to start words from, in a folder of HMLC_DATA_DIR or, in a terminal, at "
        "any path: word2vec or GloVe text, .npz, .tsv, a TensorBoard pair. Methods with a table of "
        "words start it from them; HyperIM where model.word_init is vectors.",
        files=Files("vectors", ("",)),
    )
    vectors_are: str = setting(
        "auto",
        "What they are: flat, so that they enter a ball by the exponential map at the origin after "
        "one factor for all; points of the model's space, which stay where they are; or points "
        "where all lie in the ball, else flat (auto). Tables of words take them unchanged.",
        choices=("auto", "flat", "points"),
        advanced=True,
    )
    vectors_radius: float = setting(
        1.0,
        "Mean distance from the origin at which flat vectors enter a space.",
        low=1e-3,
        high=100.0,
        advanced=True,
    )
    vectors_pca: bool = setting(
        False,
        "Vectors with more coordinates than a word has are replaced by their principal "
        "components; otherwise they are refused.",
        advanced=True,
    )

    @classmethod
    def beside_tables(cls) -> tuple[str, ...]:
        """Names of the settings that do not matter to a table of words, which is in no space."""
        of_tables = ("vectors", "vectors_pca")
        return tuple(item.name for item in cls.settings() if item.name not in of_tables)

    @classmethod
    def beside(cls, start: str) -> tuple[str, ...]:
        """Names of the settings that do not matter to words in a space that start by GloVe
        (`glove`) or from a file (`vectors`)."""
        of_files = [item.name for item in cls.settings() if item.name.startswith("vectors")]
        if start == "glove":
            return tuple(of_files)
        return tuple(item.name for item in cls.settings() if item.name not in of_files)

    def in_space(self, *, flat: bool) -> Self:
        """The same with the similarity that `auto` is in flat space, or in balls."""
        if self.similarity != "auto":
            return self
        return replace(self, similarity="inner" if flat else "cosh2")

    def check_space(self, *, flat: bool) -> None:
        """Raise `SettingError` where words cannot be trained so in flat space, or in balls."""
        if self.similarity == "inner" and not flat:
            raise SettingError(
                "the inner product of vanilla GloVe lives in flat space",
                where="words.similarity",
                expected="cosh2, square or auto in a ball or a product of balls",
                received="inner",
                remedy="Set words.similarity=square for what is alike in both spaces.",
            )
        if self.similarity == "cosh2" and flat:
            raise SettingError(
                "cosh² of a distance grows too fast to be fitted in flat space, where nothing "
                "bounds how far words move apart",
                where="words.similarity",
                expected="square, inner or auto in flat space",
                received="cosh2",
                remedy="Set words.similarity=square for what is alike in both spaces.",
            )


@dataclass(frozen=True, kw_only=True)
class HypernymTuning(Section):
    """Words drawn to their hypernyms (HyperIM, Eq. 4); used where the model asks for it."""

    source: str = setting(
        "bundled",
        "Where hypernyms come from: a small list written for newsroom (bundled), WordNet "
        "(wordnet), or WordNet's dict folder, or a file with a hypernym and a word a line, in a "
        "folder of HMLC_DATA_DIR or, in a terminal, at any path.",
        files=Files("hypernyms", ("bundled", "wordnet")),
    )
    senses: str = setting(
        "first",
        "Senses of a word in WordNet: the most frequent one (first), or all.",
        choices=("first", "all"),
    )
    relation: str = setting(
        "closure",
        "One step up (direct), or any number of steps (closure).",
        choices=("direct", "closure"),
    )
    epochs: int = setting(20, "Passes over all pairs.", low=1, high=10_000)
    rate: float = setting(0.05, "Learning rate of Riemannian SGD.", low=1e-6, high=100.0)
    negatives: int = setting(
        50, "Words per pair that are not related to it.", low=1, high=100_000, advanced=True
    )
    anchor: str = setting(
        "child",
        "Whose softmax a pair belongs to: the word's, or its hypernym's (parent), as HyperIM's "
        "(hypernym, word) reads literally.",
        choices=("child", "parent"),
        advanced=True,
    )
    denominator: str = setting(
        "positive",
        "What the softmax adds to the unrelated words: the positive (Nickel and Kiela), or the "
        "word itself (self, as HyperIM prints it).",
        choices=("positive", "self"),
        advanced=True,
    )
