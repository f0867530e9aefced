"""Parameters of a classifier: the settings of its method, by their bare names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature
from typing import Any

import numpy as np
from sklearn.utils import check_random_state

from hmlc_core.estimators.documents import TITLE
from hmlc_core.experiment import CorpusSettings, Experiment, Section
from hmlc_core.experiment.models import MODELS
from hmlc_core.experiment.presets import preset, preset_for_method
from hmlc_core.experiment.training import Training

OWN = {
    "preset": "Name of the experiment to start from; None takes the method's for little data.",
    "settings": "Other settings by their dotted paths, as {'labels.epochs': 20}.",
    "random_state": "Seed of every random choice; None takes another each time.",
}
CORPUS = ("max_words", "min_count", "vocabulary", "validation", "tokenizer")
"""What of the settings of a corpus applies to documents that are handed over."""


def paths_of(method: str) -> dict[str, str]:
    """Bare name -> dotted path of the settings that are parameters of the method's classifier."""
    settings = MODELS[method]
    found = _named("model", settings)
    if settings().by_epochs():
        found = _named("training", Training) | found
    corpus = _named("corpus", CorpusSettings)
    return {name: corpus[name] for name in CORPUS} | found


def described(method: str) -> str:
    """A line for each parameter, as docstrings have them: the help of its setting."""
    default = preset_for_method(method)
    told = []
    for name, path in paths_of(method).items():
        section, _, field = path.rpartition(".")
        kind: Section = getattr(default, section)
        item = next(item for item in kind.settings() if item.name == field)
        told.append(f"{name}: {item.metadata['help']} ({getattr(kind, field)!r} by default)")
    told += [f"{name}: {text}" for name, text in OWN.items()]
    return "\n".join(told)


def initialiser(method: str) -> Callable[..., None]:
    """An `__init__` with those parameters, None unless said, which only keeps them."""
    names = (*paths_of(method), *OWN)

    def __init__(self: Any, **given: Any) -> None:
        if unknown := [name for name in given if name not in names]:
            raise TypeError(
                f"{type(self).__name__} has no parameter {unknown[0]!r}; it has {', '.join(names)}"
            )
        for name in names:
            setattr(self, name, given.get(name))

    own = Parameter("self", Parameter.POSITIONAL_OR_KEYWORD)
    others = [Parameter(name, Parameter.KEYWORD_ONLY, default=None) for name in names]
    __init__.__signature__ = Signature([own, *others])  # type: ignore[attr-defined]
    return __init__


def experiment_of(method: str, given: Mapping[str, Any], *, vectors: bool) -> Experiment:
    """The experiment that these parameters make.

    vectors: documents are vectors; where the method could read them with another encoder and none
        was asked for, it takes that. Raises `SettingError`, and `ValueError` for a preset of
        another method.
    """
    base = preset_for_method(method) if given["preset"] is None else preset(given["preset"])
    if base.model.name != method:
        raise ValueError(
            f"preset {given['preset']!r} is of another method ({base.model.name}, not {method})"
        )
    chosen = {path: given[name] for name, path in paths_of(method).items()}
    chosen = {path: value for path, value in chosen.items() if value is not None}
    chosen |= given["settings"] or {}
    values = {path: _plain(value) for path, value in chosen.items()}
    experiment = base.with_values(
        {**values, "corpus.name": TITLE, "seed": _seed(given["random_state"])}
    )
    if vectors and not experiment.model.reads_points():
        needed = [
            one for one in experiment.model.needs_for_points() if one.split("=")[0] not in values
        ]
        experiment = experiment.assign(needed)
        if not experiment.model.reads_points():
            raise ValueError(f"{experiment.model.title} reads texts alone; found rows of numbers")
    return experiment


def _named(section: str, kind: type[Section]) -> dict[str, str]:
    return {item.name: f"{section}.{item.name}" for item in kind.settings() if item.name != "name"}


def _plain(value: Any) -> Any:
    """Numbers of numpy, as grids are made of, as Python's."""
    return value.item() if isinstance(value, np.generic) else value


def _seed(given: Any) -> int:
    if isinstance(given, int | np.integer):
        return int(given)
    return int(check_random_state(given).randint(2**31 - 1))
