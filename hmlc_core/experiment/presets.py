"""Named experiments to start from: the presets of all methods, in the methods' order.

Where a preset's values come from is said in its text; scores to expect are measured by
`python -m benchmarks presets`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from hmlc_core.errors import SettingError, shorten
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.models import MODELS, ModelSettings, Preset


class Presets(Mapping[str, Preset]):
    """Name -> preset."""

    def __getitem__(self, name: str) -> Preset:
        return _home(name).presets[name]

    def __iter__(self) -> Iterator[str]:
        return (name for settings in MODELS.values() for name in settings.presets)

    def __len__(self) -> int:
        return sum(1 for _ in self)


PRESETS = Presets()

COMPARISON = "comparison"
"""Role of the preset that stands for its method where methods are compared."""


def preset(name: str) -> Experiment:
    """The experiment of that name; raises `SettingError` listing the names there are."""
    if name not in PRESETS:
        raise SettingError(
            "unknown preset",
            where="preset",
            expected=", ".join(PRESETS),
            received=shorten(repr(name)),
        )
    return Experiment(model=_home(name)()).with_values(PRESETS[name].changes)


def preset_for(role: str) -> str:
    """The first preset with that role; see `Preset`."""
    return next(name for name, found in PRESETS.items() if role in found.roles)


def preset_for_method(name: str) -> Experiment:
    """What is trained of a method (a name in `MODELS`) where it is compared with others.

    Its preset with the role `comparison`; its first preset, or its defaults, where it has none.
    """
    settings = MODELS[name]
    having = [one for one, found in settings.presets.items() if COMPARISON in found.roles]
    chosen = next(iter((*having, *settings.presets)), None)
    return Experiment(model=settings()) if chosen is None else preset(chosen)


def default_preset() -> str:
    """What is trained unless something else is named, in the app and in the terminal alike."""
    return preset_for("beginners")


def _home(name: str) -> type[ModelSettings]:
    """The settings of the method that the preset belongs to."""
    for settings in MODELS.values():
        if name in settings.presets:
            return settings
    raise KeyError(name)
