"""The methods there are: one file here for each, with its settings, variants, presets and help.

A file of this folder that defines `SETTINGS`, a class derived from `ModelSettings`, is a method of
our own; packages installed beside this one add theirs by the entry-point group
`hyperlabel.methods`, whose entries name such a class. Nobody else lists methods.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module

from hmlc_core.experiment.models.base import CAPABILITIES as CAPABILITIES
from hmlc_core.experiment.models.base import ModelSettings as ModelSettings
from hmlc_core.experiment.models.base import Preset as Preset
from hmlc_core.experiment.models.base import VariantSet as VariantSet
from hmlc_core.experiment.models.hyperim import HyperIM
from hmlc_core.experiment.models.imported import Imported
from hmlc_core.plugins import Found, Problem, discover

DEFAULT: type[ModelSettings] = HyperIM
"""What an experiment trains unless it says otherwise."""

GROUP = "hyperlabel.methods"


class Models(Mapping[str, type[ModelSettings]]):
    """Name -> settings of every method: our default, our others, then those of plug-ins."""

    def __getitem__(self, name: str) -> type[ModelSettings]:
        return _known()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_known())

    def __len__(self) -> int:
        return len(_known())


MODELS = Models()


def problems() -> tuple[Problem, ...]:
    """Plug-ins with methods that cannot be used, and are left out."""
    return _found().problems


def forget_plugins() -> None:
    """Look for plug-ins anew when a method is asked for next."""
    _found.cache_clear()
    _known.cache_clear()


def methods_with(capability: str) -> list[type[ModelSettings]]:
    """The methods that have it (one of `CAPABILITIES`) with their default settings."""
    return [kind for kind in MODELS.values() if capability in kind().capabilities]


def labelling() -> dict[str, type[ModelSettings]]:
    """Name -> settings of the methods that learn to label documents, which can be compared."""
    return {name: kind for name, kind in MODELS.items() if kind.scores_documents}


def method_name(settings: type[ModelSettings]) -> str:
    """What experiments call the method: the default of the field `name`."""
    return str(next(item.default for item in settings.settings() if item.name == "name"))


@cache
def _own() -> dict[str, type[ModelSettings]]:
    modules = [f"{__name__}.{module.name}" for module in pkgutil.iter_modules(__path__)]
    classes = [getattr(import_module(name), "SETTINGS", None) for name in sorted(modules)]
    own = sorted((kind for kind in classes if kind is not None), key=lambda k: k is not DEFAULT)
    return {method_name(settings): settings for settings in own}


@cache
def _known() -> dict[str, type[ModelSettings]]:
    foreign = _found().loaded.items()
    return _own() | {name: kind for name, kind in foreign if isinstance(kind, type)}


@cache
def _found() -> Found:
    presets = {preset for settings in _own().values() for preset in settings.presets}

    def check(name: str, value: object) -> str | None:
        if not (isinstance(value, type) and issubclass(value, ModelSettings)):
            return f"expected a class derived from ModelSettings, found {type(value).__name__}"
        if missing := [said for said in ("title", "source", "method") if not hasattr(value, said)]:
            return f"the settings do not say their {', '.join(missing)}"
        if (called := method_name(value)) != name:
            return f"its settings call it {called!r}"
        default = value()  # settings that cannot stand alone cannot be chosen by name
        if unknown := default.capabilities - CAPABILITIES.keys():
            return f"unknown capabilities: {', '.join(sorted(unknown))}"
        if taken := sorted(presets & value.presets.keys()):
            return f"names of presets are taken: {', '.join(taken)}"
        presets.update(value.presets)
        return None

    return discover(GROUP, check=check, taken=_own())


class _Kinds(Models):
    """What a run may be of: a method, or points that another program has placed."""

    def __getitem__(self, name: str) -> type[ModelSettings]:
        return Imported if name == method_name(Imported) else super().__getitem__(name)


ModelSettings.kinds = _Kinds()
