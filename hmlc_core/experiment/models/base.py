"""What every method's settings say about it, so that nobody else has to know it by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import ClassVar, Self

from hmlc_core.errors import SettingError, on_one_line
from hmlc_core.experiment.section import Section, setting
from hmlc_core.experiment.stages import CLASSIFIER, StageName
from hmlc_core.experiment.step_memory import StepSizes
from hmlc_core.experiment.training import Training
from hmlc_core.experiment.words import WordEmbedding
from hmlc_core.wording import titled

CAPABILITIES: Mapping[str, str] = MappingProxyType(
    {
        "scores": "scores of labels for documents",
        "places": "places of its labels in a space",
        "words": "places of words among its labels",
        "vectors": "words that may start from given vectors",
        "attention": "attention over the words of a text",
        "hierarchy": "way to be given a hierarchy",
        "variants": "variants to compare",
        "size": "number of dimensions to choose",
        "probabilities": "probabilities, only scores",
    }
)
"""What a method may have beside scores for every label, as in "it has no …"; a page asks for what
it needs."""


@dataclass(frozen=True, slots=True)
class Preset:
    """Settings to start from.

    text: what they are for. changes: dotted path of the experiment -> value, beside the method's
    defaults. roles: `beginners` for what is trained unless something else is named, `hierarchy` for
    what is trained with a recovered hierarchy when the run it came from cannot be given one,
    `comparison` for what stands for its method where methods are compared.
    title: a name that needs no explanation, of 24 characters at most; its name where none is given.
    """

    text: str
    changes: Mapping[str, object]
    roles: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class VariantSet:
    """Variants that an ablation compares: name -> fields of the method's settings.

    help: what tells them apart. dims: dimensions that are offered first; empty for the preset's.
    titles: variant -> a name that needs no explanation; those without one keep their own. texts:
    variant -> a sentence about it; those without one are described by their fields.
    """

    help: str
    variants: Mapping[str, Mapping[str, object]]
    dims: tuple[int, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        titles = {name: self.titles.get(name, name) for name in self.variants}
        texts = {name: self.texts.get(name) or _told(of) for name, of in self.variants.items()}
        object.__setattr__(self, "titles", MappingProxyType(titles))
        object.__setattr__(self, "texts", MappingProxyType(texts))

    def called(self, name: str) -> str:
        """The title of a variant with its name behind, where they differ; other names as is."""
        return titled(self.titles.get(name, name), name)


def _told(fields: Mapping[str, object]) -> str:
    return ", ".join(f"{name} = {value}" for name, value in fields.items()) + "."


@dataclass(frozen=True, kw_only=True)
class ModelSettings(Section):
    """Base of a method's settings; a subclass gives `name` its value and adds fields of its own.

    title, source: of the method, and of the paper it is from. method: where its class is, as
    `module:Class`; loaded when something is trained. presets: name -> where to start. variants:
    name of a set -> variants; the first set names runs. has: those of `CAPABILITIES` that cannot
    be seen from the settings. unused: parts of the experiment that do not matter to it, or single
    settings by their dotted paths.
    saves_memory: fields whose choices `step_memory` compares.
    reference: how it is called where its scores stand beside those of every run; empty for a
    method that is no reference. scores_documents: whether it learns to label documents at all.
    imported: there is no model at all: another program has placed the labels. known: what the
    documents are whose labels are counted beside the places of labels.
    trains_words: whether its settings can ask for stages that train words; elsewhere the
    experiment's parts `words` and `hypernyms` do not matter. places_are: what the places of its
    labels are, and whether it compares them by distance itself, in sentences; said where a
    hierarchy is read off them.
    """

    title: ClassVar[str]
    source: ClassVar[str]
    method: ClassVar[str]
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType({})
    variants: ClassVar[Mapping[str, VariantSet]] = MappingProxyType({})
    has: ClassVar[frozenset[str]] = frozenset({"probabilities"})
    unused: ClassVar[tuple[str, ...]] = ()
    saves_memory: ClassVar[tuple[str, ...]] = ()
    reference: ClassVar[str] = ""
    scores_documents: ClassVar[bool] = True
    imported: ClassVar[bool] = False
    known: ClassVar[str] = "training documents"
    trains_words: ClassVar[bool] = False
    places_are: ClassVar[str] = ""

    name: str = setting("", "The model.")

    def __init_subclass__(cls) -> None:
        """Presets without a title are called by their names."""
        super().__init_subclass__()
        named = {key: replace(one, title=one.title or key) for key, one in cls.presets.items()}
        cls.presets = MappingProxyType(named)

    @property
    def capabilities(self) -> frozenset[str]:
        """Names from `CAPABILITIES`."""
        found = set(self.has)
        if self.scores_documents:
            found.add("scores")
        if self.variants:
            found.add("variants")
        if self.size() is not None:
            found.add("size")
        if self.word_size():
            found.add("vectors")
        return frozenset(found)

    def size(self) -> int | None:
        """Dimensions, kept in a field `dim`; None for a method that has no such choice."""
        return None

    def stages(self) -> tuple[StageName, ...]:
        """The stages of a run with these settings, in order."""
        return (CLASSIFIER,)

    def word_size(self) -> str:
        """Dotted path of the setting that says how many coordinates a word has, where words may
        start from given vectors; empty elsewhere."""
        return ""

    def check_words(self, words: WordEmbedding) -> None:
        """Raise `SettingError` where the embedding of words does not fit these settings."""
        if words.vectors and not self.word_size():
            raise SettingError(
                f"{self.title}, as it is set, has no {CAPABILITIES['vectors']}",
                where="words.vectors",
                received=on_one_line(words.vectors),
                remedy="Set words.vectors to nothing, or train a method or an encoder with a "
                "table of words.",
            )

    def check_vectors(self, words: WordEmbedding) -> None:
        """Raise `SettingError` where a run would leave the vectors that are named unused."""

    def idle(self) -> tuple[str, ...]:
        """Parts of the experiment, and single settings, that do not matter to the method."""
        if self.trains_words:
            return self.unused
        if not self.word_size():
            return (*self.unused, "words", "hypernyms")
        others = (f"words.{name}" for name in WordEmbedding.beside_tables())
        return (*self.unused, *others, "hypernyms")

    def start(self) -> str:
        """Where labels or words start, in a word or two, for the name of a run."""
        return ""

    def given_hierarchy(self) -> bool:
        """Whether a hierarchy places the labels before training."""
        return False

    def reads_hierarchy(self) -> bool:
        """Whether a hierarchy is told in any way: what agrees with it was then not discovered."""
        return self.given_hierarchy()

    def with_hierarchy(self) -> Self | None:
        """The same with labels that a hierarchy places; None where that cannot be."""
        return None

    def reads_points(self) -> bool:
        """Whether it learns from documents that are vectors."""
        return False

    def needs_for_points(self) -> tuple[str, ...]:
        """Settings that would have to be otherwise for it to read vectors, as `field=value`."""
        return ()

    def reads_bags(self) -> bool:
        """Whether the order of a document's words says nothing to it."""
        return False

    def by_epochs(self) -> bool:
        """Whether it learns over epochs, which the settings of training are about."""
        return "training" not in self.unused

    def rate_group(self) -> str:
        """What shares a learning rate of points in an ablation; empty without such a rate."""
        return ""

    def workload(self) -> tuple[object, ...]:
        """Equal for settings that take about as long to train, dimensions and corpus aside."""
        return ()

    def step_memory(self, training: Training, step: StepSizes) -> Mapping[str, Mapping[str, int]]:
        """Of each field in `saves_memory`: choice -> bytes that scores take in a training step."""
        return {}

    def batch_means(self) -> bool:
        """Whether scores average the means of batches instead of documents."""
        return False


def check_balls(dim: int, ball_dim: int) -> None:
    """Raise `SettingError` where a point's coordinates are no whole number of balls."""
    if dim % ball_dim:
        raise SettingError(
            "dim does not divide into balls",
            where="dim",
            expected=f"a multiple of ball_dim = {ball_dim}",
            received=str(dim),
        )
