"""The experiment being set up: a preset, what differs from it, and a corpus, all in the URL.

The form (`experiment_form`) shows a `Draft`; its changes come back through `change`, `adopt` and
`start_from`, and take effect when the page runs next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hmlc_core.errors import SettingError
from hmlc_core.experiment import Experiment
from hmlc_core.experiment.presets import PRESETS, preset
from hmlc_core.experiment.section import parse_value
from hmlc_core.runs.store.tags import flat
from pages.ui.shell import state

DEFAULT = next(name for name in ("disk", "quick") if name in PRESETS)
"""Where beginners start: a picture within seconds."""

CORPUS = "corpus.name"
"""The one setting that is not in the recipe, because all pages share the choice of corpus."""

KEPT = ("seed", "model.geometry", "model.label_init", "model.regime")
"""Settings that another preset of the same model leaves as they are: they say what is compared,
not how."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """The settings as they stand.

    values: dotted path -> value, also while they do not fit together.
    experiment: what they make; None while `error` says why they make none.
    dropped: why parts of the address were left out.
    """

    preset: str
    values: Mapping[str, Any]
    experiment: Experiment | None
    error: SettingError | None = None
    dropped: tuple[SettingError, ...] = ()


def read(corpus: str) -> Draft:
    """The draft that the URL describes, for a corpus of that name.

    Assignments that no field can take are dropped, from the URL too.
    """
    name = chosen_preset()
    start = preset(name).assign([f"{CORPUS}={corpus}"])
    recipe = [part for part in state.get(state.RECIPE) or () if not part.startswith(f"{CORPUS}=")]
    error = _error(start, recipe)
    reasons = {part: _error(start, [part]) for part in recipe} if error else {}
    dropped = tuple(reason for reason in reasons.values() if reason)
    if dropped:
        recipe = [part for part in recipe if reasons[part] is None]
        state.put(state.RECIPE, tuple(recipe) or None)
        error = _error(start, recipe)
    experiment = None if error else start.assign(recipe)
    values = dict(flat((experiment or start).to_dict()))
    if experiment is None:  # each value can stand alone, so each can be shown
        values |= {
            path: parse_value(text, values[path], path)
            for path, text in _parts(recipe)
            if path in values  # a whole part, such as model=hyperim, is none
        }
    return Draft(preset=name, values=values, experiment=experiment, error=error, dropped=dropped)


def base(draft: Draft) -> Experiment:
    """The preset that the draft starts from, with the draft's kind of model."""
    return _of_kind(preset(draft.preset), draft.values["model.name"])


def chosen_preset() -> str:
    """The preset in the URL, or the one to begin with."""
    name = state.get(state.PRESET) or DEFAULT
    return name if name in PRESETS else DEFAULT


def change(values: Mapping[str, Any]) -> None:
    """Set fields: dotted path -> value."""
    start = dict(flat(preset(chosen_preset()).to_dict()))
    recipe = dict(_parts(state.get(state.RECIPE) or ()))
    recipe |= {path: _text(value) for path, value in values.items()}
    parts = tuple(
        f"{path}={text}" for path, text in recipe.items() if text != _text(start.get(path))
    )
    state.put(state.RECIPE, parts or None)


def start_from(name: str) -> None:
    """Choose a preset and forget the changes to the one before, except `KEPT`."""
    before, after = preset(chosen_preset()), preset(name)
    known = [path for path, _ in flat(after.to_dict()) if path in KEPT]
    kept = [part for part in state.get(state.RECIPE) or () if part.partition("=")[0] in known]
    if before.corpus.name != after.corpus.name:  # a benchmark that is for one corpus
        state.put(state.CORPUS, after.corpus.name)
    state.put(state.PRESET, name)
    state.put(state.RECIPE, tuple(kept) or None)


def reset() -> None:
    """Back to the preset as it is."""
    state.put(state.RECIPE, None)


def adopt(experiment: Experiment) -> None:
    """Take over an experiment made elsewhere, as changes to the chosen preset."""
    state.put(state.CORPUS, experiment.corpus.name)
    if type(preset(chosen_preset()).model) is not type(experiment.model):
        same = (name for name in PRESETS if type(preset(name).model) is type(experiment.model))
        state.put(state.PRESET, next(same))
    reset()
    change({path: value for path, value in flat(experiment.to_dict()) if path != CORPUS})


def differences(experiment: Experiment, name: str) -> tuple[str, ...]:
    """What to assign to that preset to get the experiment, corpus aside."""
    kind = experiment.model.name
    begin = _of_kind(preset(name), kind)
    other = () if kind == preset(name).model.name else (f"model={kind}",)
    start = dict(flat(begin.to_dict()))
    return other + tuple(
        f"{path}={_text(value)}"
        for path, value in flat(experiment.to_dict())
        if path != CORPUS and value != start.get(path)
    )


def _of_kind(experiment: Experiment, kind: str) -> Experiment:
    """The experiment, with that kind of model and its defaults if it has another."""
    return experiment if experiment.model.name == kind else experiment.assign([f"model={kind}"])


def _parts(recipe: Any) -> Iterator[tuple[str, str]]:
    for part in recipe:
        path, _, text = part.partition("=")
        yield path, text


def _text(value: Any) -> str:
    """A value as `parse_value` reads it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _error(start: Experiment, recipe: list[str]) -> SettingError | None:
    try:
        start.assign(recipe)
    except SettingError as error:
        return error
    return None
