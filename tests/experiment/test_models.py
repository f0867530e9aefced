"""Methods by name: our own, those of plug-ins, and plug-ins that are named and left out."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType, ModuleType, SimpleNamespace
from typing import Any, ClassVar

import pytest

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import (
    CAPABILITIES,
    DEFAULT,
    GROUP,
    MODELS,
    ModelSettings,
    Preset,
    method_name,
    problems,
)
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.experiment.section import setting
from hmlc_core.experiment.stages import CLASSIFIER
from hmlc_core.methods import method_of
from hmlc_core.methods.base import Method
from tests.plugins.entries import Entry, brought

OURS = [
    "hyperim",
    "dxml",
    "exam",
    "harnn",
    "hidden",
    "hmcn-f",
    "hr-dgcnn",
    "linear",
    "sleec",
    "word-vectors",
]


@dataclass(frozen=True, kw_only=True)
class Toy(ModelSettings):
    """The least that a method owes."""

    title: ClassVar[str] = "Toy"
    source: ClassVar[str] = "nobody, Nowhere, 2026"
    method: ClassVar[str] = "toys:ToyMethod"
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType(
        {"toy-large": Preset("A large toy.", {"model.size_of_toy": 9, "training.epochs": 1})}
    )

    name: str = setting("toy", "The model.", choices=("toy",))
    size_of_toy: int = setting(1, "How large it is.", low=1, high=10)


def entry(offer: Any, name: str = "toy", package: str = "toys") -> Entry:
    return Entry(name, offer, GROUP, SimpleNamespace(name=package, version="1.0"))


@pytest.fixture
def alone() -> Iterator[None]:
    """No plug-in is installed."""
    with brought():
        yield


def test_methods_of_ours_are_the_files_of_the_folder_the_default_first(alone: None) -> None:
    assert list(MODELS) == OURS
    assert len(MODELS) == len(OURS)
    assert next(iter(MODELS.values())) is DEFAULT is type(Experiment().model)
    assert problems() == ()


@pytest.mark.parametrize("name", OURS)
def test_what_settings_say_of_a_method_is_true(name: str) -> None:
    kind = MODELS[name]
    settings = kind()
    assert method_name(kind) == settings.name == name
    assert kind.title
    assert kind.source
    assert settings.capabilities <= CAPABILITIES.keys()
    assert ("variants" in settings.capabilities) is bool(kind.variants)
    assert ("size" in settings.capabilities) is (settings.size() is not None)
    assert ("hierarchy" in settings.capabilities) is (settings.with_hierarchy() is not None)
    assert settings.stages()[-1].name == CLASSIFIER.name
    assert ("scores" in settings.capabilities) is kind.scores_documents
    assert isinstance(method_of(settings), Method)
    for found in kind.variants.values():
        assert found.help.endswith(".")


def test_a_plugin_brings_a_method_with_its_presets() -> None:
    with brought(entry(Toy)):
        assert list(MODELS) == [*OURS, "toy"]
        assert list(PRESETS)[-1] == "toy-large"
        large = preset("toy-large")
        assert PRESETS["toy-large"].title == "toy-large"  # where no title is given
        assert large == Experiment(model=Toy(size_of_toy=9)).assign(["training.epochs=1"])
        assert Experiment.from_json(large.to_json()) == large
        assert Experiment().assign(["model=toy", "model.size_of_toy=3"]).model == Toy(size_of_toy=3)
    assert list(MODELS) == OURS


def test_a_recipe_of_a_plugin_that_is_gone_is_refused_with_the_methods_there_are(
    alone: None,
) -> None:
    text = Experiment(model=Toy()).to_json()
    with pytest.raises(SettingError, match=f"expected {', '.join(OURS)}; found 'toy'"):
        Experiment.from_json(text)


@dataclass(frozen=True, kw_only=True)
class Misnamed(Toy):
    name: str = setting("game", "The model.", choices=("game",))


@dataclass(frozen=True, kw_only=True)
class Untold(ModelSettings):
    title: ClassVar[str] = "Untold"

    name: str = setting("toy", "The model.")


@dataclass(frozen=True, kw_only=True)
class Boastful(Toy):
    has: ClassVar[frozenset[str]] = frozenset({"probabilities", "wings"})


@dataclass(frozen=True, kw_only=True)
class Grabbing(Toy):
    presets: ClassVar[Mapping[str, Preset]] = MappingProxyType({"quick": Preset("Ours.", {})})


@dataclass(frozen=True, kw_only=True)
class Incomplete(Toy):
    size_of_toy: int = setting(0, "How large it is.", low=1, high=10)


@pytest.mark.parametrize(
    ("offer", "reason"),
    [
        (ModuleNotFoundError("No module named 'jax'"), "ModuleNotFoundError: No module named"),
        (SyntaxError("invalid syntax"), "SyntaxError: invalid syntax"),
        (42, "expected a class derived from ModelSettings, found int"),
        (Toy(), "expected a class derived from ModelSettings, found Toy"),
        (Experiment, "expected a class derived from ModelSettings, found type"),
        (Misnamed, "its settings call it 'game'"),
        (Untold, "the settings do not say their source, method"),
        (Boastful, "unknown capabilities: wings"),
        (Grabbing, "names of presets are taken: quick"),
        (Incomplete, "SettingError: size_of_toy: size_of_toy is out of range"),
    ],
    ids=lambda value: getattr(value, "__name__", None) or type(value).__name__,
)
def test_one_that_cannot_be_used_is_named_and_left_out(offer: object, reason: str) -> None:
    good = type("Good", (Toy,), {"__annotations__": {}, "presets": MappingProxyType({})})
    with brought(entry(offer, package="broken"), entry(good, name="toy", package="zoo")):
        (problem,) = problems()
        assert (problem.name, problem.package) == ("toy", "broken 1.0")
        assert problem.reason.startswith(reason)
        assert list(MODELS)[: len(OURS)] == OURS
        assert Experiment() == preset("tuned")


def test_a_name_of_ours_stays_ours() -> None:
    with brought(entry(AssertionError("must not be loaded"), name="linear")):
        assert list(MODELS) == OURS
        assert str(problems()[0]) == "linear of toys 1.0: the name is taken by one of our own"


def test_a_preset_that_a_package_left_out_wanted_is_free() -> None:
    with brought(entry(Misnamed, name="a", package="first"), entry(Toy, package="second")):
        assert list(MODELS) == [*OURS, "toy"]
        assert [problem.name for problem in problems()] == ["a"]


@pytest.mark.parametrize(
    ("module", "message"),
    [
        (None, "ModuleNotFoundError"),
        (ModuleType("toys"), "AttributeError"),
        (SimpleNamespace(ToyMethod=lambda: 1 / 0), "ZeroDivisionError"),
        (SimpleNamespace(ToyMethod=sys.exit), "SystemExit"),
    ],
)
def test_a_method_that_cannot_be_loaded_says_so(
    module: object, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "toys", module)
    with pytest.raises(SettingError, match=rf"the method Toy cannot be loaded.*{message}"):
        method_of(Toy())


def test_a_class_that_is_no_method_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "toys", SimpleNamespace(ToyMethod=int))
    with pytest.raises(SettingError, match=r"the method Toy is none.*a class derived from"):
        method_of(Toy())


def test_of_words_only_what_belongs_to_their_start_matters() -> None:
    hyperim = preset("tuned").model
    assert {"words", "hypernyms"} <= set(hyperim.idle())
    glove = set(hyperim.with_values({"word_init": "glove", "hypernyms": True}).idle())
    assert not {"words", "words.window", "hypernyms"} & glove
    assert "words.vectors" in glove
    given = set(hyperim.with_values({"word_init": "vectors"}).idle())
    assert "words.window" in given
    assert not {"words", "words.vectors", "words.vectors_are"} & given
    alone = set(preset("words").model.idle())  # measured by hypernyms, and not drawn to them
    assert "hypernyms.epochs" in alone
    assert not {"hypernyms", "hypernyms.source", "hypernyms.senses"} & alone
