"""What a run was begun from: the preset that it is nearest to, and what is otherwise."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.experiment.variants import varied
from hmlc_core.runs.store.tags import flat

TOLD = ("seed", "corpus.name", "corpus.documents")
"""Settings that lists of runs tell by themselves."""


@lru_cache(maxsize=32_768)  # lists of runs are read again and again
def origin(experiment: Experiment) -> tuple[str, tuple[str, ...]]:
    """Title of the preset, and the changes to it as `epochs 4`; corpus, seed and variant aside.

    The variant is that of the first set, which names runs. The title is that of the method for one
    without presets. Points of another program were begun from files, which are no changes.
    """
    model = experiment.model
    if model.imported:
        return model.title, ()
    kind: Any = type(model)  # mypy takes classes with values that can be hashed for unhashable
    told = {*TOLD, *(f"model.{field}" for field in varied(model))}
    kept = {path: value for path, value in flat(experiment.to_dict()) if path not in told}
    changes = {
        title: [item for item in kept.items() if item not in before]
        for title, before in _starts(kind)
    }
    title = min(changes, key=lambda title: len(changes[title]))
    return title, tuple(_told(*item) for item in changes[title])


@cache
def _starts(kind: Any) -> list[tuple[str, set[tuple[str, Any]]]]:
    """Title and settings of each preset of a method, or of its defaults."""
    starts = [(PRESETS[name].title, preset(name)) for name in kind.presets]
    starts = starts or [(kind.title, Experiment(model=kind()))]
    return [(title, set(flat(start.to_dict()))) for title, start in starts]


def _told(path: str, value: object) -> str:
    parts = [part for part in path.split(".") if part not in ("model", "training", "corpus")]
    name = " ".join(parts).replace("_", " ")
    return f"{name} {'on' if value else 'off'}" if isinstance(value, bool) else f"{name} {value}"
